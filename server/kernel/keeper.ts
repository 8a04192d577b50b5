import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { wantedVersions } from '../queries/kernel-layers.ts'
import { repeat, type Repeating } from '../repeat.ts'
import type { Kernel } from './kernel.ts'

const FIRST_MS = 5_000
/** A layer that was just published is asked about by whoever reports next. */
const PAUSE_MS = 60_000

export interface KeeperOptions {
  db: Database
  kernel: Kernel
  log: Logger
}

/** Has a snapshot of every layer version that serves today, or soon may, before somebody waits for it. */
export const startKernelKeeper = ({ db, kernel, log }: KeeperOptions): Repeating =>
  repeat(
    async (stopping) => {
      for (const { district, layerVersionIds } of await wantedVersions(db))
        await kernel.prepare(db, district, layerVersionIds, stopping).catch((error: unknown) => {
          if (!stopping.aborted) throw error
        })
    },
    { log, failure: 'kernel: layers could not be prepared', firstMs: FIRST_MS, pauseMs: PAUSE_MS },
  )
