import type { Input, Person } from '../../domain/api.ts'
import type { Operation } from '../../domain/access.ts'
import type { OverrideFilter } from '../../domain/override.ts'
import type { Tie } from '../../domain/ties.ts'
import type { Binder } from './binder.ts'
import { raisedRulesSql } from './raised-findings.ts'
import { allowedSql, rulesOfGroups } from './relation-sql.ts'

export type ReportFilter = Omit<Input<'GET /reports/ids'>['query'], 'district'>

/** What a facet counts by; its own filter is left out of its counts. */
export const FACETS = [
  'verdict',
  'severity',
  'certainty',
  'group',
  'rule',
  'township',
  'state',
  'decision',
  'source',
  'tie',
  'override',
] as const
export type Facet = (typeof FACETS)[number]

/** Key for reports that have no value: not judged, outside every township, not decided. */
export const NONE = 'none'

/** About 100 m, in degrees: how far from a searched position a report may lie. */
const NEAR_DEGREES = 0.001

const wordsOf = (list: string) => list.split(',').filter((word) => word !== '')

/** Everything that a person sees of a district and that matches the filter, over `land.report r`. */
export function reportPredicate(
  binder: Binder,
  person: Person,
  district: string,
  filter: ReportFilter,
): string {
  const { byFacet, other } = filterConditions(binder, person, district, filter)
  return [visibleReports(binder, person, district), ...Object.values(byFacet), other].join(' and ')
}

/** Who asks; `reporter` is whoever sent the report in this moment, and is answered once, whatever his scope. */
export type Viewer = Person | 'reporter'

/**
 * The reports of a district to which a person may do this, over `land.report r`: nothing of a district that is not his. Lists
 * ask by `report.list`, whatever is about one report by `report.read`.
 */
export function visibleReports(
  binder: Binder,
  viewer: Viewer,
  district: string,
  operation: Operation = 'report.list',
): string {
  if (viewer === 'reporter') return `r.district = ${binder.bind(district)}`
  if (viewer.district !== district) return 'false'
  return `r.district = ${binder.bind(district)} and ${allowedSql(binder, viewer, operation)}`
}

/** Of `land.report r`: what was merged into another or cut into parts, or undone again; its ground stands under others. */
export const HISTORY = `r.report_id in (select s.report_id from land.standing s where s.standing in ('merged', 'split', 'undone'))`

/** How a report hangs together with others, over `land.report r`. What was merged or split does so no more. */
const TIE_OF: Readonly<Record<Exclude<Tie, 'history'>, string>> = {
  straddling: `r.assisting <> '{}'`,
  duplicate: `r.report_id in (select unnest(array[l.later_id, l.earlier_id]) from land.duplicate_link l where l.state <> 'broken')`,
  unconfirmed: `r.report_id in (select l.later_id from land.duplicate_link l where l.state = 'found')`,
  grouped: `r.report_id in (select m.report_id from land.group_member m where m.until is null)`,
  flagged: `r.report_id in (select m.report_id from land.group_member m join land.patch_group g on g.group_id = m.group_id
                             where m.until is null and (g.rules <> '{}' or g.doubt_rules <> '{}'))`,
}
export const tieSql = (tie: Tie) =>
  tie === 'history' ? `(${HISTORY})` : `(${TIE_OF[tie]} and not ${HISTORY})`

/** All ties of a report, each looked for once. */
export const TIES_SQL = `case when ${HISTORY} then array['history'] else array_remove(array[${Object.entries(
  TIE_OF,
)
  .map(([tie, holds]) => `case when ${holds} then '${tie}' end`)
  .join(', ')}], null) end`

export const OVERRIDE_OF: Readonly<Record<OverrideFilter, string>> = {
  overridden: `r.overridden <> '{}'`,
  asks: `r.override_asks <> '{}'`,
}

/**
 * The filter in SQL: a condition for each facet, and one for the rest. Each is `true` where nothing is asked, but for ties: what was
 * merged or split is found by whoever looks for it, and stands in no other list.
 */
