import { createHash, randomBytes } from 'node:crypto'
import type { Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { PERSON_COLUMNS, personFrom, type PersonRow } from './people.ts'

/** Only the hash is stored: whoever reads the table cannot sign in with it. */
const hashOf = (token: string) => createHash('sha256').update(token).digest()

/** Opens a session and answers its token: 256 random bits, base64url. Sweeps sessions that ended. */
export async function openSession(db: Db, personId: string, absoluteMs: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db.query('delete from work.session where expires_at < now()')
  await db.query(
    `insert into work.session (token_sha256, person_id, expires_at)
     values ($1, $2, now() + $3 * interval '1 ms')`,
    [hashOf(token), personId, absoluteMs],
  )
  return token
}

/** Whose session it is, while it is neither idle for too long nor over. Notes the visit, at most once a minute. */
export async function sessionPerson(db: Db, token: string, idleMs: number): Promise<Person | null> {
  const { rows } = await db.query<PersonRow & { is_stale: boolean }>(
    `select ${PERSON_COLUMNS}, s.last_seen_at < now() - interval '1 minute' as is_stale
       from work.session s join work.person p using (person_id)
      where s.token_sha256 = $1 and s.expires_at > now() and s.last_seen_at > now() - $2 * interval '1 ms'`,
    [hashOf(token), idleMs],
  )
  const row = rows[0]
  if (!row) return null
  if (row.is_stale)
    await db.query('update work.session set last_seen_at = now() where token_sha256 = $1', [hashOf(token)])
  return personFrom(row)
}

export async function closeSession(db: Db, token: string): Promise<void> {
  await db.query('delete from work.session where token_sha256 = $1', [hashOf(token)])
}
