import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { AuditProfile } from '../config.ts'
import type { Database } from '../db/database.ts'
import { addAnchor } from './anchors.ts'
import { hasPending, ROWS_A_SEAL, sealPending } from './seal.ts'

const PAUSE_MS = 1_000
const PAUSE_AFTER_FAILURE_MS = 5_000
const ANCHOR_MS = 3_600_000

export interface SealerOptions {
  db: Database
  log: Logger
  key: Buffer
  anchorFile: string
}

export interface Sealer {
  /** Seals and anchors what is left, and ends. */
  stop(): Promise<void>
}

/** Seals new events within a second or so and anchors the newest seal each hour, until stopped. */
export function startSealer({ db, log, key, anchorFile }: SealerOptions): Sealer {
  const stopping = new AbortController()
  let anchoredAt = Date.now()

  const round = async () => {
    if (await hasPending(db)) while ((await sealPending(db, key)) === ROWS_A_SEAL);
    if (!stopping.signal.aborted && Date.now() - anchoredAt < ANCHOR_MS) return
    await addAnchor(db, anchorFile)
    anchoredAt = Date.now()
  }
  const loop = async () => {
    let isLast = false
    while (!isLast) {
      isLast = stopping.signal.aborted
      let pauseMs = PAUSE_MS
      try {
        await round()
      } catch (error) {
        log.error({ err: error }, 'audit: events could not be sealed')
        pauseMs = PAUSE_AFTER_FAILURE_MS
      }
      if (!isLast) await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const running = loop()

  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Says in the database what is hashed with from now on, for every program that works on it. */
export async function setAuditProfile(db: Database, profile: AuditProfile): Promise<void> {
  await db.query('update audit.profile set alg = $1 where alg <> $1', [profile === 'gm' ? 'sm3' : 'sha256'])
}