export function filterConditions(
  binder: Binder,
  person: Person,
  district: string,
  filter: ReportFilter,
): { byFacet: Record<Facet, string>; other: string } {
  const among = (column: string, words: readonly string[] | undefined) =>
    words && words.length > 0
      ? `coalesce(${column}, '${NONE}') = any (${binder.bind(words)}::text[])`
      : 'true'
  // By the machine, raised by hand, or of the group in which the report is.
  const hit = (ids: readonly string[] | undefined) => {
    if (!ids) return 'true'
    const wanted = `${binder.bind(ids)}::text[]`
    return `(r.rules && ${wanted}
             or r.report_id in (select h.report_id from ${raisedRulesSql(binder, person, district)} h where h.rules && ${wanted})
             or r.report_id in (select m.report_id from land.group_member m join land.patch_group g on g.group_id = m.group_id
                                 where m.until is null and g.rules && ${wanted}))`
  }
  const overridden = (ids: readonly string[]) =>
    `r.overridden <> '{}' and r.overridden && ${binder.bind(ids)}::text[]`
  return {
    byFacet: {
      verdict: among('r.verdict', filter.verdict),
      severity: among('r.severity', filter.severity),
      certainty: among('r.certainty', filter.certainty),
      group: hit(filter.group ? rulesOfGroups(wordsOf(filter.group)) : undefined),
      rule: hit(filter.rule ? wordsOf(filter.rule) : undefined),
      township: among('r.township', filter.township ? wordsOf(filter.township) : undefined),
      state: among('r.state', filter.state),
      decision: among('r.decision', filter.decision ? wordsOf(filter.decision) : undefined),
      source: among('r.source', filter.source),
      tie: filter.tie
        ? `(${filter.tie.map(tieSql).join(' or ')})`
        : filter.search
          ? 'true'
          : `not ${HISTORY}`,
      override: filter.override ? `(${filter.override.map((one) => OVERRIDE_OF[one]).join(' or ')})` : 'true',
    },
    other: [
      filter.hit ? `(${hit(wordsOf(filter.hit))} or ${overridden(wordsOf(filter.hit))})` : 'true',
      filter.overridden ? `(${overridden(wordsOf(filter.overridden))})` : 'true',
      filter.reportedFrom ? `r.reported_on >= ${binder.bind(filter.reportedFrom)}` : 'true',
      filter.reportedTo ? `r.reported_on <= ${binder.bind(filter.reportedTo)}` : 'true',
      filter.bbox ? `r.geom && ${boxSql(binder, filter.bbox)}` : 'true',
      filter.search ? searchSql(binder, district, filter.search) : 'true',
    ].join(' and '),
  }
}

function boxSql(binder: Binder, bbox: string): string {
  const corners = bbox.split(',').map((number) => `${binder.bind(Number(number))}::float8`)
  return `ST_MakeEnvelope(${corners.join(', ')}, 4490)`
}

const POSITION = /^(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)$/

/** A position, else a part of the report's number or of its township's or village's name, or the code of either. */
function searchSql(binder: Binder, district: string, search: string): string {
  const [, lon, lat] = POSITION.exec(search) ?? []
  if (lon !== undefined && lat !== undefined) {
    const point = `ST_SetSRID(ST_MakePoint(${binder.bind(Number(lon))}::float8, ${binder.bind(Number(lat))}::float8), 4490)`
    return `ST_DWithin(r.geom, ${point}, ${NEAR_DEGREES})`
  }
  const text = `${binder.bind(search.toLowerCase())}::text`
  const places = (role: string) =>
    `(select p.code from land.place_names(${binder.bind(district)}, '${role}') p
       where p.code = ${text} or strpos(lower(p.name), ${text}) > 0)`
  return `(strpos(lower(r.report_no), ${text}) > 0
           or r.township in ${places('townships')} or r.village in ${places('villages')})`
}
