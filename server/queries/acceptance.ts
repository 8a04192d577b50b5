import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

export interface DistrictDays {
  today: Day
  lastYear: Day
  lastMonth: Day
  nextMonth: Day
  inAWeek: Day
}

/** Days around today, by the calendar of the district. */
export async function districtDays(db: Db): Promise<DistrictDays> {
  const { rows } = await db.query<DistrictDays>(
    `select work.today() as "today", work.today() - 365 as "lastYear", work.today() - 30 as "lastMonth",
            work.today() + 30 as "nextMonth", work.today() + 7 as "inAWeek"`,
  )
  return rows[0]!
}

/** As after too many wrong passwords, for a day. */
export async function lockAccount(db: Db, personId: string): Promise<void> {
  await db.query(
    `update work.person set lockouts = 1, locked_until = now() + interval '1 day' where person_id = $1`,
    [personId],
  )
}
