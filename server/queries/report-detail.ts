import type { ReportPage } from '../../domain/api.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { placeOf } from './places.ts'
import { visibleReports, type Viewer } from './report-predicate.ts'
import { OPEN_ASSIGNMENT, ROW_COLUMNS, rowOf, type RowData } from './report-rows.ts'

/** What the report's own row tells. */
export type ReportDetail = Omit<
  ReportPage,
  'shares' | 'evaluation' | 'raised' | 'checks' | 'decisions' | 'overrides' | 'assignments'
>

export interface DetailRow extends RowData {
  attributes: Record<string, unknown>
  act_on: Day | null
  image_before: Day | null
  image_after: Day | null
  judged_on: Day
  village: string | null
  township_share: number | null
  geometry: ReportPage['geometry']
  plane_srid: number
  plane: number[][]
  created_by: string
  created_at: string
}

/** One report with its shape; null where there is none that the person sees. */
export async function reportDetail(
  db: Db,
  viewer: Viewer,
  district: string,
  reportId: string,
): Promise<DetailRow | null> {
  const binder = new Binder()
  const { rows } = await db.query<DetailRow>(
    `select ${ROW_COLUMNS}, r.attributes, r.act_on, r.image_before, r.image_after, r.judged_on, r.village,
            r.township_share, r.created_by, r.created_at, d.plane_srid, ST_AsGeoJSON(r.geom, 9)::json as geometry,
            (select array_agg(array[ST_Y(p.geom), ST_X(p.geom)] order by p.path)
               from ST_DumpPoints(ST_Transform(ST_ExteriorRing(ST_GeometryN(r.geom, 1)), d.plane_srid)) p) as plane
       from land.report r
       join land.district d on d.district = r.district
       ${OPEN_ASSIGNMENT}
      where ${visibleReports(binder, viewer, district, 'report.read')} and r.report_id = ${binder.bind(reportId)}`,
    binder.values,
  )
  return rows[0] ?? null
}

export function detailOf(
  row: DetailRow,
  names: { townships: ReadonlyMap<string, string>; villages: ReadonlyMap<string, string> },
): ReportDetail {
  return {
    report: rowOf(row, names.townships),
    attributes: row.attributes,
    actOn: row.act_on,
    imageBefore: row.image_before,
    imageAfter: row.image_after,
    judgedOn: row.judged_on,
    village: placeOf(row.village, names.villages),
    townshipShare: row.township_share,
    geometry: { type: 'MultiPolygon', coordinates: row.geometry.coordinates },
    planeSrid: row.plane_srid,
    plane: row.plane,
    createdBy: row.created_by,
    createdAt: row.created_at,
  }
}
