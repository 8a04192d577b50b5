import type { Db } from '../db/database.ts'

/** Whose request it is; the same key of somebody else, or of another endpoint, is another. */
export interface RequestKey {
  personId: string
  route: string
  key: string
}

export interface StoredAnswer {
  /** SHA-256 of what was asked for. */
  sha256: Buffer
  status: number
  etag: string | null
  /** JSON text. */
  body: string
}

/**
 * Takes the key until the transaction ends: `running` where a request with it is under way, its answer where one is done,
 * null where there is none yet.
 */
export async function claimKey(
  tx: Db,
  { personId, route, key }: RequestKey,
): Promise<StoredAnswer | 'running' | null> {
  const { rows: claims } = await tx.query<{ is_mine: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_mine',
    [JSON.stringify(['idempotency', personId, route, key])],
  )
  if (!claims[0]!.is_mine) return 'running'
  // A statement of its own: the one before sees nothing of who held the lock until now.
  const { rows } = await tx.query<StoredAnswer>(
    'select sha256, status, etag, body from work.idempotency where person_id = $1 and route = $2 and key = $3',
    [personId, route, key],
  )
  return rows[0] ?? null
}

export async function storeAnswer(
  tx: Db,
  { personId, route, key }: RequestKey,
  { sha256, status, etag, body }: StoredAnswer,
): Promise<void> {
  await tx.query(
    `insert into work.idempotency (person_id, route, key, sha256, status, etag, body)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [personId, route, key, sha256, status, etag, body],
  )
}

/** Forgets answers that nobody asks for any more; answers how many. */
export async function sweepAnswers(db: Db, days: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from work.idempotency where created_at < now() - $1 * interval '1 day'`,
    [days],
  )
  return rowCount ?? 0
}
