import { rmSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import type { Database, Db } from '../../server/db/database.ts'
import { engineVersion } from '../../server/db/embedded/archive.ts'
import { buildFolder } from '../../server/db/embedded/template.ts'
import { migrate, sqlHash } from '../../server/db/migrate.ts'
import { openDatabase, type OpenOptions } from '../../server/db/open.ts'

export const CACHE = path.resolve(import.meta.dirname, '../../.cache')

/** The native server that tests run on; without it they run on the embedded engine. Its user may create databases. */
export const NATIVE_URL = process.env['DATABASE_URL'] || undefined

/** Decimals of m² to which overlays agree: on the embedded engine they run on a grid of 1 µm (docs/adr/0008). */
export const AREA_DECIMALS = NATIVE_URL ? 6 : 4

/** In the gate the embedded engine is held to a part of what takes long, PostgreSQL to all of it; elsewhere both to all of it. */
export const IS_HELD_TO_A_PART = process.env['GATE'] === '1' && NATIVE_URL === undefined

type Options = Pick<OpenOptions, 'statementTimeoutMs' | 'idleInTransactionMs'>

/**
 * A database of the test file's own: migrated, empty, gone with `close()`. It is a copy of a template that is migrated
 * once for each state of sql/.
 */
export async function freshDatabase(options: Options = {}): Promise<Database> {
  const hash = (await sqlHash()).slice(0, 12)
  return NATIVE_URL ? freshNative(NATIVE_URL, options, hash) : freshEmbedded(options, hash)
}

/** A database without any schema, of the kind that tests run on. */
export function emptyDatabase(options: Options = {}): Promise<Database> {
  return NATIVE_URL ? freshNative(NATIVE_URL, options, null) : openDatabase({ ...options, cacheDir: CACHE })
}

/** The embedded engine, whatever tests run on. */
export const embeddedDatabase = (options: Omit<OpenOptions, 'url'> = {}): Promise<Database> =>
  openDatabase({ ...options, cacheDir: CACHE })

/** Runs a test in a transaction that leaves nothing behind. */
export async function inRolledBackTransaction(db: Database, work: (db: Db) => Promise<void>): Promise<void> {
  const client = await db.pool.connect()
  try {
    await client.query('begin')
    await work({ query: (text, values) => client.query(text, values as unknown[]) })
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const DAY_MS = 86_400_000

async function freshEmbedded(options: Options, hash: string): Promise<Database> {
  const home = path.join(CACHE, `engine-${engineVersion()}`)
  const folder = path.join(home, 'migrated', hash)
  await buildFolder(folder, async (draft) => {
    await removeOld(path.dirname(folder))
    const db = await embeddedDatabase({ dataDir: draft })
    await migrate(db)
    await db.close()
  })
  return embeddedDatabase({ ...options, templateFolder: path.join(folder, 'pgdata') })
}

/** Templates of yesterday's migrations: 60 MB each. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const target = path.join(folder, name)
    if (Date.now() - statSync(target).mtimeMs > DAY_MS) rmSync(target, { recursive: true, force: true })
  }
}

/** Any number that no other program uses for an advisory lock on this server. */
const TEMPLATE_LOCK = 88226_1

let made = 0

async function freshNative(url: string, options: Options, hash: string | null): Promise<Database> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    const template = hash === null ? 'template1' : await migratedTemplate(admin, url, hash)
    const name = `${stamped(Date.now())}_${process.pid}_${made++}`
    await admin.query(`create database ${name} template ${template}`)
    const remove = () => dropDatabase(url, name)
    try {
      const db = await openDatabase({ ...options, url: databaseAt(url, name) })
      return { ...db, close: () => db.close().then(remove) }
    } catch (error) {
      await remove()
      throw error
    }
  } finally {
    await admin.end()
  }
}

async function dropDatabase(url: string, name: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`drop database ${name} with (force)`)
  await admin.end()
}

/** Answers the name of the template database, which is made by whoever comes first. */
async function migratedTemplate(admin: pg.Client, url: string, hash: string): Promise<string> {
  await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
  try {
    const { rows } = await admin.query<{ datname: string }>(
      `select datname from pg_database where datname ~ $1`,
      [`^tuban_test_[0-9a-z]+_template_${hash}$`],
    )
    if (rows[0]) return rows[0].datname
    await dropOld(admin)
    const name = `${stamped(Date.now())}_template_${hash}`
    const draft = `${name}_draft`
    await admin.query(`create database ${draft}`)
    const db = await openDatabase({ url: databaseAt(url, draft) })
    await migrate(db)
    await db.close()
    await admin.query(`alter database ${draft} rename to ${name}`)
    return name
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  }
}

/** What killed runs left behind; a run of today may still be at work. The name says when it was made. */
async function dropOld(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^tuban_test_[0-9a-z]{8}_'`,
  )
  for (const { datname } of rows)
    if (datname < stamped(Date.now() - DAY_MS)) await admin.query(`drop database ${datname} with (force)`)
}

/** Eight digits to base 36 until the year 2059, so that names sort by time. */
const stamped = (ms: number) => `tuban_test_${ms.toString(36)}`

/** Where another process finds a database of the native server. */
export async function urlOf(db: Database): Promise<string> {
  const { rows } = await db.query<{ name: string }>('select current_database() as name')
  return databaseAt(NATIVE_URL!, rows[0]!.name)
}

function databaseAt(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = name
  return address.href
}
