import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto'
import { postgis } from '@electric-sql/pglite-postgis'
import { Multiplexer } from './multiplexer.ts'

/** The engine's thread: opens the folder, then passes protocol bytes between connections and the one session. */

export interface WorkerOptions {
  folder: string
  /** Slim PostGIS archive. */
  archive: string
  idleInTransactionMs: number
  /** Only makes the extensions and closes: how a template is made. */
  makeTemplate: boolean
}

export type ToWorker =
  | { type: 'open'; id: number }
  | { type: 'data'; id: number; bytes: Uint8Array }
  | { type: 'close'; id: number }
  | { type: 'stop' }
export type FromWorker =
  | { type: 'ready' }
  | { type: 'data'; id: number; bytes: Uint8Array }
  | { type: 'end'; id: number }
  | { type: 'fatal'; reason: string }
  | { type: 'failed'; reason: string }
  | { type: 'stopped' }

const options = workerData as WorkerOptions
const tell = (message: FromWorker) => parentPort!.postMessage(message)

// && joins scan without the first; the rest keep WAL small, since no checkpointer runs here.
const SETTINGS = { random_page_cost: '1.1', max_wal_size: '64MB', jit: 'off', work_mem: '64MB' }

async function start(): Promise<void> {
  const db = await PGlite.create({
    dataDir: options.folder,
    initDbStartParams: ['--wal-segsize=1'],
    extensions: {
      postgis: {
        name: 'postgis',
        setup: async (...args: Parameters<typeof postgis.setup>) => ({
          ...(await postgis.setup(...args)),
          bundlePath: pathToFileURL(options.archive),
        }),
      },
      pg_trgm,
      pgcrypto,
      btree_gist,
    },
  })
  if (options.makeTemplate) {
    for (const name of ['postgis', 'btree_gist', 'pg_trgm', 'pgcrypto'])
      await db.exec(`create extension if not exists ${name}`)
    for (const [name, value] of Object.entries(SETTINGS))
      await db.exec(`alter system set ${name} = '${value}'`)
    await db.exec('checkpoint')
    await db.close()
    return tell({ type: 'stopped' })
  }

  const version = await db.query<{ server_version: string }>('show server_version')
  const multiplexer = new Multiplexer(db, {
    idleInTransactionMs: options.idleInTransactionMs,
    serverVersion: version.rows[0]!.server_version,
    onFatal: (reason) => tell({ type: 'fatal', reason }),
  })
  parentPort!.on('message', (message: ToWorker) => {
    if (message.type === 'open') {
      const { id } = message
      multiplexer.open(
        id,
        (bytes) => tell({ type: 'data', id, bytes }),
        () => tell({ type: 'end', id }),
      )
    } else if (message.type === 'data') multiplexer.receive(message.id, message.bytes)
    else if (message.type === 'close') multiplexer.drop(message.id)
    else void db.close().finally(() => tell({ type: 'stopped' }))
  })
  tell({ type: 'ready' })
}

// The engine prints a page of minified source with an uncaught error: one line instead.
process.on('uncaughtException', (error) => tell({ type: 'fatal', reason: String(error) }))
start().catch((error: unknown) => tell({ type: 'failed', reason: String(error) }))
