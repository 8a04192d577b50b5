import type { Db } from '../db/database.ts'

/** The login that an identity is bound to. */
export async function loginOfIdentity(db: Db, issuer: string, subject: string): Promise<string | null> {
  const { rows } = await db.query<{ login: string }>(
    `select p.login from work.identity i join work.person p on p.person_id = i.person_id
      where i.issuer = $1 and i.subject = $2`,
    [issuer, subject],
  )
  return rows[0]?.login ?? null
}

export interface NewIdentity {
  personId: string
  issuer: string
  subject: string
  boundBy: string
}

/** Binds an identity in the place of the one before of the same provider; the account's version moves on. */
export async function bindIdentity(
  tx: Db,
  { personId, issuer, subject, boundBy }: NewIdentity,
): Promise<void> {
  await unbindIdentity(tx, personId, issuer)
  await tx.query('insert into work.identity (issuer, subject, person_id, bound_by) values ($1, $2, $3, $4)', [
    issuer,
    subject,
    personId,
    boundBy,
  ])
}

export async function unbindIdentity(tx: Db, personId: string, issuer: string): Promise<void> {
  await tx.query('delete from work.identity where person_id = $1 and issuer = $2', [personId, issuer])
  await tx.query('update work.person set version = version + 1 where person_id = $1', [personId])
}
