import type { Answer, Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { OVERRIDE_FILTERS } from '../../domain/override.ts'
import {
  FACETS,
  filterConditions,
  NONE,
  OVERRIDE_OF,
  TIES_SQL,
  visibleReports,
  type Facet,
  type ReportFilter,
} from './report-predicate.ts'
import { raisedRulesSql } from './raised-findings.ts'

export type ReportCounts = Pick<
  Answer<'GET /reports'>,
  'total' | 'uncounted' | 'totalAreaM2' | 'of' | 'bounds' | 'counts'
>

interface CountsRow extends Record<Facet, ReportCounts['counts'][Facet]> {
  total: number
  uncounted: number
  area_m2: number
  of: number
  bounds: number[] | null
  assisting: ReportCounts['counts']['assisting']
}

/** The groups of the rules that a report hits, each once: a rule's id begins with its group. */
const GROUPS_HIT = `select distinct split_part(hit, '-', 1) as code from unnest(rules) hit`

interface Counted {
  key: string
  n: string
  area: string
  from: string
}

/** A patch counts once, where it is led from; its area where it lies (跨界图斑). */
const BY_TOWNSHIP: Counted = {
  key: `case when s.report_id is null then coalesce(seen.township, '${NONE}') else coalesce(s.township, '${NONE}') end`,
  n: `count(*) filter (where counts and (s.report_id is null or s.township is not distinct from seen.township))`,
  area: 'sum(coalesce(s.counted_m2, seen.area_m2)) filter (where counts)',
  from: 'seen left join land.report_share s on s.report_id = seen.report_id and s.counted_m2 > 0',
}
const ASSISTING: Counted = {
  key: 's.township',
  n: 'count(*) filter (where counts)',
  area: 'sum(s.counted_m2) filter (where counts)',
  from: `seen join land.report_share s on s.report_id = seen.report_id and s.part = 'assist'`,
}

/** Whoever asks for duplicates wants those that are not counted, too. */
const BY_TIE: Counted = { key: 'tie', n: 'count(*)', area: 'sum(area_m2)', from: 'seen, unnest(ties) tie' }

const OVERRIDES_OF = `array_remove(array[${OVERRIDE_FILTERS.map((one) => `case when ${OVERRIDE_OF[one]} then '${one}' end`).join(', ')}], null)`

/** Totals and facets in one reading of the district; each facet is counted with every filter but its own. */
export async function reportCounts(
  db: Db,
  person: Person,
  district: string,
  filter: ReportFilter,
): Promise<ReportCounts> {
  const binder = new Binder()
  const { byFacet, other } = filterConditions(binder, person, district, filter)
  // Whoever asks for what hangs together looks at those, too, that are counted in others.
  const counts = filter.tie ? 'true' : 'st.report_id is null'
  const flags = FACETS.map((facet) => `(${byFacet[facet]}) as is_${facet}`)
  const all = ['is_other', ...FACETS.map((facet) => `is_${facet}`)]
  const counted = (facet: Facet, name: keyof ReportCounts['counts'], { key, n, area, from }: Counted) => `
    (select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'count', c.n, 'areaM2', coalesce(c.area, 0)) order by c.n desc, c.key), '[]')
       from (select ${key} as key, ${n} as n, ${area} as area from ${from}
              where ${all.filter((flag) => flag !== `is_${facet}`).join(' and ')} group by 1) c) as "${name}"`
  const facet = (name: Facet, key: string, from = 'seen') =>
    counted(name, name, {
      key,
      n: 'count(*) filter (where counts)',
      area: 'sum(area_m2) filter (where counts)',
      from,
    })
  const { rows } = await db.query<CountsRow>(
    `with seen as materialized (
       select r.report_id, r.verdict, r.severity, r.certainty, r.township,
              case when h.rules is null and g.rules is null then r.rules
                   else array(select distinct unnest(r.rules || coalesce(h.rules, '{}') || coalesce(g.rules, '{}'))) end as rules,
              r.state, r.decision, r.source, r.area_m2, ST_XMin(r.geom) as west,
              ST_YMin(r.geom) as south, ST_XMax(r.geom) as east, ST_YMax(r.geom) as north,
              ${flags.join(', ')}, (${other}) as is_other, st.report_id is null as is_own, ${counts} as counts,
              'history' = any (ties) as is_history, ties, ${OVERRIDES_OF} as overrides
         from land.report r
        cross join lateral (select ${TIES_SQL} as ties offset 0) hanging
         left join land.standing st on st.district = r.district and st.report_id = r.report_id
         left join ${raisedRulesSql(binder, person, district)} h on h.report_id = r.report_id
         left join (select m.report_id, g.rules from land.group_member m join land.patch_group g on g.group_id = m.group_id
                     where m.until is null and g.rules <> '{}') g on g.report_id = r.report_id
        where ${visibleReports(binder, person, district)}
     ),
     total as (
       select count(*) filter (where not is_history)::int as of, count(*) filter (where ok)::int as total,
              count(*) filter (where ok and not is_own)::int as uncounted,
              coalesce(sum(area_m2) filter (where ok and counts), 0) as area_m2,
              case when bool_or(ok) then array[min(west) filter (where ok), min(south) filter (where ok),
                                               max(east) filter (where ok), max(north) filter (where ok)] end as bounds
         from seen, lateral (select ${all.join(' and ')}) is_match (ok)
     )
     select total.*,
            ${facet('verdict', `coalesce(verdict, '${NONE}')`)},
            ${facet('severity', `coalesce(severity, '${NONE}')`)},
            ${facet('certainty', `coalesce(certainty, '${NONE}')`)},
            ${facet('group', 'code', `seen, lateral (${GROUPS_HIT}) g`)},
            ${facet('rule', 'hit', 'seen, unnest(rules) hit')},
            ${counted('township', 'township', BY_TOWNSHIP)},
            ${counted('township', 'assisting', ASSISTING)},
            ${facet('state', 'state')},
            ${facet('decision', `coalesce(decision, '${NONE}')`)},
            ${facet('source', 'source')},
            ${counted('tie', 'tie', BY_TIE)},
            ${facet('override', 'one', 'seen, unnest(overrides) one')}
       from total`,
    binder.values,
  )
  const { total, uncounted, area_m2, of, bounds, ...facets } = rows[0]!
  return { total, uncounted, totalAreaM2: area_m2, of, bounds, counts: facets }
}

/**
 * Changes whenever any report of the district changes, in whatever order transactions commit: a maximum of updated_at
 * would miss one that began earlier and ended later.
 */
export async function districtRevision(db: Db, district: string): Promise<string> {
  const { rows } = await db.query<{ revision: string }>(
    `select left(md5(concat_ws('/', count(*), sum(version), sum(extract(epoch from updated_at)))), 16) as revision
       from land.report where district = $1`,
    [district],
  )
  return rows[0]!.revision
}
