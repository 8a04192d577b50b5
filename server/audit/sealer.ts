import type { Logger } from 'pino'
import type { AuditProfile } from '../config.ts'
import type { Database } from '../db/database.ts'
import { repeat } from '../repeat.ts'
import { addAnchor } from './anchors.ts'
import { addMonths, letGo } from './months.ts'
import { oldestPending, ROWS_A_SEAL, sealPending } from './seal.ts'

const PAUSE_MS = 1_000
const PAUSE_AFTER_FAILURE_MS = 5_000
const HOUR_MS = 3_600_000

export interface SealerOptions {
  db: Database
  /** For letting old months go, which may take a while. */
  slowDb?: Database
  log: Logger
  key: Buffer
  anchorFile: string
  /** After which events are let go by whole months; null keeps all. */
  retentionYears?: number | null
}

export interface Sealer {
  /** How long ago everything that was written then was known to be sealed, in ms; grows while nothing can be sealed. */
  lagMs(): number
  /** Seals and anchors what is left, and ends. */
  stop(): Promise<void>
}

/**
 * Seals new events within a second or so, until stopped; each hour it anchors the newest seal, makes the months to come, and
 * lets go of what is older than it must be kept.
 */
export function startSealer({
  db,
  slowDb = db,
  log,
  key,
  anchorFile,
  retentionYears = null,
}: SealerOptions): Sealer {
  let tidiedAt = Date.now()
  let sealedUpTo = Date.now()
  const repeating = repeat(
    async (stopping) => {
      const startedAt = Date.now()
      if (await oldestPending(db)) while ((await sealPending(db, key)) === ROWS_A_SEAL);
      // Another server may have been at it, and not be through.
      const waiting = await oldestPending(db)
      sealedUpTo = Math.max(sealedUpTo, Math.min(startedAt, waiting?.getTime() ?? startedAt))
      if (!stopping.aborted && Date.now() - tidiedAt < HOUR_MS) return
      await addAnchor(db, anchorFile)
      await addMonths(db)
      if (retentionYears !== null) await letGo(slowDb, retentionYears)
      tidiedAt = Date.now()
    },
    {
      log,
      failure: 'audit: events could not be sealed',
      pauseMs: PAUSE_MS,
      pauseAfterFailureMs: PAUSE_AFTER_FAILURE_MS,
      hasLastRound: true,
    },
  )

  return {
    lagMs: () => Date.now() - sealedUpTo,
    stop: () => repeating.stop(),
  }
}

/** Says in the database what is hashed with from now on, for every program that works on it. */
export async function setAuditProfile(db: Database, profile: AuditProfile): Promise<void> {
  await db.query('update audit.profile set alg = $1 where alg <> $1', [profile === 'gm' ? 'sm3' : 'sha256'])
}
