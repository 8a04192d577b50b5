import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Database, Db, TransactionOptions } from './database.ts'
import { EmbeddedEngine } from './embedded/engine.ts'
import { lockFolder } from './embedded/lock.ts'
import { copyFolder, ensureTemplate } from './embedded/template.ts'
import { errorCode, StartError } from './errors.ts'
import './types.ts'

export interface OpenOptions {
  /** Native PostgreSQL; without it the embedded engine serves. */
  url?: string | undefined
  /** The embedded engine's folder; without it, a throw-away copy that goes with `close()`. */
  dataDir?: string | undefined
  /** Where the engine's template is kept between runs. */
  cacheDir?: string | undefined
  /** A data folder to start from instead of the engine's template: tests keep a migrated one. */
  templateFolder?: string | undefined
  /** Longest statement in ms: enforced by the native server, by ending the thread on the embedded engine. */
  statementTimeoutMs?: number
  onProgress?: (line: string) => void
}

/** Opens the database; whatever prevents it comes out as a StartError of one line. */
export function openDatabase(options: OpenOptions): Promise<Database> {
  return options.url ? openNative(options.url, options) : openEmbedded(options)
}

const POOL_SIZE = 10
const DEFAULT_TIMEOUT_MS = 600_000

async function openNative(url: string, options: OpenOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 5_000,
    application_name: 'tuban',
    statement_timeout: options.statementTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: 60_000,
    options: '-c jit=off -c random_page_cost=1.1 -c TimeZone=UTC',
  })
  try {
    await checkNative(pool)
  } catch (error) {
    await pool.end()
    throw error instanceof StartError ? error : new StartError(whyUnreachable(error, url))
  }
  return poolDatabase('native', pool, async () => pool.end())
}

async function checkNative(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: number; postgis: string | null; available: string | null }>(
    `select current_setting('server_version_num')::int version,
            (select extversion from pg_extension where extname = 'postgis') postgis,
            (select default_version from pg_available_extensions where name = 'postgis') available`,
  )
  const { version, postgis, available } = rows[0]!
  if (version < 150000)
    throw new StartError(`PostgreSQL ${version / 10000} is too old: Tuban needs 15 or later.`)
  const found = postgis ?? available
  if (found === null)
    throw new StartError(
      '服务器未安装 PostGIS · PostGIS is not installed on the server: install its package (3.3 or later), then start again.',
    )
  if (Number.parseFloat(found) < 3.3)
    throw new StartError(`PostGIS ${found} is too old: Tuban needs 3.3 or later.`)
  if (postgis === null) {
    try {
      await pool.query('create extension if not exists postgis')
    } catch {
      throw new StartError(
        '数据库未启用 PostGIS · PostGIS is not enabled here: let an administrator run “create extension postgis” in this database.',
      )
    }
  }
}

function whyUnreachable(error: unknown, url: string): string {
  const address = URL.canParse(url) ? new URL(url) : null
  const where = address ? `${address.hostname || 'localhost'}:${address.port || '5432'}` : 'DATABASE_URL'
  const name = address?.pathname.slice(1) ?? ''
  switch (errorCode(error)) {
    case '28P01':
    case '28000':
      return `数据库用户名或密码不正确 · ${where} refuses this user or password: check DATABASE_URL.`
    case '3D000':
      return `数据库不存在 · there is no database “${name}” at ${where}: create it, or name another in DATABASE_URL.`
    default: {
      const reason = error instanceof Error ? error.message || errorCode(error) : String(error)
      return `数据库无法连接 · the database at ${where} cannot be reached (${reason}): check that it runs and that DATABASE_URL is right.`
    }
  }
}

async function openEmbedded(options: OpenOptions): Promise<Database> {
  const say = options.onProgress ?? (() => undefined)
  const cacheDir = path.resolve(options.cacheDir ?? '.cache')
  const template = await ensureTemplate(cacheDir, say)
  const isThrowAway = options.dataDir === undefined
  const home = path.resolve(options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'tuban-')))
  mkdirSync(home, { recursive: true })
  const unlock = await lockFolder(home)

  const folder = path.join(home, 'pgdata')
  if (!existsSync(folder)) copyFolder(options.templateFolder ?? template.folder, folder)
  const deadlineMs = options.statementTimeoutMs ?? DEFAULT_TIMEOUT_MS
  const engine = new EmbeddedEngine(
    { folder, archive: template.archive, idleInTransactionMs: 30_000, makeTemplate: false },
    deadlineMs,
  )
  try {
    await engine.start()
  } catch (error) {
    await unlock()
    throw new StartError(
      `内嵌数据库无法打开 · the embedded database in ${home} does not open (${String(error).slice(0, 160)}): restore a backup of the folder, or set DATA_DIR to a new one.`,
    )
  }
  const pool = new pg.Pool({
    user: 'postgres',
    database: 'postgres',
    stream: () => engine.stream() as never,
    max: POOL_SIZE,
  })
  return poolDatabase('embedded', pool, async () => {
    await pool.end()
    await engine.stop()
    await unlock()
    if (isThrowAway) rmSync(home, { recursive: true, force: true })
  })
}

function poolDatabase(kind: Database['kind'], pool: pg.Pool, close: () => Promise<void>): Database {
  // A connection that breaks while it lies idle tells the pool, which makes a new one; unheard, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    kind,
    query: (text, values) => pool.query(text, values as unknown[]),
    transaction: (work, options) => inTransaction(pool, work, options),
    async maintain() {
      await pool.query('analyze')
      if (kind === 'embedded') await pool.query('checkpoint')
    },
    close,
  }
}

async function inTransaction<T>(
  pool: pg.Pool,
  work: (db: Db) => Promise<T>,
  { readOnly = false, statementTimeoutMs }: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(readOnly ? 'begin isolation level repeatable read read only' : 'begin')
    if (statementTimeoutMs !== undefined)
      await client.query(`set local statement_timeout = ${Math.round(statementTimeoutMs)}`)
    const result = await work({ query: (text, values) => client.query(text, values as unknown[]) })
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => {
      broken = failure as Error
    })
    throw error
  } finally {
    client.release(broken)
  }
}
