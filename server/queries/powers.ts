import type { Input, PowerItem } from '../../domain/api.ts'
import type { Power } from '../../domain/power.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

const COLUMNS = `w.rule_group as "ruleGroup", w.township, w.agency, w.basis, w.confirmed as "isConfirmed",
  w.valid_from as "validFrom", w.valid_to as "validTo"`

/** The powers of a district that were not ended, whatever their days. */
export async function powersOf(db: Db, district: string): Promise<PowerItem[]> {
  const { rows } = await db.query<PowerItem>(
    `select w.power_id as "powerId", ${COLUMNS}, coalesce(p.name_zh, '') as "changedBy", w.changed_at as "changedAt", w.version
       from rules.power w left join work.person p on p.person_id = w.changed_by
      where w.district = $1 and w.ended_at is null
      order by w.rule_group, w.township nulls first, w.valid_from desc`,
    [district],
  )
  return rows
}

/** The day by the calendar of the district, and the powers in force on it. */
export async function powersToday(db: Db, district: string): Promise<{ today: Day; powers: Power[] }> {
  const { rows } = await db.query<{ today: Day } & (Power | Record<keyof Power, null>)>(
    `select t.today, ${COLUMNS}
       from (select work.today() as today) t
       left join rules.power w on w.district = $1 and w.ended_at is null
        and t.today between w.valid_from and coalesce(w.valid_to, 'infinity')`,
    [district],
  )
  return { today: rows[0]!.today, powers: rows.filter((row) => row.ruleGroup !== null) }
}

/** The day by the calendar of the district. */
export async function districtToday(db: Db): Promise<Day> {
  const { rows } = await db.query<{ today: Day }>('select work.today() as today')
  return rows[0]!.today
}

/** Adds a power; false where one of the same rule and township begins that day. */
export async function addPower(
  tx: Db,
  district: string,
  power: Input<'POST /powers'>['body'],
  by: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into rules.power (district, rule_group, township, agency, basis, confirmed, valid_from, valid_to, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [
      district,
      power.ruleGroup,
      power.township,
      power.agency,
      power.basis,
      power.isConfirmed,
      power.validFrom,
      power.validTo,
      by,
    ],
  )
  return rowCount === 1
}

/** Takes a power away that was set in error; false where it is another by now. One that ran out has its last day instead. */
export async function endPower(
  tx: Db,
  district: string,
  { powerId, version }: { powerId: string; version: number },
  by: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update rules.power set ended_at = now(), ended_by = $4, version = version + 1
      where district = $1 and power_id = $2 and version = $3 and ended_at is null`,
    [district, powerId, version, by],
  )
  return rowCount === 1
}
