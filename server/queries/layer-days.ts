import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

/** Days on which another version of some layer begins to serve. Registers have none: their features carry their own days. */
export async function layerChangeDays(db: Db, district: string): Promise<Day[]> {
  const { rows } = await db.query<{ day: Day }>(
    `select distinct valid_from as day from land.layer_version
      where district = $1 and status = 'published' and not land.is_register(role) order by 1`,
    [district],
  )
  return rows.map(({ day }) => day)
}
