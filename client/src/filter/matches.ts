import type { ReportRow } from '../../../domain/api.ts'
import type { ReportFilter } from './report-filter.ts'

/** Rule ids begin with their group: `NA-01` is of group NA. */
export const groupOfRule = (ruleId: string) => ruleId.slice(0, ruleId.indexOf('-'))

/**
 * Whether the list would show this patch; for saying so when a linked patch is hidden. A free-text search is left to
 * the server, which also looks at villages.
 */
export function matches(row: ReportRow, filter: ReportFilter): boolean {
  const has = <T>(wanted: readonly T[], value: T | null) =>
    wanted.length === 0 || (value !== null && wanted.includes(value))
  const hasAny = (wanted: readonly string[], values: readonly string[]) =>
    wanted.length === 0 || values.some((value) => wanted.includes(value))
  const rules = [...row.rules, ...(row.group?.rules ?? [])]
  return (
    has(filter.verdict, row.verdict) &&
    has(filter.state, row.state) &&
    has(filter.severity, row.severity) &&
    has(filter.source, row.source) &&
    has(filter.township, row.township?.code ?? null) &&
    has(filter.decision, row.decision ?? 'none') &&
    hasAny(filter.rule, rules) &&
    hasAny(filter.hit, [...rules, ...row.overridden]) &&
    hasAny(filter.overridden, row.overridden) &&
    hasAny(filter.override, [
      ...(row.overridden.length > 0 ? ['overridden'] : []),
      ...(row.overrideAsks.length > 0 ? ['asks'] : []),
    ]) &&
    hasAny(filter.group, rules.map(groupOfRule)) &&
    (filter.reportedFrom === '' || row.reportedOn >= filter.reportedFrom) &&
    (filter.reportedTo === '' || row.reportedOn <= filter.reportedTo)
  )
}
