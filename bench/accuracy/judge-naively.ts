import type { Verdict } from '../../domain/report.ts'
import type { Database } from '../../server/db/database.ts'
import { reportFacts } from '../../server/queries/report-facts.ts'
import { naiveFindings, type Touch } from './naive.ts'
import type { Judgement } from './score.ts'

/** Flags every report of a loaded district by what it touches, as one would write it first; whole features, in degrees. */
export async function judgeNaively(db: Database, district: string): Promise<Judgement[]> {
  const { rows } = await db.query<{ report_id: string; touched: Touch[] }>(
    `select r.report_id,
            array(select distinct case when v.role = 'land-use' then land.land_group(f.class) else v.role end
                    from land.layer_feature f
                    join land.layer_version v using (layer_version_id)
                   where v.district = r.district and v.status = 'published' and ST_Intersects(r.geom, f.geom)) as touched
       from land.report r
      where r.district = $1`,
    [district],
  )
  const reports = await reportFacts(
    db,
    district,
    rows.map(({ report_id }) => report_id),
  )
  return rows.map(({ report_id, touched }) => {
    const { report, reportNo } = reports.get(report_id)!
    const found = naiveFindings(report, new Set(touched))
    const verdict: Verdict = found.length > 0 ? 'suspected' : 'clear'
    return { reportNo, verdict, found }
  })
}
