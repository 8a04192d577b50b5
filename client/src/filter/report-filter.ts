import {
  DECISIONS,
  REPORT_SOURCES,
  REPORT_STATES,
  VERDICTS,
  type Decision,
  type ReportSource,
  type ReportState,
  type Verdict,
} from '../../../domain/report.ts'
import { CERTAINTIES, SEVERITIES, type Severity } from '../../../domain/rule.ts'
import { OVERRIDE_FILTERS, type OverrideFilter } from '../../../domain/override.ts'
import { TIES, type Tie } from '../../../domain/ties.ts'

/** What the list and the map show. An empty list of values means: all of them. */
export interface ReportFilter {
  verdict: readonly Verdict[]
  rule: readonly string[]
  /** Rules that hit, overridden or not: where the catalogue leads to. */
  hit: readonly string[]
  overridden: readonly string[]
  group: readonly string[]
  township: readonly string[]
  state: readonly ReportState[]
  decision: readonly (Decision | 'none')[]
  severity: readonly Severity[]
  certainty: readonly (typeof CERTAINTIES)[number][]
  source: readonly ReportSource[]
  tie: readonly Tie[]
  override: readonly OverrideFilter[]
  reportedFrom: string
  reportedTo: string
  search: string
}

export const NO_FILTER: ReportFilter = {
  verdict: [],
  rule: [],
  hit: [],
  overridden: [],
  group: [],
  township: [],
  state: [],
  decision: [],
  severity: [],
  certainty: [],
  source: [],
  tie: [],
  override: [],
  reportedFrom: '',
  reportedTo: '',
  search: '',
}

export type FilterQuery = Partial<Record<keyof ReportFilter, string>>

/** As the API and the address bar carry it: values with commas between, nothing that is unset. */
export function toQuery(filter: ReportFilter): FilterQuery {
  const query: FilterQuery = {}
  for (const key of Object.keys(NO_FILTER) as (keyof ReportFilter)[]) {
    const value = filter[key]
    const text = typeof value === 'string' ? value.trim() : value.join(',')
    if (text !== '') query[key] = text
  }
  return query
}

/** From the address bar: words that nobody knows are dropped, since links grow old. */
export function fromQuery(query: Readonly<Record<string, unknown>>): ReportFilter {
  const text = (key: string) => (typeof query[key] === 'string' ? query[key] : '')
  const words = (key: string) => text(key).split(',').filter(Boolean)
  const known = <T extends string>(key: string, all: readonly T[]) =>
    words(key).filter((word): word is T => (all as readonly string[]).includes(word))
  const day = (key: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text(key)) ? text(key) : '')
  return {
    verdict: known('verdict', VERDICTS),
    rule: words('rule'),
    hit: words('hit'),
    overridden: words('overridden'),
    group: words('group'),
    township: words('township'),
    state: known('state', REPORT_STATES),
    decision: known('decision', [...DECISIONS, 'none'] as const),
    severity: known('severity', SEVERITIES),
    certainty: known('certainty', CERTAINTIES),
    source: known('source', REPORT_SOURCES),
    tie: known('tie', TIES),
    override: known('override', OVERRIDE_FILTERS),
    reportedFrom: day('reportedFrom'),
    reportedTo: day('reportedTo'),
    search: text('search').slice(0, 100),
  }
}

/** How many filters are at work: the number on the funnel. */
export const activeCount = (filter: ReportFilter) => Object.keys(toQuery(filter)).length

export const isSame = (a: ReportFilter, b: ReportFilter) =>
  JSON.stringify(toQuery(a)) === JSON.stringify(toQuery(b))
