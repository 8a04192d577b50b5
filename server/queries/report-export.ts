import type { Person, ReportRow, TownshipShare } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { visibleReports } from './report-predicate.ts'
import { placeOf } from './places.ts'
import { OPEN_ASSIGNMENT, ROW_COLUMNS, rowOf, type RowData } from './report-rows.ts'

export interface ExportedReport {
  row: ReportRow
  /** How it is split over townships; none where it lies wholly in one. */
  shares: Pick<TownshipShare, 'township' | 'countedM2'>[]
  /** GeoJSON text, EPSG:4490; null where it was not asked for. */
  geometry: string | null
}

interface ExportRow extends RowData {
  geometry: string | null
  shares: [township: string | null, countedM2: number][]
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
  const { rows } = await db.query<ExportRow>(
    `select ${ROW_COLUMNS}, ${withGeometry ? 'ST_AsGeoJSON(r.geom, 9)' : 'null::text'} as geometry,
            (select coalesce(jsonb_agg(jsonb_build_array(s.township, s.counted_m2) order by s.township is null, s.counted_m2 desc), '[]')
               from land.report_share s
              where s.district = r.district and s.report_id = r.report_id and s.counted_m2 > 0) as shares
       from unnest(${binder.bind(ids)}::bigint[]) with ordinality asked (report_id, place)
       join land.report r on r.report_id = asked.report_id
       ${OPEN_ASSIGNMENT}
      where ${visibleReports(binder, person, district)}
      order by asked.place`,
    binder.values,
  )
  return rows.map((row) => ({
    row: rowOf(row, townships),
    shares: row.shares.map(([code, countedM2]) => ({ township: placeOf(code, townships), countedM2 })),
    geometry: row.geometry,
  }))
}
