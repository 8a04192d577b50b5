import { type Input, type Person, type ReportRow } from '../../domain/api.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { placeOf } from './places.ts'
import { reportPredicate, type ReportFilter } from './report-predicate.ts'

type Sort = Input<'GET /reports'>['query']['sort']

export interface RowData {
  report_id: string
  report_no: string
  source: ReportRow['source']
  type: string | null
  reported_on: Day
  area_m2: number
  township: string | null
  assisting: string[]
  state: ReportRow['state']
  verdict: ReportRow['verdict']
  severity: ReportRow['severity']
  rules: string[]
  decision: ReportRow['decision']
  overridden: string[]
  override_asks: string[]
  machine_verdict: ReportRow['machineVerdict']
  standing: ReportRow['standing']
  group: ReportRow['group']
  version: number
  assigned_township: string | null
  due_on: Day | null
  acknowledged_at: string | null
  centre: number[]
  bounds: number[]
}

/** Columns of a ReportRow over `land.report r` and its open assignment `a`. */
export const ROW_COLUMNS = `r.report_id, r.report_no, r.source, r.type, r.reported_on, r.area_m2, r.township, r.assisting, r.state,
  r.verdict, r.severity, r.rules, r.decision, r.overridden, r.override_asks, r.machine_verdict, r.version,
  coalesce((select s.standing from land.standing s where s.district = r.district and s.report_id = r.report_id), 'own') as standing,
  (select jsonb_build_object('groupId', g.group_id::text, 'rules', g.rules,
                             'flag', case when g.rules <> '{}' then 'certain' when g.doubt_rules <> '{}' then 'possible' end)
     from land.group_member m join land.patch_group g on g.group_id = m.group_id
    where m.district = r.district and m.report_id = r.report_id and m.until is null) as "group",
  a.township as assigned_township, a.due_on, a.acknowledged_at,
  (select array[ST_X(c), ST_Y(c)] from (select ST_PointOnSurface(r.geom) c) p) as centre,
  array[ST_XMin(r.geom), ST_YMin(r.geom), ST_XMax(r.geom), ST_YMax(r.geom)] as bounds`

export const OPEN_ASSIGNMENT = `left join work.assignment a
  on a.district = r.district and a.report_id = r.report_id and a.withdrawn_at is null`

export const rowOf = (row: RowData, townships: ReadonlyMap<string, string>): ReportRow => ({
  reportId: row.report_id,
  reportNo: row.report_no,
  source: row.source,
  type: row.type,
  reportedOn: row.reported_on,
  areaM2: row.area_m2,
  township: placeOf(row.township, townships),
  assistedBy: row.assisting.map((code) => placeOf(code, townships)),
  state: row.state,
  verdict: row.verdict,
  severity: row.severity,
  rules: row.rules,
  decision: row.decision,
  overridden: row.overridden,
  overrideAsks: row.override_asks,
  machineVerdict: row.machine_verdict,
  standing: row.standing,
  group: row.group,
  assignedTo: placeOf(row.assigned_township, townships),
  dueOn: row.due_on,
  acknowledgedAt: row.acknowledged_at,
  version: row.version,
  centre: row.centre,
  bounds: row.bounds,
})

// Most severe last when ascending; without severity, a doubt stands above what is clear.
const SEVERITY_RANK = `(coalesce(array_position(array['info', 'low', 'medium', 'high', 'critical'], r.severity), 0) * 4
  + coalesce(array_position(array['clear', 'doubtful', 'suspected'], r.verdict), 0))`

const SORT_SQL: Readonly<Record<Sort, string>> = {
  severity: SEVERITY_RANK,
  area: 'r.area_m2',
  reported: 'r.reported_on',
  number: 'r.report_no',
  due: 'a.due_on',
}

export interface RowsPage {
  sort: Sort
  descending: boolean
  offset: number
  limit: number
}

/** One page of the list. Sorting decides on narrow rows first; only the page's own shapes are measured. */
export async function reportRows(
  db: Db,
  person: Person,
  district: string,
  filter: ReportFilter,
  { sort, descending, offset, limit }: RowsPage,
): Promise<RowData[]> {
  const binder = new Binder()
  const order = `${SORT_SQL[sort]} ${descending ? 'desc' : 'asc'} nulls last, r.area_m2 desc, r.report_id`
  const { rows } = await db.query<RowData>(
    `with page as materialized (
       select r.report_id, row_number() over (order by ${order}) as place
         from land.report r ${OPEN_ASSIGNMENT}
        where ${reportPredicate(binder, person, district, filter)}
        order by ${order}
       offset ${binder.bind(offset)} limit ${binder.bind(limit)}
     )
     select ${ROW_COLUMNS}
       from page
       join land.report r on r.district = ${binder.bind(district)} and r.report_id = page.report_id
       ${OPEN_ASSIGNMENT}
      order by page.place`,
    binder.values,
  )
  return rows
}

/** Ids and versions of everything that matches, the most severe first. */
export async function reportIds(
  db: Db,
  person: Person,
  district: string,
  filter: ReportFilter,
): Promise<{ reportId: string; version: number }[]> {
  const binder = new Binder()
  const { rows } = await db.query<{ report_id: string; version: number }>(
    `select r.report_id, r.version from land.report r
      where ${reportPredicate(binder, person, district, filter)}
      order by ${SEVERITY_RANK} desc, r.area_m2 desc, r.report_id`,
    binder.values,
  )
  return rows.map((row) => ({ reportId: row.report_id, version: row.version }))
}
