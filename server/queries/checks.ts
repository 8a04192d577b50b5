import type { z } from 'zod'
import type { CheckItem } from '../../domain/api.ts'
import type { CheckBasis, CheckedAttribute } from '../../domain/report-attributes.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import type { ActingPerson } from './decisions.ts'

type CheckItem = z.output<typeof CheckItem>

/** Values of attributes as they are stored; null: not known. */
export type Found = Partial<Record<CheckedAttribute, string | number | boolean | null>>

export interface NewCheck {
  found: Found
  basis: CheckBasis
  checkedOn: Day
  note: string
  by: ActingPerson
}

interface CheckRow {
  check_id: string
  found: Found
  known: Found
  basis: CheckBasis
  checked_on: Day
  note: string
  checked_by: string
  checked_at: string
}

/** Every check of a report, the newest first. */
export async function checksOf(db: Db, district: string, reportId: string): Promise<CheckItem[]> {
  const { rows } = await db.query<CheckRow>(
    `select c.check_id, c.found, c.known, c.basis, c.checked_on, c.note,
            work.named(p.name_zh, f.name_zh) as checked_by, c.checked_at
       from work.report_check c
       join work.person p on p.person_id = c.checked_by
       left join work.person f on f.person_id = c.checked_for
      where c.district = $1 and c.report_id = $2
      order by c.checked_at desc, c.check_id desc`,
    [district, reportId],
  )
  return rows.map((row) => ({
    checkId: row.check_id,
    found: row.found,
    known: row.known,
    basis: row.basis,
    checkedOn: row.checked_on,
    note: row.note,
    checkedBy: row.checked_by,
    checkedAt: row.checked_at,
  }))
}

/**
 * Writes down what was found of a report that the transaction holds, and keeps what was known of the same before. Answers that.
 */
export async function addCheck(
  tx: Db,
  district: string,
  reportId: string,
  { found, basis, checkedOn, note, by }: NewCheck,
): Promise<Found> {
  const { rows } = await tx.query<{ type: string | null; act_on: Day | null; attributes: Found }>(
    'select type, act_on, attributes from land.report where district = $1 and report_id = $2',
    [district, reportId],
  )
  const { type, act_on: actOn, attributes } = rows[0]!
  const before: Found = { ...attributes, type, actOn }
  const known = Object.fromEntries(
    Object.keys(found).map((name) => [name, before[name as CheckedAttribute] ?? null]),
  )
  const { type: nowType = type, actOn: nowActOn = actOn, ...others } = found
  // What is taken back is as if it had never been reported.
  const rest = Object.entries({ ...attributes, ...others }).filter(
    ([name, value]) => value !== null || !(name in others),
  )
  await tx.query(
    `update land.report
        set type = $3, act_on = $4, attributes = $5::jsonb, version = version + 1, updated_at = now()
      where district = $1 and report_id = $2`,
    [district, reportId, nowType, nowActOn, JSON.stringify(Object.fromEntries(rest))],
  )
  await tx.query(
    `insert into work.report_check (district, report_id, found, known, basis, checked_on, note, checked_by, checked_for)
     values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7, $8, $9)`,
    [
      district,
      reportId,
      JSON.stringify(found),
      JSON.stringify(known),
      basis,
      checkedOn,
      note,
      by.personId,
      by.actsFor?.personId ?? null,
    ],
  )
  return known
}

/** What checks after a moment changed, as it was known then. */
export async function knownBefore(db: Db, district: string, reportId: string, until: string): Promise<Found> {
  const { rows } = await db.query<{ known: Found }>('select work.known_before($1, $2, $3) as known', [
    district,
    reportId,
    until,
  ])
  return rows[0]!.known
}
