import { relationsFor, type Relation } from '../../domain/access.ts'
import type { Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { relationsSql } from './relation-sql.ts'
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
      where ${visibleReports(binder, person, district, 'report.read')} and r.report_id = ${binder.bind(reportId)}`,
    binder.values,
  )
  return rows.length > 0
}

/** When a report was taken back from whoever sees it only for having had it; null for all others. */
export async function handedOverAt(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
): Promise<string | null> {
  const binder = new Binder()
  const { rows } = await db.query<{ relations: Relation[]; until: string }>(
    `select ${relationsSql(binder, person)} as relations,
            case when ours.until < 'infinity' then ours.until end as until
       from land.report r
      cross join lateral work.with_township_until(r.district, r.report_id, ${binder.bind(person.township)}) ours (until)
      where r.district = ${binder.bind(district)} and r.report_id = ${binder.bind(reportId)}`,
    binder.values,
  )
  const mine = relationsFor(person.role, 'report.read').filter((one) => rows[0]?.relations.includes(one))
  return mine.length === 1 && mine[0] === 'was-with-us' ? rows[0]!.until : null
}
