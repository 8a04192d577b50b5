import type { GroupItem, Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { visibleReports } from './report-predicate.ts'

type Partner = GroupItem['members'][number]['partner']

/** Those of some reports that the person sees. */
export async function partnersOf(
  db: Db,
  person: Person,
  district: string,
  reportIds: readonly string[],
): Promise<Map<string, Partner>> {
  const binder = new Binder()
  const { rows } = await db.query<Partner>(
    `select r.report_id as "reportId", r.report_no as "reportNo", r.reported_on as "reportedOn", r.area_m2 as "areaM2",
            ST_AsGeoJSON(r.geom, 9)::json as geometry
       from land.report r
      where ${visibleReports(binder, person, district, 'report.read')} and r.report_id = any (${binder.bind(reportIds)}::bigint[])`,
    binder.values,
  )
  return new Map(
    rows.map((row) => [
      row.reportId,
      { ...row, geometry: { type: 'MultiPolygon' as const, coordinates: row.geometry.coordinates } },
    ]),
  )
}
