import type { MultiPolygon } from '../../domain/geojson.ts'
import type { ReportSource } from '../../domain/report.ts'
import { Problem } from '../../domain/problem.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { storableJson } from './storable-json.ts'
import { wkbOf } from './wkb.ts'

/** A report whose geometry passed the check at the door. */
export interface NewReport {
  reportNo?: string | undefined
  source: ReportSource
  type: string | null
  reportedOn: Day
  actOn: Day | null
  imageBefore: Day | null
  imageAfter: Day | null
  /** ± m, as whoever measured it states it; else that of the thresholds. */
  accuracyM?: number | null
  attributes: Record<string, unknown>
  geometry: MultiPolygon
}

/** A report as it came to stand in the database. */
export interface AddedReport {
  reportId: string
  reportNo: string
  /** Of its geometry. */
  sha256: string
}

/** What became of one report, in the order in which they were given. */
export type Inserted =
  | ({ kind: 'inserted' } & AddedReport)
  | { kind: 'number-taken' }
  | { kind: 'invalid'; reason: string; location: [lon: number, lat: number] | null }

/** Who brought the reports in: a name for show, and the person and his unit where he is one. */
export interface Reporter {
  name: string
  personId: string | null
  orgId: string | null
}

/** Inserts one report; without a number it gets district, day and a running number. Answers its id. */
export async function insertReport(
  db: Db,
  report: NewReport & { district: string; createdBy: Reporter },
): Promise<string> {
  return (await addReport(db, report)).reportId
}

/** The same, and answers what was made of it. */
export async function addReport(
  db: Db,
  report: NewReport & { district: string; createdBy: Reporter },
): Promise<AddedReport> {
  const [inserted] = await insertReports(db, report.district, report.createdBy, [report])
  switch (inserted?.kind) {
    case 'inserted':
      return inserted
    case 'invalid':
      throw new Problem('geometry-invalid', `PostGIS holds the polygon for invalid: ${inserted.reason}.`)
    default:
      throw new Problem('conflict', `A report ${report.reportNo ?? ''} is on file already.`)
  }
}

interface InsertedRow {
  n: number
  report_id: string | null
  report_no: string
  sha256: string
  reason: string | null
  lon: number | null
  lat: number | null
}

/**
 * Inserts reports in one statement. PostGIS gives its second opinion on each geometry, and wins; a number that is on file
 * already leaves that report out.
 */
export async function insertReports(
  db: Db,
  district: string,
  createdBy: Reporter,
  reports: readonly NewReport[],
): Promise<Inserted[]> {
  const rows = reports.map((report) => [
    report.reportNo ?? null,
    report.source,
    report.type,
    report.reportedOn,
    report.actOn,
    report.imageBefore,
    report.imageAfter,
    storableJson(report.attributes),
    wkbOf(report.geometry),
    report.accuracyM ?? null,
  ])
  const columns = Array.from({ length: 10 }, (_, at) => rows.map((row) => row[at]))
  const { rows: inserted } = await db.query<InsertedRow>(
    `with numbered as materialized (
       select *, nextval(pg_get_serial_sequence('land.report', 'report_id')) as id
         from unnest($3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::date[], $9::date[], $10::text[], $11::bytea[],
                     $12::float8[])
              with ordinality i (given_no, source, type, reported_on, act_on, image_before, image_after, attributes, wkb, accuracy_m, n)),
     input as materialized (
       select i.*, coalesce(i.given_no, $1 || '-' || to_char(i.reported_on, 'YYYYMMDD') || '-' || lpad(i.id::text, 6, '0')) as report_no,
              g.geom, v.valid, v.reason, v.location
         from numbered i
         cross join lateral (select ST_GeomFromWKB(i.wkb, 4490) as geom) g
         cross join lateral ST_IsValidDetail(g.geom) v),
     added as (
       insert into land.report (district, report_id, report_no, source, type, reported_on, act_on, image_before, image_after,
                                attributes, geom, area_m2, sha256, created_by, reported_by, reported_org, accuracy_m)
       overriding system value
       select $1, i.id, i.report_no, i.source, i.type, i.reported_on, i.act_on, i.image_before, i.image_after,
              i.attributes::jsonb, i.geom, land.area_of_record(i.geom, d.plane_srid),
              land.shape_hash(i.geom), $2, $13, $14, i.accuracy_m
         from input i
         join land.district d on d.district = $1
        where i.valid
       on conflict (district, report_no) do nothing
       returning report_id, report_no, sha256)
     select i.n::int as n, a.report_id, a.report_no, a.sha256, i.reason, ST_X(i.location) as lon, ST_Y(i.location) as lat
       from input i
       left join added a on a.report_id = i.id
      order by i.n`,
    [district, createdBy.name, ...columns, createdBy.personId, createdBy.orgId],
  )
  return inserted.map(({ report_id, report_no, sha256, reason, lon, lat }): Inserted => {
    if (report_id !== null) return { kind: 'inserted', reportId: report_id, reportNo: report_no, sha256 }
    if (reason === null) return { kind: 'number-taken' }
    return { kind: 'invalid', reason, location: lon === null || lat === null ? null : [lon, lat] }
  })
}
