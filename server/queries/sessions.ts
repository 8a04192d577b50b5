import { createHmac, randomBytes } from 'node:crypto'
import type { Person, PostToday } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { keyRing } from '../keys/installed.ts'
import type { KeySet } from '../keys/ring.ts'
import { genuineOnly, GRANTS_OF_A, type GrantedRow } from './grants.ts'
import { postFrom, type PostRow } from './posts.ts'

/**
 * Only the hash is stored: whoever reads the table cannot sign in with it, and whoever writes into it cannot make a session,
 * since the pepper is not in the database.
 */
const hashBy = (token: string, { sessionPepper }: KeySet) =>
  createHmac('sha256', sessionPepper).update(token).digest()

/** By each key that still reads, so that a change of the master key ends no session. */
const hashesOf = (token: string) => keyRing().all.map((keys) => hashBy(token, keys))

export type SessionEnd = 'signed-out' | 'displaced' | 'password' | 'disabled' | 'switched'

/** Ended sessions are kept for a day, so that a browser can be told why. */
const KEEP = `interval '1 day'`

/**
 * Opens a session in a post and answers its token: 256 random bits, base64url. One session an account: those before are
 * displaced, and told so.
 */
export async function openSession(
  tx: Db,
  personId: string,
  post: Pick<PostToday, 'postId' | 'deputyId'>,
  { absoluteMs, why = 'displaced' }: { absoluteMs: number; why?: SessionEnd },
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await tx.query(`delete from work.session where expires_at < now() or ended_at < now() - ${KEEP}`)
  await endSessionsOf(tx, personId, why)
  await tx.query(
    `insert into work.session (token_sha256, person_id, post_id, deputy_id, expires_at)
     values ($1, $2, $3, $4, now() + $5 * interval '1 ms')`,
    [hashBy(token, keyRing().current), personId, post.postId, post.deputyId, absoluteMs],
  )
  return token
}

export async function endSessionsOf(db: Db, personId: string, why: SessionEnd): Promise<void> {
  await db.query(
    'update work.session set ended_at = now(), ended_why = $2 where person_id = $1 and ended_at is null',
    [personId, why],
  )
}

interface SessionRow extends PostRow, GrantedRow {
  person_id: string
  login: string
  name_zh: string
  name_en: string
  is_stale: boolean
}

/**
 * Whose session it is and in which post he acts, while session, account, post and deputy's time are all in force: what is
 * taken away is gone with the next request. Notes the visit, at most once a minute.
 */
export async function sessionPerson(db: Db, token: string, idleMs: number): Promise<Person | null> {
  const { rows } = await db.query<SessionRow>(
    `select p.person_id, p.login, p.name_zh, p.name_en, a.*, post_grant, deputy_grant, s.last_seen_at < now() - interval '1 minute' as is_stale
       from work.session s
       join work.person p on p.person_id = s.person_id and p.status = 'active'
       cross join lateral work.posts_today(p.person_id) a
       ${GRANTS_OF_A}
      where s.token_sha256 = any ($1) and s.ended_at is null and s.expires_at > now()
        and s.last_seen_at > now() - $2 * interval '1 ms'
        and a.post_id = s.post_id and a.deputy_id is not distinct from s.deputy_id`,
    [hashesOf(token), idleMs],
  )
  const [row] = genuineOnly(rows)
  if (!row) return null
  if (row.is_stale)
    await db.query('update work.session set last_seen_at = now() where token_sha256 = any ($1)', [
      hashesOf(token),
    ])
  const { person_id, login, name_zh, name_en } = row
  return { personId: person_id, login, nameZh: name_zh, nameEn: name_en, ...postFrom(row) }
}

/** Why a session is over, for its browser; null where it never was or simply ran out. */
export async function whySessionEnded(db: Db, token: string): Promise<SessionEnd | null> {
  const { rows } = await db.query<{ ended_why: SessionEnd | null }>(
    'select ended_why from work.session where token_sha256 = any ($1)',
    [hashesOf(token)],
  )
  return rows[0]?.ended_why ?? null
}

export async function closeSession(db: Db, token: string): Promise<void> {
  await db.query(
    `update work.session set ended_at = now(), ended_why = 'signed-out' where token_sha256 = any ($1) and ended_at is null`,
    [hashesOf(token)],
  )
}
