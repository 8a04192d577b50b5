import type { SealItem } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'

export const SEALS_A_PAGE = 50

interface SealRow {
  n: number
  at: string
  events: number
  streams: number
  key_id: string
  hash: string
  alg: string
}

/** Seals below a number, newest first. */
export async function sealsBefore(db: Db, before: number | null): Promise<SealItem[]> {
  const { rows } = await db.query<SealRow>(
    `select n::float8 as n, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, key_id,
            encode(hash, 'hex') as hash, alg, r.events, r.streams
       from audit.seal s
       cross join lateral (select sum("to" - "from" + 1)::float8 as events, count(*)::float8 as streams
                             from jsonb_to_recordset(s.range::jsonb) as r ("from" bigint, "to" bigint)) r
      where s.n < coalesce($1::bigint, 9223372036854775807)
      order by s.n desc limit ${SEALS_A_PAGE}`,
    [before],
  )
  return rows.map(({ key_id, ...row }) => ({ ...row, keyId: key_id }))
}

/** Hashes of some seals, by number. */
export async function sealHashes(db: Db, numbers: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await db.query<{ n: number; hash: string }>(
    `select n::float8 as n, encode(hash, 'hex') as hash from audit.seal where n = any ($1::bigint[])`,
    [numbers],
  )
  return new Map(rows.map(({ n, hash }) => [n, hash]))
}

/** What no seal covers yet, and since when; and how much of the trail was let go. */
export async function trailState(
  db: Db,
): Promise<{ unsealed: number; oldestUnsealedAt: string | null; events: number; letGo: number }> {
  const { rows } = await db.query<{
    unsealed: number
    oldest: string | null
    events: number
    let_go: number
  }>(
    `select (select count(*) from audit.place where seal is null)::float8 as unsealed,
            (select min(at) from audit.place where seal is null) as oldest,
            (select coalesce(sum(next_seq - 1), 0) from audit.stream)::float8 as events,
            (select coalesce(sum(seq), 0) from audit.checkpoint)::float8 as let_go`,
  )
  const { unsealed, oldest, events, let_go } = rows[0]!
  return { unsealed, oldestUnsealedAt: oldest, events: events - let_go, letGo: let_go }
}
