import { createHmac, randomBytes } from 'node:crypto'
import type { Person, PostToday } from '../../domain/api.ts'
import type { Lack, SessionEnd } from '../../domain/session.ts'
import type { PostLimits } from '../access/session-limits.ts'
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

const hashNow = (token: string) => hashBy(token, keyRing().current)

/** By each key that still reads, so that a change of the master key ends no session. */
const hashesOf = (token: string) => keyRing().all.map((keys) => hashBy(token, keys))

const newToken = () => randomBytes(32).toString('base64url')

/** Why the row says that a session is over. */
export type StoredEnd = Exclude<SessionEnd, 'idle' | 'expired' | 'post'>

/** Ended sessions are kept for a day, so that a browser can be told why. */
const KEEP = `interval '1 day'`
/** Without its second factor a session is only for giving it. */
const ENTERING_MS = 10 * 60_000
/** A password or code given so long ago still counts for what asks for a fresh one. */
const PROOF = `interval '5 minutes'`
/** Visits are noted this often: a write for each request of a map would be many. */
const NOTE = `least(interval '10 seconds', s.idle / 10)`

export interface NewSession {
  post: Pick<PostToday, 'postId' | 'deputyId'>
  limits: PostLimits
  lacks: Lack | null
  /** When a password or a code was given; null where an identity provider vouched long ago. */
  provedAt: Date | null
}

/** A session as its browser is told of it. */
export interface OpenedSession {
  token: string
  /** Whether one of before has ended by it. */
  hasDisplaced: boolean
}

/**
 * Opens a session in a post and answers its token: 256 random bits, base64url. One session an account: one that lacks nothing
 * displaces those before, and they are told so. A password alone displaces nobody.
 */
export async function openSession(
  tx: Db,
  personId: string,
  { post, limits, lacks, provedAt }: NewSession,
): Promise<OpenedSession> {
  const token = newToken()
  await tx.query(`delete from work.session where least(expires_at, ended_at) < now() - ${KEEP}`)
  const displaced = lacks === null ? await endSessionsOf(tx, personId, 'displaced') : 0
  await tx.query(
    `insert into work.session (token_sha256, person_id, post_id, deputy_id, expires_at, idle, lacks, proved_at)
     values ($1, $2, $3, $4, now() + $5 * interval '1 ms', $6 * interval '1 ms', $7, $8)`,
    [
      hashNow(token),
      personId,
      post.postId,
      post.deputyId,
      lacks === null ? limits.absoluteMs : ENTERING_MS,
      limits.idleMs,
      lacks,
      provedAt,
    ],
  )
  return { token, hasDisplaced: displaced > 0 }
}

/** What becomes of a session whose token is changed; what is not named stays. */
export interface Rotation {
  why: 'rotated' | 'switched'
  post?: NewSession['post'] & PostLimits
  lacks?: Lack | null
  isProved?: boolean
}

/**
 * The session under a new token: an old one that somebody copied serves no more. The time of sign-in stays, so that nobody
 * works longer by it. Null where the session has ended meanwhile.
 */
export async function rotateSession(
  tx: Db,
  token: string,
  { why, post, lacks, isProved = false }: Rotation,
): Promise<string | null> {
  const next = newToken()
  const { rowCount } = await tx.query(
    `with before as (
       update work.session set ended_at = now(), ended_why = $3 where token_sha256 = any ($2) and ended_at is null returning *)
     insert into work.session (token_sha256, person_id, created_at, post_id, deputy_id, expires_at, idle, lacks, proved_at)
     select $1, person_id, created_at,
            case when $4 then $5::bigint else post_id end, case when $4 then $6::bigint else deputy_id end,
            case when $4 then created_at + $7 * interval '1 ms' else expires_at end,
            case when $4 then $8 * interval '1 ms' else idle end,
            case when $9 then $10 else lacks end,
            case when $11 then now() else proved_at end
       from before`,
    [
      hashNow(next),
      hashesOf(token),
      why,
      post !== undefined,
      post?.postId ?? null,
      post?.deputyId ?? null,
      post?.absoluteMs ?? null,
      post?.idleMs ?? null,
      lacks !== undefined,
      lacks ?? null,
      isProved,
    ],
  )
  return rowCount === 1 ? next : null
}

