import { THRESHOLDS, type Thresholds } from '../../domain/rule.ts'
import { thresholdsInForce, type ThresholdRow } from '../../domain/threshold-register.ts'
import type { ThresholdChange } from '../../domain/threshold-change.ts'
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

/** A row of the register with how it came there; null of what came with a release. */
export interface RegisteredRow extends ThresholdRow {
  recordedAt: string
  askedBy: string | null
  approvedBy: string | null
  reason: string | null
}

/** Every row of the register that concerns a district, newest last, with the names of the two people who added it. */
export async function thresholdHistory(db: Db, district: string): Promise<RegisteredRow[]> {
  const { rows } = await db.query<RegisteredRow>(
    `select t.threshold_id as "thresholdId", t.key, t.district, lower(t.in_force) as "from", upper(t.in_force) - 1 as "to", t.value,
            t.unit, t.source, t.confirmed, t.is_general as "isGeneral", t.recorded_at as "recordedAt",
            work.named(p.name_zh, pf.name_zh) as "askedBy", work.named(d.name_zh, df.name_zh) as "approvedBy", a.reason
       from rules.threshold t
       left join work.approval a on a.approval_id = t.approval_id
       left join work.person p on p.person_id = a.asked_by
       left join work.person pf on pf.person_id = a.asked_for
       left join work.person d on d.person_id = a.decided_by
       left join work.person df on df.person_id = a.decided_for
      where (t.district is null or t.district = $1) and t.key = any ($2)
      order by t.threshold_id`,
    [district, Object.keys(THRESHOLDS)],
  )
  return rows
}

/** Adds a row of a district, as two people have it; answers its id. */
export async function addThreshold(
  tx: Db,
  district: string,
  { key, value, from, to, source, confirmed, isGeneral }: ThresholdChange,
  approvalId: string,
): Promise<string> {
  const { rows } = await tx.query<{ threshold_id: string }>(
    `insert into rules.threshold (key, district, in_force, value, unit, source, confirmed, is_general, approval_id)
     values ($1, $2, daterange($3, $4, '[]'), $5, $6, $7, $8, $9, $10) returning threshold_id`,
    [key, district, from, to, value, THRESHOLDS[key], source, confirmed, isGeneral, approvalId],
  )
  return rows[0]!.threshold_id
}
