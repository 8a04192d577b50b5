import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto'
import { postgis } from '@electric-sql/pglite-postgis'
import { Deadline } from './deadline.ts'
import { Multiplexer } from './multiplexer.ts'

/** The engine's thread: opens the folder, then passes protocol bytes between connections and the one session. */

export interface EngineOptions {
  folder: string
  /** Slim PostGIS archive. */
  archive: string
  /** Longest statement in ms; 0 is no limit. */
  statementTimeoutMs: number
  /** How long a connection may keep the engine in a transaction without asking anything, in ms. */
  idleInTransactionMs: number
  /** Makes the extensions and settings that every data folder has: how a template is made. */
  isTemplate?: boolean
}

export type WorkerInput = EngineOptions & { deadline: SharedArrayBuffer }

export type ToWorker =
  | { type: 'open'; id: number }
  | { type: 'data'; id: number; bytes: Uint8Array }
  | { type: 'close'; id: number }
  | { type: 'stop' }
export type FromWorker =
  | { type: 'ready' }
  | { type: 'data'; id: number; bytes: Uint8Array }
  | { type: 'end'; id: number }
  /** The engine did not open, or cannot be trusted any more. */
  | { type: 'failed'; reason: string }

const input = workerData as WorkerInput
const tell = (message: FromWorker) => parentPort!.postMessage(message)
const fail = (error: unknown) =>
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })

const EXTENSIONS = ['postgis', 'btree_gist', 'pg_trgm', 'pgcrypto']

// The first: && joins would scan otherwise. The second keeps the log small.
const SETTINGS = { random_page_cost: '1.1', max_wal_size: '64MB', jit: 'off', work_mem: '64MB' }

async function open(): Promise<PGlite> {
  const db = await PGlite.create({
    dataDir: input.folder,
    initDbStartParams: ['--wal-segsize=1'],
    extensions: {
      postgis: {
        name: 'postgis',
        setup: async (...args: Parameters<typeof postgis.setup>) => ({
          ...(await postgis.setup(...args)),
          bundlePath: pathToFileURL(input.archive),
        }),
      },
      pg_trgm,
      pgcrypto,
      btree_gist,
    },
  })
  if (input.isTemplate) {
    for (const name of EXTENSIONS) await db.exec(`create extension if not exists ${name}`)
    for (const [name, value] of Object.entries(SETTINGS))
      await db.exec(`alter system set ${name} = '${value}'`)
    await db.exec('checkpoint')
  }
  return db
}

async function start(): Promise<void> {
  const db = await open()
  const { rows } = await db.query<{ server_version: string }>('show server_version')
  const multiplexer = new Multiplexer(db, {
    statementTimeoutMs: input.statementTimeoutMs,
    idleInTransactionMs: input.idleInTransactionMs,
    serverVersion: rows[0]!.server_version,
    deadline: new Deadline(input.deadline),
    onFatal: fail,
  })
  parentPort!.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'open': {
        const { id } = message
        multiplexer.open(
          id,
          (bytes) => tell({ type: 'data', id, bytes }),
          () => tell({ type: 'end', id }),
        )
        return
      }
      case 'data':
        return multiplexer.receive(message.id, message.bytes)
      case 'close':
        return multiplexer.drop(message.id)
      case 'stop':
        // In a thread, exit ends the thread.
        void db.close().finally(() => process.exit())
    }
  })
  tell({ type: 'ready' })
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
start().catch(fail)
