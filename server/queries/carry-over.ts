import type { Db } from '../db/database.ts'
import { storableJson } from './storable-json.ts'

export async function isStepDone(db: Db, step: string): Promise<boolean> {
  const { rowCount } = await db.query('select from work.data_step where step = $1', [step])
  return rowCount === 1
}

export async function noteStep(db: Db, step: string): Promise<void> {
  await db.query('insert into work.data_step (step) values ($1) on conflict do nothing', [step])
}

/** The trail tells what was done once for all, and nobody takes an event out of it unnoticed. */
export async function isInTrail(db: Db, action: string): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    'select exists (select from audit.event where action = $1) as there',
    [action],
  )
  return rows[0]!.there
}

export interface OpenAttributes {
  district: string
  report_id: string
  created_by: string
  attributes: Record<string, unknown>
}

/** The next reports after `after` whose attributes have one of these columns (in small letters), held. */
export async function reportsWithColumns(
  tx: Db,
  columns: readonly string[],
  after: string,
  limit: number,
): Promise<OpenAttributes[]> {
  const { rows } = await tx.query<OpenAttributes>(
    `select r.district, r.report_id, r.created_by, r.attributes
       from land.report r
      where r.report_id > $2
        and exists (
          select from jsonb_each(case when jsonb_typeof(r.attributes -> 'file') = 'object' then r.attributes -> 'file' else '{}' end
                                 || (r.attributes - 'file')) as a (key, value)
           where lower(btrim(a.key)) = any ($1))
      order by r.report_id limit $3
        for update`,
    [columns, after, limit],
  )
  return rows
}

export async function setAttributes(
  tx: Db,
  reports: readonly Pick<OpenAttributes, 'district' | 'report_id' | 'attributes'>[],
): Promise<void> {
  await tx.query(
    `update land.report r set attributes = n.attributes::jsonb
       from unnest($1::text[], $2::bigint[], $3::text[]) as n (district, report_id, attributes)
      where r.district = n.district and r.report_id = n.report_id`,
    [
      reports.map((one) => one.district),
      reports.map((one) => one.report_id),
      reports.map((one) => storableJson(one.attributes)),
    ],
  )
}

/** The next accounts whose phone stands in the open, held. */
export async function openPhones(tx: Db, limit: number): Promise<{ person_id: string; phone: string }[]> {
  const { rows } = await tx.query<{ person_id: string; phone: string }>(
    'select person_id, phone from work.person where phone is not null order by person_id limit $1 for update',
    [limit],
  )
  return rows
}
