import type { Database, Db } from '../db/database.ts'
import { canonicalJson } from './canonical-json.ts'
import { hashSeal, keyId, merkleRoot, type Algorithm, type SealedRange } from './format.ts'

/** Any number that nothing else here takes for an advisory lock. */
const SEAL_LOCK = 88227

export const ROWS_A_SEAL = 256

/** When the oldest event was written that waits for its seal. */
export async function oldestPending(db: Db): Promise<Date | null> {
  const { rows } = await db.query<{ at: string | null }>(
    'select min(at) as at from audit.place where seal is null',
  )
  const { at } = rows[0]!
  return at === null ? null : new Date(at)
}

/** Seals the events that wait, at most ROWS_A_SEAL of them; answers how many. Nothing where another server is at it. */
export function sealPending(db: Database, key: Buffer): Promise<number> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
      SEAL_LOCK,
    ])
    if (!rows[0]!.mine) return 0
    const waiting = await pendingEvents(tx)
    if (waiting.length > 0) await insertSeal(tx, key, waiting)
    return waiting.length
  })
}

interface PendingEvent {
  stream: string
  seq: number
  hash: string
}

/** Those of one stream come without a gap: they were committed one after the other, under the lock of the stream. */
async function pendingEvents(tx: Db): Promise<PendingEvent[]> {
  const { rows } = await tx.query<{ stream: string; seq: string; hash: string }>(
    `select stream, seq, encode(e.hash, 'hex') as hash
       from (select stream, seq, at from audit.place where seal is null order by stream, seq limit ${ROWS_A_SEAL}) p
       join audit.event e using (stream, seq, at)
      order by stream, seq`,
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

interface Before {
  alg: Algorithm
  at: string
  n: string | null
  hash: string | null
}

async function insertSeal(tx: Db, key: Buffer, events: readonly PendingEvent[]): Promise<void> {
  const { rows } = await tx.query<Before>(
    `select p.alg, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
            s.n, encode(s.hash, 'hex') as hash
       from audit.profile p left join (select n, hash from audit.seal order by n desc limit 1) s on true`,
  )
  const { alg, at, n, hash: prev } = rows[0]!
  const hashes = events.map((event) => event.hash)
  const seal = {
    alg,
    n: Number(n ?? 0) + 1,
    at,
    range: canonicalJson(rangesOf(events).map((range) => ({ ...range }))),
    merkle_root: merkleRoot(alg, hashes),
    prev,
    key_id: keyId(key),
  }
  const { hmac, hash } = hashSeal(seal, key)
  await tx.query(
    `insert into audit.seal (n, at, range, merkle_root, prev, key_id, hash, hmac, alg)
     values ($1, $2, $3, decode($4, 'hex'), decode($5, 'hex'), $6, decode($7, 'hex'), decode($8, 'hex'), $9)`,
    [seal.n, at, seal.range, seal.merkle_root, prev, seal.key_id, hash, hmac, alg],
  )
  await tx.query(
    `update audit.place p set seal = $3 from unnest($1::text[], $2::bigint[]) as sealed (stream, seq)
      where p.stream = sealed.stream and p.seq = sealed.seq`,
    [events.map((event) => event.stream), events.map((event) => event.seq), seal.n],
  )
}

function rangesOf(events: readonly PendingEvent[]): SealedRange[] {
  const ranges: SealedRange[] = []
  for (const { stream, seq, hash } of events) {
    const open = ranges.at(-1)
    if (open?.stream === stream) Object.assign(open, { to: seq, hash })
    else ranges.push({ stream, from: seq, to: seq, hash })
  }
  return ranges
}
