import type { Logger } from 'pino'
import { ADMIN_STREAM, localActor, record, type Actor } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { dueRows, forgetWorkPhones, hasPurgedWithin, notePurge, pseudonymise } from '../queries/retention.ts'
import { repeat, type Repeating } from '../repeat.ts'

const PLATFORM = localActor('platform')
const HOUR_MS = 3_600_000
const FIRST_MS = 60_000
/** A little less than a day, so that it runs each day at about the same hour. */
const EVERY_HOURS = 23
const NO_LIMIT = { statementTimeoutMs: 0 } as const

export type PurgeCounts = Readonly<Record<string, number>>

/**
 * Takes the names, phones and numbers of people whose period has run out; what was taken is counted in the trail in the same
 * transaction. Null where it ran within `unlessWithinHours`.
 */
export const purge = (
  db: Database,
  { by = PLATFORM, unlessWithinHours = 0 }: { by?: Actor; unlessWithinHours?: number } = {},
): Promise<PurgeCounts | null> =>
  db.transaction(async (tx) => {
    if (await hasPurgedWithin(tx, unlessWithinHours)) return null
    const due = await dueRows(tx)
    const isPhone = ({ purpose }: { purpose: string }) => purpose === 'work-phone'
    await pseudonymise(
      tx,
      due.filter((one) => !isPhone(one)).map(({ row }) => row),
    )
    await forgetWorkPhones(
      tx,
      due.filter(isPhone).map(({ row }) => row),
    )
    const counts: Record<string, number> = {}
    for (const { purpose } of due) counts[purpose] = (counts[purpose] ?? 0) + 1
    await notePurge(tx, counts)
    if (due.length > 0)
      await record(tx, {
        stream: ADMIN_STREAM,
        by,
        action: 'personal.purge',
        object: null,
        detail: { counts },
      })
    return counts
  }, NO_LIMIT)

/** Purges once a day, whichever of several servers comes first, until stopped. */
export const startPurging = ({ db, log }: { db: Database; log: Logger }): Repeating =>
  repeat(
    async () => {
      const counts = await purge(db, { unlessWithinHours: EVERY_HOURS })
      const purged = Object.entries(counts ?? {}).map(([purpose, count]) => `${purpose} ${count}`)
      if (purged.length > 0) log.info({ purged }, 'personal data whose period ran out was purged')
    },
    { log, failure: 'personal data could not be purged', firstMs: FIRST_MS, pauseMs: HOUR_MS },
  )
