import type { GroundFacts, LedgerEntry } from '../../domain/ledger.ts'
import { LAYER_ROLES, type LayerRole } from '../../domain/layer.ts'
import { sameNumber, type ChangeReason } from '../../domain/replay.ts'
import type { ThresholdKey } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import type { Fact } from '../queries/overlay.ts'
import { contentOf, type Law } from '../rules/law.ts'

/** One side of a comparison: what was measured of each layer, and by what law it was judged. */
export interface Basis {
  /** On which one looked. */
  day: Day
  ground: GroundFacts
  facts: readonly Fact[]
  law: Law
  today: Law | null
}

/**
 * What two evaluations of one report were judged by differently: numbers of law, versions of rules, layers; where all of these
 * are the same, the day.
 */
export function whyOf(before: Basis, after: Basis): ChangeReason[] {
  const reasons = changesOf(before, after)
  const isOfDay = reasons.length === 0 && before.day !== after.day
  return isOfDay ? [{ kind: 'day', before: before.day, after: after.day }] : reasons
}

const changesOf = (before: Basis, after: Basis): ChangeReason[] => [
  ...lawReasons('act', before.law, after.law),
  ...(before.today && after.today ? lawReasons('today', before.today, after.today) : []),
  ...(rulesOf(before) === rulesOf(after) ? [] : [{ kind: 'rules' } as const]),
  ...layerReasons(before, after),
]

function lawReasons(law: 'act' | 'today', before: Law, after: Law): ChangeReason[] {
  const unset = (value: number) => (Number.isNaN(value) ? null : value)
  return (Object.keys(after.thresholds) as ThresholdKey[])
    .map((key) => ({
      kind: 'threshold' as const,
      key,
      law,
      // A release may bring keys that the old law did not have.
      before: unset(before.thresholds[key]?.value ?? NaN),
      after: unset(after.thresholds[key].value),
    }))
    .filter((reason) => reason.before !== reason.after)
}

const rulesOf = ({ law, today }: Basis) =>
  JSON.stringify([contentOf(law).rules, today && contentOf(today).rules])

/** Layers of which another version served, and of which the report has something else than before. */
const layerReasons = (before: Basis, after: Basis): ChangeReason[] =>
  LAYER_ROLES.filter((role) => shareOf(before, role) !== shareOf(after, role)).map((role) => ({
    kind: 'layer',
    role,
    before: before.ground.layers[role]?.version ?? null,
    after: after.ground.layers[role]?.version ?? null,
  }))

/** What a report has of a layer, whichever version and row it came from. */
function shareOf({ ground, facts }: Basis, role: LayerRole): string {
  const layer = ground.layers[role]
  if (!layer) return 'none'
  const shared = facts
    .filter(({ layerVersionId }) => layerVersionId === layer.layerVersionId)
    .map((fact) => `${fact.class} ${said(fact.area)}`)
  const permits = ground.permits
    .filter((permit) => permit.role === role)
    .map(({ covered, excess, featureId: _row, ...words }) =>
      JSON.stringify([words, said(covered), said(excess.area)]),
    )
  return JSON.stringify([layer.laterThanDay, shared.sort(), permits.sort()])
}

/** To the square centimetre: sums in another order are the same area. */
const said = (area: number) => area.toFixed(4)

/** Entries of the ledger that are others, in m²: null where the entry was not measured. */
export function ledgerChanges(
  before: GroundFacts,
  after: GroundFacts,
): Partial<Record<LedgerEntry, [number | null, number | null]>> {
  const entries = new Set([...Object.keys(before.ledger), ...Object.keys(after.ledger)] as LedgerEntry[])
  return Object.fromEntries(
    [...entries]
      .map((entry): [LedgerEntry, [number | null, number | null]] => [
        entry,
        [before.ledger[entry]?.area ?? null, after.ledger[entry]?.area ?? null],
      ])
      .filter(([, [old, young]]) => old === null || young === null || !sameNumber(old, young)),
  )
}
