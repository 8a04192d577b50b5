import type { Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { visibleReports } from './report-predicate.ts'

/** Whether the person sees the report, which includes that there is one. */
export async function isReportVisible(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
): Promise<boolean> {
  const binder = new Binder()
  const { rows } = await db.query(
    `select from land.report r
      where ${visibleReports(binder, person, district)} and r.report_id = ${binder.bind(reportId)}`,
    binder.values,
  )
  return rows.length > 0
}
