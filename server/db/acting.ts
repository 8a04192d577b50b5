import { AsyncLocalStorage } from 'node:async_hooks'
import type { Label } from '../../domain/label.ts'
import type { Acting, Database, Db } from './database.ts'

/** Who asks, as row level security sees him (sql/functions/90_access.sql). */
export interface Caller {
  personId: string
  /** The absent officer, where a deputy acts. */
  forId: string | null
  orgId: string
  role: string
  district: string
  township: string | null
  clearance: Label
}

/** null: a request of nobody, who finds nothing. */
const callers = new AsyncLocalStorage<Caller | null>()

/** Runs `work` so that whatever it asks of a request's database is asked in this person's name. */
export const asCaller = <T>(caller: Caller | null, work: () => T): T => callers.run(caller, work)

/** For what goes on in events of another origin, such as a stream: runs it in the name of whoever asks now. */
export const inTheSameName = () => AsyncLocalStorage.snapshot()

/**
 * The database as requests have it: each transaction runs as tuban_request, with the caller's settings. Outside of a request
 * it refuses, since it could not say who asks.
 */
export const requestDatabase = (db: Database): Database =>
  actingDatabase(db, () => {
    const caller = callers.getStore()
    if (caller === undefined) throw new Error('A query in nobody’s name: run it within asCaller().')
    return { role: 'tuban_request', settings: settingsOf(caller) }
  })

/** The database as the server's own work has it: sign-in, jobs, the sealer. No superuser, and no owner of tables. */
export const serviceDatabase = (db: Database): Database =>
  actingDatabase(db, () => ({ role: 'tuban_service', settings: {} }))

/**
 * Within a request's transaction, what `work` reads is read whatever the caller's clearance: judging uses all layers, and a file
 * that is on record is on record for everybody. Nothing else is widened, and what it answers is the caller's own to withhold.
 */
export async function beyondClearance<T>(tx: Db, work: () => Promise<T>): Promise<T> {
  const { rows } = await tx.query<{ before: string | null }>(
    `select current_setting('app.clearance', true) as before, set_config('app.clearance', 'important', true)`,
  )
  const answer = await work()
  // Where it throws, the setting goes with the transaction.
  await tx.query(`select set_config('app.clearance', $1, true)`, [rows[0]!.before ?? ''])
  return answer
}

/**
 * Within a request's transaction, what the platform keeps by itself whoever acts: of reports that the caller may not see, too.
 * Nothing that `work` finds is the caller's to know.
 */
export async function asPlatform<T>(tx: Db, work: () => Promise<T>): Promise<T> {
  const { rows } = await tx.query<{ before: string }>(
    `select current_setting('role') as before, set_config('role', 'tuban_service', true)`,
  )
  const answer = await work()
  await tx.query(`select set_config('role', $1, true)`, [rows[0]!.before])
  return answer
}

function actingDatabase(db: Database, acting: () => Acting): Database {
  return {
    ...db,
    query: (text, values) => db.queryActing(acting(), text, values),
    transaction: (work, options) => db.transaction(work, { ...options, acting: acting() }),
  }
}

const settingsOf = (caller: Caller | null): Record<string, string> => ({
  person: caller?.personId ?? '',
  for: caller?.forId ?? '',
  org: caller?.orgId ?? '',
  role: caller?.role ?? '',
  district: caller?.district ?? '',
  township: caller?.township ?? '',
  clearance: caller?.clearance ?? '',
})
