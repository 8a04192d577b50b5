import type { Verdict } from '../../domain/report.ts'
import type { District } from '../../fixtures/district/district.ts'
import type { Database } from '../../server/db/database.ts'
import { loadDistrict } from '../../server/demo-district.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import type { Judgement } from './score.ts'

/** Loads an invented district into an empty database, judges every report, and reads back what is stored of each. */
export async function judgeDistrict(db: Database, district: District): Promise<Judgement[]> {
  const reportIds = await loadDistrict(db, district)
  await evaluateReports(db, { district: district.code, reportIds, today: district.today })
  const { rows } = await db.query<{ report_no: string; verdict: Verdict; found: string[] }>(
    `select r.report_no, r.verdict,
            array(select distinct f.rule_id from land.finding f
                   where f.district = e.district and f.evaluation_id = e.evaluation_id and f.kind = 'finding') as found
       from land.report r
       join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
      where r.district = $1`,
    [district.code],
  )
  return rows.map((row) => ({ reportNo: row.report_no, verdict: row.verdict, found: row.found }))
}
