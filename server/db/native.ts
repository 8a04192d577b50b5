import pg from 'pg'
import type { Database } from './database.ts'
import { errorCode, StartError } from './errors.ts'
import { databaseOn } from './pool.ts'
import { PreparedNames } from './prepared.ts'

export interface NativeOptions {
  url: string
  statementTimeoutMs: number
  idleInTransactionMs: number
  poolSize: number
  /** For requests, which send the same statements again and again with other values. */
  servesRequests: boolean
}

const ALREADY_THERE = new Set(['23505', '42710'])
const INSUFFICIENT_PRIVILEGE = '42501'

/** For a new connection, or for one of the pool to come free. */
const CONNECT_MS = 2_000
const LOCK_MS = 2_000
/** After the server should have ended a statement, the driver gives the connection up: it is cut, or the server hangs. */
const GRACE_MS = 2_000
const LONGEST_TIMER_MS = 2 ** 31 - 1

// Given when a connection is made, so that no statement has to: && joins scan without the first, the compiler costs more
// than it gains on tiles.
const SETTINGS = '-c random_page_cost=1.1 -c jit=off -c TimeZone=UTC'
/**
 * A statement of a request is planned once a connection and not five times more: with its policies that takes longer than running it,
 * and no plan depends on the values, since reports are read by district and id. Jobs plan for the numbers that they have.
 */
const SETTINGS_OF_REQUESTS = `${SETTINGS} -c plan_cache_mode=force_generic_plan`
/** The pool's own default; requests keep their connections, and with them what was planned. */
const IDLE_MS = 10_000

export async function openNative(options: NativeOptions): Promise<Database> {
  const { url, statementTimeoutMs, idleInTransactionMs, poolSize, servesRequests } = options
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'tuban',
    statement_timeout: statementTimeoutMs,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    query_timeout: answerWithin(statementTimeoutMs),
    options: servesRequests ? SETTINGS_OF_REQUESTS : SETTINGS,
    idleTimeoutMillis: servesRequests ? 0 : IDLE_MS,
    pipeline: true,
  })
  const db = databaseOn(pool, {
    kind: 'native',
    answerWithin,
    prepared: new PreparedNames(),
    async maintain() {
      await db.transaction((tx) => tx.query('analyze'), { statementTimeoutMs: 0 })
    },
    close: () => pool.end(),
  })
  try {
    await requireVersions(db)
    await requirePostgis(db)
    if (servesRequests) await connectAll(pool, poolSize)
    return db
  } catch (error) {
    await db.close()
    throw error instanceof StartError ? error : new StartError(whyUnreachable(error, url), { cause: error })
  }
}

/** How long the driver waits for the answer to a statement; to the server 0 is no limit. */
const answerWithin = (statementTimeoutMs: number) =>
  statementTimeoutMs === 0 ? LONGEST_TIMER_MS : statementTimeoutMs + GRACE_MS

/** Opens every connection, and has it load PostGIS and its projections, before anybody waits for that. */
async function connectAll(pool: pg.Pool, size: number): Promise<void> {
  const opening = Array.from({ length: size }, async () => {
    const client = await pool.connect()
    await client
      .query('select ST_Area(ST_Transform(ST_MakeEnvelope(113, 36, 113.001, 36.001, 4490), 4547))')
      .finally(() => client.release())
  })
  // All, before the pool may be closed for one of them.
  const settled = await Promise.allSettled(opening)
  for (const one of settled) if (one.status === 'rejected') throw one.reason
}

async function requireVersions(db: Database): Promise<void> {
  const { rows } = await db.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  )
  const { number, version } = rows[0]!
  if (number < 150000)
    throw new StartError(
      `PostgreSQL 版本过低 · this server is PostgreSQL ${version}; Tuban needs 15 or later: name another in DATABASE_URL.`,
    )
}

async function requirePostgis(db: Database): Promise<void> {
  const { rows } = await db.query<{ installed: string | null; available: string | null }>(
    `select (select extversion from pg_extension where extname = 'postgis') as installed,
            (select default_version from pg_available_extensions where name = 'postgis') as available`,
  )
  const { installed, available } = rows[0]!
  const version = installed ?? available
  if (version === null)
    throw new StartError(
      '服务器未安装 PostGIS · PostGIS is not installed on the database server: install its package (3.3 or later), then start again.',
    )
  if (isOlder(version, [3, 3]))
    throw new StartError(
      `PostGIS 版本过低 · the database server has PostGIS ${version}; Tuban needs 3.3 or later: upgrade it, then start again.`,
    )
  if (installed !== null) return
  try {
    await db.transaction((tx) => tx.query('create extension if not exists postgis'), {
      statementTimeoutMs: 0,
    })
  } catch (error) {
    // Two that start at once: the other one made it.
    if (ALREADY_THERE.has(errorCode(error))) return
    if (errorCode(error) !== INSUFFICIENT_PRIVILEGE) throw error
    throw new StartError(
      '数据库未启用 PostGIS · PostGIS is not enabled in this database and this user may not enable it: let the administrator run “create extension postgis”.',
      { cause: error },
    )
  }
}

export function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [foundMajor = 0, foundMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return foundMajor < major || (foundMajor === major && foundMinor < minor)
}

/** Without the URL itself, which holds a password. */
function whyUnreachable(error: unknown, url: string): string {
  const { hostname, port, pathname } = new URL(url)
  const where = `${hostname || 'localhost'}:${port || '5432'}`
  const name = decodeURIComponent(pathname.slice(1))
  switch (errorCode(error)) {
    case '28P01':
    case '28000':
      return `数据库用户名或密码不正确 · ${where} refuses this user or password: check DATABASE_URL.`
    case '3D000':
      return `数据库不存在 · there is no database “${name}” at ${where}: create it (createdb ${name}), or name another in DATABASE_URL.`
    case '53300':
      return `数据库连接数已满 · ${where} takes no more connections: close others, or raise max_connections.`
    default:
      return `数据库无法连接 · the database at ${where} cannot be reached (${reasonOf(error)}): check that it runs and that DATABASE_URL is right.`
  }
}

/** Where a name has several addresses, the driver's error has no message of its own. */
const reasonOf = (error: unknown) =>
  errorCode(error) || (error instanceof Error ? error.message : String(error))
