import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { districtsToLookAt } from '../queries/replays.ts'
import { repeat, type Repeating } from '../repeat.ts'
import { startReplay } from './start.ts'

/** What the server waits for after its start, so that people who come back after a fault are served first. */
const FIRST_MS = 2 * 60_000
const EVERY_MS = 10 * 60_000

/**
 * Begins today's look at terms that ran out (temporary land, restoration, idle approvals, filings, temporary buildings), once
 * in each district that has judged reports; answers in how many.
 */
export async function startDay(db: Database): Promise<number> {
  const districts = await districtsToLookAt(db)
  for (const district of districts)
    await db.transaction((tx) =>
      startReplay(tx, { district, cause: 'day', thresholdId: null, layerVersionId: null, changedBy: '系统' }),
    )
  return districts.length
}

/** Looks every ten minutes whether a new day began. */
export const startDays = (db: Database, log: Logger): Repeating =>
  repeat(async () => void (await startDay(db)), {
    log,
    failure: 'replay: the look at terms of the day could not begin',
    firstMs: FIRST_MS,
    pauseMs: EVERY_MS,
  })
