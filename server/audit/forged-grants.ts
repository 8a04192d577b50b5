import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { onForgedGrant } from '../keys/forged-grants.ts'
import { ADMIN_STREAM, localActor, record } from './record.ts'

/** Raises the alarm in log and trail over rows that give power and that nobody here gave. They give none. */
export function alarmOfForgedGrants(db: Database, log: Logger): void {
  onForgedGrant(({ table, row, personId }) => {
    log.error(
      { table, row, personId },
      'a post was written into the database past the platform: it gives no power',
    )
    // On a connection of its own: whoever met the row may be refused, and his transaction undone.
    db.transaction((tx) =>
      record(tx, {
        stream: ADMIN_STREAM,
        by: localActor('platform'),
        action: 'grant.forged',
        object: `${table}:${row}`,
        outcome: 'refused',
        detail: { personId },
      }),
    ).catch((error: unknown) => log.error({ err: error }, 'a forged post could not be noted in the trail'))
  })
}
