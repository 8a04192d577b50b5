import type { Logger } from 'pino'
import type { Database, Db } from '../db/database.ts'
import { sweepAnswers } from '../queries/idempotency.ts'
import {
  markDelivered,
  markFailed,
  outboxState,
  sweepOutbox,
  takeDue,
  type TakenEvent,
} from '../queries/outbox.ts'
import { repeat, type Repeating } from '../repeat.ts'
import { CONSUMERS, type Consumer } from './consumers.ts'

const PAUSE_MS = 1_000
const PAUSE_AFTER_FAILURE_MS = 5_000
/** Events a transaction. */
const BATCH = 100
/** After so many tries an event is given up, and those behind it go on. */
const MAX_TRIES = 10
const LONGEST_PAUSE_S = 300
const SWEEP_MS = 3_600_000
/** How long answers to keyed requests and delivered events are kept. */
const KEPT_DAYS = 14

type Consumers = Readonly<Record<string, Consumer>>

export interface RelayOptions {
  db: Database
  log: Logger
}

/** Delivers what the outbox holds, until stopped; and sweeps what nobody asks for any more. */
export function startRelay({ db, log }: RelayOptions): Repeating {
  let sweptAt = 0
  return repeat(
    async (stopping) => {
      while ((await deliverDue(db, log)) > 0 && !stopping.aborted);
      if (Date.now() - sweptAt < SWEEP_MS) return
      await sweepAnswers(db, KEPT_DAYS)
      await sweepOutbox(db, KEPT_DAYS)
      sweptAt = Date.now()
    },
    {
      log,
      failure: 'outbox: events could not be delivered',
      pauseMs: PAUSE_MS,
      pauseAfterFailureMs: PAUSE_AFTER_FAILURE_MS,
    },
  )
}

/** Delivers a batch of what is due; answers how many were tried. An event that fails is put off, and harms no other. */
export async function deliverDue(
  db: Database,
  log: Logger,
  consumers: Consumers = CONSUMERS,
): Promise<number> {
  // Most of the time nothing waits: then no transaction is begun.
  if ((await outboxState(db)).waiting === 0) return 0
  return db.transaction(async (tx) => {
    const events = await takeDue(tx, BATCH)
    for (const event of events) await deliver(tx, event, { log, consumers })
    return events.length
  })
}

async function deliver(
  tx: Db,
  event: TakenEvent,
  { log, consumers }: { log: Logger; consumers: Consumers },
): Promise<void> {
  const { outboxId, kind, attempts } = event
  await tx.query('savepoint delivery')
  try {
    const consumer = consumers[kind]
    if (!consumer) throw new Error(`Nobody knows what to do with ${kind}.`)
    await consumer(tx, event)
    await markDelivered(tx, outboxId)
    await tx.query('release savepoint delivery')
  } catch (error) {
    // Where the connection is lost this fails too, and the whole batch comes again.
    await tx.query('rollback to savepoint delivery')
    const isDead = attempts + 1 >= MAX_TRIES
    await markFailed(tx, outboxId, { error: messageOf(error), retryInS: retryAfterS(attempts), isDead })
    if (isDead) log.error({ outboxId, kind, err: error }, 'outbox: event given up')
    else log.warn({ outboxId, kind, attempts: attempts + 1, err: error }, 'outbox: event put off')
  }
}

const retryAfterS = (attempts: number) => Math.min(2 ** attempts * (0.5 + Math.random()), LONGEST_PAUSE_S)

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500)
