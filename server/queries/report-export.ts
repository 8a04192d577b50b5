import type { Person, ReportRow } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { visibleReports } from './report-predicate.ts'
import { OPEN_ASSIGNMENT, ROW_COLUMNS, rowOf, type RowData } from './report-rows.ts'

export interface ExportedReport {
  row: ReportRow
  /** GeoJSON text, EPSG:4490; null where it was not asked for. */
  geometry: string | null
}

/** Reports by id, in the order of the ids; those that the person no longer sees are left out. */
export async function exportReports(
  db: Db,
  person: Person,
  district: string,
  ids: readonly string[],
  { withGeometry, townships }: { withGeometry: boolean; townships: ReadonlyMap<string, string> },
): Promise<ExportedReport[]> {
  const binder = new Binder()
  const { rows } = await db.query<RowData & { geometry: string | null }>(
    `select ${ROW_COLUMNS}, ${withGeometry ? 'ST_AsGeoJSON(r.geom, 9)' : 'null::text'} as geometry
       from unnest(${binder.bind(ids)}::bigint[]) with ordinality asked (report_id, place)
       join land.report r on r.report_id = asked.report_id
       ${OPEN_ASSIGNMENT}
      where ${visibleReports(binder, person, district)}
      order by asked.place`,
    binder.values,
  )
  return rows.map((row) => ({ row: rowOf(row, townships), geometry: row.geometry }))
}
