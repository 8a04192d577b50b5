import type { Db } from '../db/database.ts'

/** What is kept for a time, and until when. */
export interface Purpose {
  purpose: string
  months: number
  basis: string
  isConfirmed: boolean
}

export async function purposesOf(db: Db): Promise<Purpose[]> {
  const { rows } = await db.query<Purpose>(
    'select purpose, months, basis, is_confirmed "isConfirmed" from work.retention order by purpose',
  )
  return rows
}

/** False where there is no such purpose. */
export async function setPeriod(db: Db, purpose: string, months: number, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.retention set months = $2, is_confirmed = true, changed_at = now(), changed_by = $3 where purpose = $1`,
    [purpose, months, by],
  )
  return rowCount === 1
}

const before = (purpose: string) =>
  `work.today() - (select months from work.retention where purpose = '${purpose}') * interval '1 month'`

/** Rows whose period has run out. A decision counts that stands: the newest that was not taken back. */
const DUE = `
  select 'reporter' as purpose, p.party_id::text as row, r.report_no as of
    from work.party p join land.report r using (district, report_id)
   where p.role = 'reporter' and p.pseudonymised_at is null and r.reported_on < ${before('reporter')}
  union all
  select 'party', p.party_id::text, r.report_no
    from work.party p join land.report r using (district, report_id)
   where p.role = 'party' and p.pseudonymised_at is null and r.reported_on < ${before('party')}
  union all
  select 'party-cleared', p.party_id::text, r.report_no
    from work.party p
    join land.report r using (district, report_id)
    join lateral (
      select max(d.decided_at) as at from work.decision d
       where d.district = r.district and d.report_id = r.report_id and d.undone_at is null) d on true
   where p.role = 'party' and p.pseudonymised_at is null and r.decision in ('legal', 'not-an-object')
     and d.at < ${before('party-cleared')} and r.reported_on >= ${before('party')}
  union all
  select 'work-phone', q.person_id::text, q.login
    from work.person q
   where q.phone_sealed is not null and q.status = 'disabled' and q.last_used_at < ${before('work-phone')}`

export interface DueRow {
  purpose: string
  row: string
  /** Report or login. */
  of: string
}

/** What the next purge takes, by purpose. */
export async function dueRows(db: Db): Promise<DueRow[]> {
  const { rows } = await db.query<DueRow>(
    `select purpose, row, of from (${DUE}) due order by purpose, of, row`,
  )
  return rows
}

/**
 * Puts a pseudonym in the place of people: the same for the same number, and nothing leads back from it without the key of the
 * index, of which it is eight digits.
 */
export async function pseudonymise(tx: Db, partyIds: readonly string[]): Promise<void> {
  await tx.query(
    `update work.party
        set pseudonym = 'P-' || upper(encode(substring(coalesce(id_no_index, phone_index, name_index) from 5 for 4), 'hex')),
            pseudonymised_at = now(), name = null, name_index = null, name_masked = null, phone = null, phone_index = null,
            phone_masked = null, id_no = null, id_no_index = null, id_no_masked = null
      where party_id = any ($1::uuid[])`,
    [partyIds],
  )
}

export async function forgetWorkPhones(tx: Db, personIds: readonly string[]): Promise<void> {
  await tx.query(
    `update work.person set phone = null, phone_sealed = null, phone_masked = null, version = version + 1
      where person_id = any ($1::bigint[])`,
    [personIds],
  )
}

/** Whether the purge ran within so many hours; of two servers that ask at once, the second waits for the first. */
export async function hasPurgedWithin(tx: Db, hours: number): Promise<boolean> {
  await tx.query('lock table work.purge_run in exclusive mode')
  const { rows } = await tx.query<{ recent: boolean }>(
    `select exists (select from work.purge_run where at > now() - $1 * interval '1 hour') as recent`,
    [hours],
  )
  return rows[0]!.recent
}

export async function notePurge(tx: Db, counts: Readonly<Record<string, number>>): Promise<void> {
  await tx.query('insert into work.purge_run (counts) values ($1)', [JSON.stringify(counts)])
}
