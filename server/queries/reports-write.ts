import type { MultiPolygon } from '../../domain/geojson.ts'
import type { ReportSource } from '../../domain/report.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

/** A report whose geometry passed the check at the door. */
export interface NewReport {
  reportNo?: string | undefined
  source: ReportSource
  type: string | null
  reportedOn: Day
  actOn: Day | null
  imageBefore: Day | null
  imageAfter: Day | null
  attributes: Record<string, unknown>
  geometry: MultiPolygon
}

/** Inserts one report; without a number it gets district, day and its own id. Answers its id. */
export async function insertReport(
  db: Db,
  report: NewReport & { district: string; createdBy: string },
): Promise<string> {
  const { rows } = await insertReports(db, report.district, report.createdBy, [report])
  return rows[0]!
}

/** Inserts checked reports in one statement; answers their ids, and the numbers that were on file already. */
export async function insertReports(
  db: Db,
  district: string,
  createdBy: string,
  reports: readonly NewReport[],
): Promise<{ rows: string[]; taken: string[] }> {
  const { rows } = await db.query<{ report_id: string | null; report_no: string }>(
    `with input as (
       select coalesce(i.report_no, $1 || '-' || to_char(i.reported_on, 'YYYYMMDD') || '-' || left(md5(random()::text), 6)) report_no,
              i.source, i.type, i.reported_on, i.act_on, i.image_before, i.image_after, i.attributes,
              ST_SetSRID(ST_GeomFromGeoJSON(i.geometry::text), 4490) geom
         from jsonb_to_recordset($3::jsonb) i (report_no text, source text, type text, reported_on date, act_on date,
                                               image_before date, image_after date, attributes jsonb, geometry jsonb)),
     added as (
       insert into land.report (district, report_no, source, type, reported_on, act_on, image_before, image_after, attributes,
                                geom, area_m2, sha256, created_by)
       select $1, i.report_no, i.source, i.type, i.reported_on, i.act_on, i.image_before, i.image_after, i.attributes, i.geom,
              land.area_of_record(i.geom, d.plane_srid), encode(sha256(ST_AsBinary(ST_Normalize(i.geom))), 'hex'), $2
         from input i, land.district d where d.district = $1
       on conflict (district, report_no) do nothing
       returning report_id, report_no)
     select a.report_id, i.report_no from input i left join added a using (report_no)`,
    [
      district,
      createdBy,
      JSON.stringify(
        reports.map((report) => ({
          report_no: report.reportNo ?? null,
          source: report.source,
          type: report.type,
          reported_on: report.reportedOn,
          act_on: report.actOn,
          image_before: report.imageBefore,
          image_after: report.imageAfter,
          attributes: report.attributes,
          geometry: report.geometry,
        })),
      ),
    ],
  )
  return {
    rows: rows.flatMap((row) => (row.report_id === null ? [] : [row.report_id])),
    taken: rows.filter((row) => row.report_id === null).map((row) => row.report_no),
  }
}
