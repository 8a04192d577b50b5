import { THRESHOLDS, type Thresholds } from '../../domain/rule.ts'
import { thresholdsInForce, type ThresholdRow } from '../../domain/threshold-register.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

/** The whole register, as a district is judged by it: general rows and its own. */
export async function thresholdRows(db: Db, district: string): Promise<ThresholdRow[]> {
  const { rows } = await db.query<ThresholdRow>(
    `select threshold_id as "thresholdId", key, district, lower(in_force) as "from", upper(in_force) - 1 as "to", value, unit,
            source, confirmed, is_general as "isGeneral"
       from rules.threshold
      where (district is null or district = $1) and key = any ($2)
      order by threshold_id`,
    [district, Object.keys(THRESHOLDS)],
  )
  return rows
}

/** The numbers in force on each of the days. */
export async function thresholdsOn(
  db: Db,
  district: string,
  days: readonly Day[],
): Promise<Map<Day, Thresholds>> {
  const rows = await thresholdRows(db, district)
  return new Map([...new Set(days)].map((day) => [day, thresholdsInForce(rows, day)]))
}
