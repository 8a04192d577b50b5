import { THRESHOLDS, type Threshold, type ThresholdKey, type Thresholds } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

interface ThresholdRow extends Omit<Threshold, 'key' | 'value'> {
  key: ThresholdKey
  value: number | null
  day: Day
}

/** The thresholds in force on each of the days. Throws, by name, for a key that has no value on a day. */
export async function thresholdsOn(db: Db, days: readonly Day[]): Promise<Map<Day, Thresholds>> {
  const { rows } = await db.query<ThresholdRow>(
    `select d.day, t.key, t.value, t.unit, t.source, t.confirmed
       from unnest($1::date[]) d (day) join rules.threshold t on t.in_force @> d.day`,
    [days],
  )
  const byDay = new Map<Day, Partial<Record<ThresholdKey, Threshold>>>(days.map((day) => [day, {}]))
  for (const { day, ...row } of rows) byDay.get(day)![row.key] = { ...row, value: row.value ?? NaN }
  for (const [day, found] of byDay)
    for (const key of Object.keys(THRESHOLDS))
      if (!(key in found))
        throw new Error(`The threshold ${key} has no value in force on ${day}: add a row to rules.threshold.`)
  return byDay as Map<Day, Thresholds>
}
