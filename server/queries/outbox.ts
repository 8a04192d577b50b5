import type { Db } from '../db/database.ts'

export interface OutboxEvent {
  /** As in the audit trail, e.g. `report:140404/12`: delivered in order within it. */
  stream: string
  kind: string
  payload: object
}

/** Writes down what others have to hear of, in the transaction that does it. The thing of the stream must be held. */
export async function addOutbox(tx: Db, events: readonly OutboxEvent[]): Promise<void> {
  await tx.query(
    `insert into work.outbox (stream, kind, payload)
     select stream, kind, payload from unnest($1::text[], $2::text[], $3::jsonb[]) with ordinality e (stream, kind, payload, n)
      order by n`,
    [
      events.map(({ stream }) => stream),
      events.map(({ kind }) => kind),
      events.map(({ payload }) => JSON.stringify(payload)),
    ],
  )
}

export interface TakenEvent {
  outboxId: string
  kind: string
  payload: unknown
  createdAt: string
  /** Tries before this one. */
  attempts: number
}

/**
 * The oldest event of each stream that waits and is due, locked until the transaction ends. Several servers may ask at once: each
 * event goes to one, and none overtakes another of its stream.
 */
export async function takeDue(tx: Db, limit: number): Promise<TakenEvent[]> {
  const { rows } = await tx.query<TakenEvent>(
    `select o.id as "outboxId", o.kind, o.payload, o.created_at as "createdAt", o.attempts
       from work.outbox o
      where o.delivered_at is null and o.dead_at is null and o.next_try_at <= now()
        and not exists (select from work.outbox e
                         where e.stream = o.stream and e.id < o.id and e.delivered_at is null and e.dead_at is null)
      order by o.id limit $1
        for update of o skip locked`,
    [limit],
  )
  return rows
}

export async function markDelivered(tx: Db, outboxId: string): Promise<void> {
  await tx.query('update work.outbox set delivered_at = now(), attempts = attempts + 1 where id = $1', [
    outboxId,
  ])
}

/** Puts an event off after a failure, or gives it up. */
export async function markFailed(
  tx: Db,
  outboxId: string,
  { error, retryInS, isDead }: { error: string; retryInS: number; isDead: boolean },
): Promise<void> {
  await tx.query(
    `update work.outbox
        set attempts = attempts + 1, last_error = $2, next_try_at = now() + $3 * interval '1 s',
            dead_at = case when $4 then now() end
      where id = $1`,
    [outboxId, error, retryInS, isDead],
  )
}

export interface OutboxState {
  waiting: number
  /** Age of the oldest event that waits, in seconds; 0 where none does. */
  lagS: number
  /** Given up: somebody has to look. */
  dead: number
}

/** How far delivery is behind. */
export async function outboxState(db: Db): Promise<OutboxState> {
  const { rows } = await db.query<OutboxState>(
    `select count(*) filter (where dead_at is null)::int as waiting, count(dead_at)::int as dead,
            coalesce(extract(epoch from clock_timestamp() - min(created_at) filter (where dead_at is null)), 0)::float8 as "lagS"
       from work.outbox where delivered_at is null`,
  )
  return rows[0]!
}

/** Forgets what was delivered long ago; what was given up stays. */
export async function sweepOutbox(db: Db, days: number): Promise<void> {
  await db.query(`delete from work.outbox where delivered_at < now() - $1 * interval '1 day'`, [days])
}
