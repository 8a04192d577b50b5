import type { Db } from '../db/database.ts'

/** What a list needs to show of a report. */
export interface ReportHead {
  reportId: string
  reportNo: string
  township: string | null
  /** Somebody decided or handed it out. */
  isDecided: boolean
  /** A point inside, EPSG:4490. */
  centre: [lon: number, lat: number]
}

/** By report. */
export async function reportHeads(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<Map<string, ReportHead>> {
  const { rows } = await db.query<ReportHead>(
    `select r.report_id as "reportId", r.report_no as "reportNo", r.township, r.state <> 'reported' as "isDecided",
            array[ST_X(p.inside), ST_Y(p.inside)] as centre
       from land.report r cross join lateral (select ST_PointOnSurface(r.geom) as inside) p
      where r.district = $1 and r.report_id = any ($2::bigint[])`,
    [district, reportIds],
  )
  return new Map(rows.map((row) => [row.reportId, row]))
}
