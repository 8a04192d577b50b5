import type { GroundFacts } from '../../domain/ledger.ts'
import type { Finding, Result } from '../../domain/rule.ts'

/** What a second engine has to confirm before it is found. */
export const isGrave = (result: Result): result is Finding =>
  result.kind === 'finding' && (result.severity === 'critical' || result.severity === 'high')

/**
 * A grave finding on ground of which two engines say different things is a doubt, whichever of its areas they differ in: one of
 * the engines is wrong, and nobody knows where else. Without a second opinion a finding stands as it is.
 */
export function asConfirmed(result: Result, { secondOpinion }: GroundFacts): Result {
  // In the order of the ledger: what follows from other entries stands behind them.
  const first = secondOpinion?.disputes[0]
  if (!first || !isGrave(result)) return result
  const { ruleId, lead } = result
  return {
    kind: 'doubt',
    ruleId,
    reason: 'engines-disagree',
    subject: first.subject,
    lead,
    measured: first.area,
    detail: `PostGIS ${first.area.toFixed(4)} m² ≠ ${secondOpinion!.engine} ${first.other.toFixed(4)} m²`,
  }
}
