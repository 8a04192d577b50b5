import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Database } from '../database.ts'
import { StartError } from '../errors.ts'
import { databaseOn } from '../pool.ts'
import { EmbeddedEngine } from './engine.ts'
import { lockFolder } from './lock.ts'
import { copyFolder, ensureTemplate } from './template.ts'

export interface EmbeddedOptions {
  /** Kept; without it the database is thrown away on close. */
  dataDir: string | undefined
  cacheDir: string
  templateFolder: string | undefined
  statementTimeoutMs: number
  idleInTransactionMs: number
  poolSize: number
  say: (line: string) => void
}

/** Longer than the engine takes to start again on a busy machine; whoever cannot wait gives up earlier. */
const CONNECT_MS = 60_000
const HOUSEKEEPING_MS = 60_000
/** The engine writes no checkpoint by itself, and its log grows until one is written. */
const CHECKPOINT_AFTER_BYTES = 64 * 2 ** 20

/** The engine in this process, on a data folder of its own. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const { dataDir, say } = options
  const template = await ensureTemplate(options.cacheDir, say)
  const home = dataDir ?? mkdtempSync(path.join(tmpdir(), 'tuban-'))
  mkdirSync(home, { recursive: true })
  const unlock = await lockFolder(home)
  const leave = async () => {
    await unlock()
    if (dataDir === undefined) rmSync(home, { recursive: true, force: true })
  }

  const folder = path.join(home, 'pgdata')
  if (!existsSync(folder)) copyFolder(options.templateFolder ?? template.folder, folder)
  say('正在打开内嵌数据库 · opening the embedded database …')
  const engine = new EmbeddedEngine({
    folder,
    archive: template.archive,
    statementTimeoutMs: options.statementTimeoutMs,
    idleInTransactionMs: options.idleInTransactionMs,
  })
  try {
    await engine.start()
  } catch (error) {
    await engine.stop()
    await leave()
    throw new StartError(
      `内嵌数据库无法打开 · the embedded database in ${home} does not open (${String(error).slice(0, 160)}): restore a backup of the folder, or set DATA_DIR to a new one.`,
      { cause: error },
    )
  }

  const pool = new pg.Pool({
    user: 'postgres',
    database: 'postgres',
    // `pg` takes any duplex stream that behaves like a socket; its types ask for a socket.
    stream: () => engine.stream() as never,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    pipeline: true,
  })
  const db = databaseOn(pool, {
    kind: 'embedded',
    async maintain() {
      await pool.query('analyze')
      await pool.query('checkpoint')
    },
    async close() {
      clearInterval(housekeeping)
      await pool.end()
      await engine.stop()
      await leave()
    },
  })
  const housekeeping = setInterval(checkpointer(db), HOUSEKEEPING_MS).unref()
  return db
}

/** Writes a checkpoint once the log has grown enough since the last one. */
function checkpointer(db: Database): () => void {
  let last = 0
  const look = async () => {
    const { rows } = await db.query<{ at: number }>(`select (pg_current_wal_lsn() - '0/0')::float8 as at`)
    const { at } = rows[0]!
    if (at - last < CHECKPOINT_AFTER_BYTES) return
    await db.query('checkpoint')
    last = at
  }
  // It will be tried again; whoever uses the database hears of its failures.
  return () => void look().catch(() => undefined)
}