/** Ends what is open, and answers how many were in use. */
export async function endSessionsOf(db: Db, personId: string, why: StoredEnd): Promise<number> {
  const { rows } = await db.query(
    `with over as (
       update work.session set ended_at = now(), ended_why = $2 where person_id = $1 and ended_at is null
       returning lacks, expires_at, last_seen_at + idle as idle_at)
     select from over where lacks is null and least(expires_at, idle_at) > now()`,
    [personId, why],
  )
  return rows.length
}

/** A session in force. */
export interface Session {
  person: Person
  lacks: Lack | null
  /** Whether a password or a code was given within the last five minutes. */
  isProved: boolean
  idleSeconds: number
  endsInSeconds: number
}

interface SessionRow extends PostRow, GrantedRow {
  person_id: string
  login: string
  name_zh: string
  name_en: string
  lacks: Lack | null
  is_proved: boolean
  idle_seconds: number
  ends_in_seconds: number
  is_stale: boolean
}

/**
 * Whose session it is and in which post he acts, while session, account, post and deputy's time are all in force: what is
 * taken away is gone with the next request. Notes the visit. By way of the session first, whatever is thought of how many there are.
 */
export async function sessionOf(db: Db, token: string): Promise<Session | null> {
  const { rows } = await db.query<SessionRow>(
    `with s as materialized (
       select * from work.session s
        where s.token_sha256 = any ($1) and s.ended_at is null and s.expires_at > now() and s.last_seen_at + s.idle > now())
     select p.person_id, p.login, p.name_zh, p.name_en, a.*, post_grant, deputy_grant, s.lacks,
            coalesce(s.proved_at > now() - ${PROOF}, false) as is_proved,
            extract(epoch from s.expires_at - now())::float8 as ends_in_seconds,
            extract(epoch from s.idle)::float8 as idle_seconds, s.last_seen_at < now() - ${NOTE} as is_stale
       from s
       join work.person p on p.person_id = s.person_id and p.status = 'active'
       cross join lateral work.posts_today(s.person_id) a
       ${GRANTS_OF_A}
      where a.post_id = s.post_id and a.deputy_id is not distinct from s.deputy_id`,
    [hashesOf(token)],
  )
  const [row] = genuineOnly(rows)
  if (!row) return null
  if (row.is_stale)
    await db.query('update work.session set last_seen_at = now() where token_sha256 = any ($1)', [
      hashesOf(token),
    ])
  const { person_id, login, name_zh, name_en } = row
  return {
    person: { personId: person_id, login, nameZh: name_zh, nameEn: name_en, ...postFrom(row) },
    lacks: row.lacks,
    isProved: row.is_proved,
    idleSeconds: row.idle_seconds,
    endsInSeconds: row.ends_in_seconds,
  }
}

/** Why a session is over, for its browser; null where it never was. */
export async function whySessionEnded(db: Db, token: string): Promise<SessionEnd | null> {
  const { rows } = await db.query<{ why: SessionEnd }>(
    `select coalesce(ended_why, case when expires_at <= now() then 'expired' when last_seen_at + idle <= now() then 'idle'
                                     else 'post' end) as why
       from work.session where token_sha256 = any ($1)`,
    [hashesOf(token)],
  )
  return rows[0]?.why ?? null
}

export async function closeSession(db: Db, token: string): Promise<void> {
  await db.query(
    `update work.session set ended_at = now(), ended_why = 'signed-out' where token_sha256 = any ($1) and ended_at is null`,
    [hashesOf(token)],
  )
}
