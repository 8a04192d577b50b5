import { areSameHits, type OverriddenHit, type OverrideState } from '../../domain/override.ts'
import type { Finding, Result } from '../../domain/rule.ts'
import { certaintyOf, conclude, isAccusing, type Evaluation } from './index.ts'

/** What a person said of a rule's hits, and of which. */
export interface Override {
  ruleId: string
  hits: readonly OverriddenHit[]
  reportSha256: string
}

/** How a rule accuses, as it is kept with an override. */
export const hitsOf = (results: readonly Result[], ruleId: string): OverriddenHit[] =>
  results
    .filter((one): one is Finding => one.ruleId === ruleId && isAccusing(one))
    .map((one) => ({
      severity: one.severity,
      certainty: certaintyOf(one),
      measured: one.measured,
      unit: one.unit,
    }))

/** An override is of one shape and of its numbers: of others it asks again, and until then they accuse. */
export function stateOf(
  { ruleId, hits, reportSha256 }: Override,
  results: readonly Result[],
  sha256: string,
): Exclude<OverrideState, 'ended'> {
  const now = hitsOf(results, ruleId)
  if (now.length === 0) return 'idle'
  return reportSha256 === sha256 && areSameHits(hits, now) ? 'holds' : 'asks'
}

/** What is left of a judgement when hits that a person found to be wrong are taken off. */
export function afterOverrides(
  results: readonly Result[],
  overrides: readonly Override[],
  sha256: string,
): { left: Evaluation; overridden: string[]; asks: string[] } {
  const inState = (state: OverrideState) =>
    overrides.filter((one) => stateOf(one, results, sha256) === state).map(({ ruleId }) => ruleId)
  const overridden = inState('holds')
  const left = conclude(results.filter((one) => !(isAccusing(one) && overridden.includes(one.ruleId))))
  return { left, overridden, asks: inState('asks') }
}
