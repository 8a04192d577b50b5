import type { Db } from '../db/database.ts'

/** Reports that were judged: those whose evaluation says what it was judged by, and those of earlier releases. */
export async function currentReports(
  db: Db,
  district: string,
): Promise<{ known: string[]; unknown: string[] }> {
  const { rows } = await db.query<{ report_id: string; is_known: boolean }>(
    `select report_id, law_id is not null as is_known from land.evaluation
      where district = $1 and is_current order by report_id`,
    [district],
  )
  const ids = (isKnown: boolean) =>
    rows.filter((row) => row.is_known === isKnown).map(({ report_id }) => report_id)
  return { known: ids(true), unknown: ids(false) }
}

/** How many there are of each. */
export async function countCurrent(db: Db, district: string): Promise<{ known: number; unknown: number }> {
  const { rows } = await db.query<{ known: number; unknown: number }>(
    `select count(*) filter (where law_id is not null)::int as known, count(*) filter (where law_id is null)::int as unknown
       from land.evaluation where district = $1 and is_current`,
    [district],
  )
  return rows[0]!
}
