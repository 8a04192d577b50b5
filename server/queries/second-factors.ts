import type { Db } from '../db/database.ts'

/** What decides whether a person must show a second factor. */
export interface FactorState {
  isEnrolled: boolean
  isDemo: boolean
}

export async function factorState(db: Db, personId: string): Promise<FactorState> {
  const { rows } = await db.query<FactorState>(
    `select p.is_demo "isDemo", f.enrolled_at is not null "isEnrolled"
       from work.person p left join work.second_factor f on f.person_id = p.person_id
      where p.person_id = $1`,
    [personId],
  )
  return rows[0]!
}

export interface StoredFactor {
  secret: Buffer
  lastStep: number
}

export async function storedFactor(db: Db, personId: string): Promise<StoredFactor | null> {
  const { rows } = await db.query<{ secret: Buffer; last_step: string }>(
    'select secret, last_step from work.second_factor where person_id = $1 and secret is not null',
    [personId],
  )
  const row = rows[0]
  return row ? { secret: row.secret, lastStep: Number(row.last_step) } : null
}

/** Uses a step up; false where it or a later one was used meanwhile. */
export async function useStep(db: Db, personId: string, step: number): Promise<boolean> {
  const { rowCount } = await db.query(
    'update work.second_factor set last_step = $2 where person_id = $1 and last_step < $2',
    [personId, step],
  )
  return rowCount === 1
}

/** Uses a recovery code up and answers how many are left; null where it is none, or was used. */
export async function useRecoveryCode(db: Db, personId: string, hash: Buffer): Promise<number | null> {
  const { rowCount } = await db.query(
    `update work.recovery_code set used_at = now() where code_sha256 = $2 and person_id = $1 and used_at is null`,
    [personId, hash],
  )
  if (rowCount !== 1) return null
  const { rows } = await db.query<{ left: number }>(
    'select count(*)::int as left from work.recovery_code where person_id = $1 and used_at is null',
    [personId],
  )
  return rows[0]!.left
}

/** A secret that is shown; the one in use stays so until a code of the new one was given. */
export async function offerSecret(db: Db, personId: string, secret: Buffer): Promise<void> {
  await db.query(
    `insert into work.second_factor (person_id, pending, pending_since) values ($1, $2, now())
     on conflict (person_id) do update set pending = excluded.pending, pending_since = excluded.pending_since`,
    [personId, secret],
  )
}

export async function offeredSecret(db: Db, personId: string): Promise<Buffer | null> {
  const { rows } = await db.query<{ pending: Buffer }>(
    `select pending from work.second_factor
      where person_id = $1 and pending_since > now() - interval '15 minutes' for update`,
    [personId],
  )
  return rows[0]?.pending ?? null
}

/** Takes the offered secret into use, with new recovery codes; those before serve no more. */
export async function enrolFactor(
  tx: Db,
  personId: string,
  { step, recoveryHashes }: { step: number; recoveryHashes: readonly Buffer[] },
): Promise<void> {
  await tx.query(
    `update work.second_factor
        set secret = pending, enrolled_at = now(), last_step = $2, pending = null, pending_since = null
      where person_id = $1`,
    [personId, step],
  )
  await tx.query('delete from work.recovery_code where person_id = $1', [personId])
  await tx.query('insert into work.recovery_code (code_sha256, person_id) select unnest($2::bytea[]), $1', [
    personId,
    recoveryHashes,
  ])
}

/** Takes a lost factor away; false where there is none in the district. */
export async function removeFactor(tx: Db, district: string, personId: string): Promise<boolean> {
  await tx.query(
    `delete from work.recovery_code c using work.person p
      where p.person_id = c.person_id and p.district = $1 and c.person_id = $2`,
    [district, personId],
  )
  const { rowCount } = await tx.query(
    `delete from work.second_factor f using work.person p
      where p.person_id = f.person_id and p.district = $1 and f.person_id = $2`,
    [district, personId],
  )
  if (rowCount !== 1) return false
  await tx.query('update work.person set version = version + 1 where person_id = $1', [personId])
  return true
}
