import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Database, Db } from './database.ts'
import { errorCode, StartError } from './errors.ts'

const SQL_FOLDER = fileURLToPath(new URL('../../sql', import.meta.url))

/** Any number, as long as every starter takes the same: 'tuban' in a telephone's letters. */
const MIGRATION_LOCK = 88226

/** An index over millions of pieces takes as long as it takes. */
const NO_LIMIT = 0

/** A change of a table waits so long for those who use it, and all others wait behind it meanwhile; then it steps back. */
const LOCK_MS = 3_000
const LOCK_PAUSE_MS = 1_000
const LOCK_TRIES = 20
const LOCK_NOT_AVAILABLE = '55P03'

interface SqlFile {
  name: string
  text: string
  sha256: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function sqlFiles(folder: string): Promise<SqlFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8')
      return { name, text, sha256: sha256(text) }
    }),
  )
}

/** Migrations of this release, in order. */
export async function migrationNames(folder = SQL_FOLDER): Promise<string[]> {
  const names = await readdir(path.join(folder, 'migrations'))
  return names.filter((name) => name.endsWith('.sql')).sort()
}

/** Hash over every SQL file: tells whether a migrated template is still good. */
export async function sqlHash(folder = SQL_FOLDER): Promise<string> {
  const files = [
    ...(await sqlFiles(path.join(folder, 'migrations'))),
    ...(await sqlFiles(path.join(folder, 'functions'))),
  ]
  return sha256(files.map((file) => file.sha256).join('\n'))
}

/** How the schema of a database differs from this release; nothing in any list where it is the same. */
export interface SchemaState {
  /** Migrations that did not run yet; `functions` where the functions are others. */
  pending: string[]
  /** Migrations of a newer release. */
  unknown: string[]
  /** Migrations whose file was edited after they ran. */
  edited: string[]
}

/** Looks and changes nothing: for `migrate --plan`, and for a server that may not migrate. */
export async function schemaState(db: Db, folder = SQL_FOLDER): Promise<SchemaState> {
  const migrations = await sqlFiles(path.join(folder, 'migrations'))
  const functions = functionsHash(migrations, await sqlFiles(path.join(folder, 'functions')))
  const applied = await appliedFiles(db)
  const known = new Map(migrations.map(({ name, sha256 }) => [name, sha256]))
  const names = [...known.keys()]
  return {
    pending: [
      ...names.filter((name) => !applied.has(name)),
      ...(applied.get(FUNCTIONS) === functions ? [] : [FUNCTIONS]),
    ],
    unknown: [...applied.keys()].filter((name) => name !== FUNCTIONS && !known.has(name)),
    edited: names.filter((name) => applied.has(name) && applied.get(name) !== known.get(name)),
  }
}

/** Names in the ledger with their hashes; none where there is no ledger yet. */
async function appliedFiles(db: Db): Promise<Map<string, string>> {
  const { rows: ledger } = await db.query<{ there: boolean }>(
    `select to_regclass('public.schema_migration') is not null as there`,
  )
  if (!ledger[0]!.there) return new Map()
  const { rows } = await db.query<{ name: string; sha256: string }>(
    'select name, sha256 from public.schema_migration order by name',
  )
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]))
}

/** The row of the ledger that stands for all functions. */
const FUNCTIONS = 'functions'

const functionsHash = (migrations: readonly SqlFile[], files: readonly SqlFile[]) =>
  sha256([migrations.at(-1)?.name ?? '', ...files.map((file) => file.name + file.sha256)].join('\n'))

/**
 * Brings the schema to the newest migration and puts the functions in place, both only where something changed.
 * Safe for several starters at once: each step takes an advisory lock for its transaction. Answers the migrations run.
 */
export async function migrate(db: Database, folder = SQL_FOLDER): Promise<string[]> {
  const migrations = await sqlFiles(path.join(folder, 'migrations'))
  // In a transaction and not for the session, since connections of the embedded engine share theirs.
  await locked(db, (tx) =>
    tx.query(
      `create table if not exists public.schema_migration (
         name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
    ),
  )
  await refuseNewerSchema(db, migrations)

  const applied: string[] = []
  for (const file of migrations) {
    const isNew = await locked(db, async (tx) => {
      const before = await tx.query<{ sha256: string }>(
        'select sha256 from public.schema_migration where name = $1',
        [file.name],
      )
      if (before.rows[0]?.sha256 === file.sha256) return false
      if (before.rows[0])
        throw new StartError(
          `迁移文件被改动 · ${file.name} was edited after it was applied to this database: put it back, and add a new migration.`,
        )
      await tx.query(file.text)
      await tx.query('insert into public.schema_migration (name, sha256) values ($1, $2)', [
        file.name,
        file.sha256,
      ])
      return true
    })
    if (isNew) applied.push(file.name)
  }
  await replaceFunctions(db, migrations, await sqlFiles(path.join(folder, 'functions')))
  return applied
}

/**
 * Functions are source, not history: all are replaced in one transaction when any of them changed, or when a migration
 * ran since, which may have dropped those that stood in its way.
 */
async function replaceFunctions(
  db: Database,
  migrations: readonly SqlFile[],
  files: readonly SqlFile[],
): Promise<void> {
  const hash = functionsHash(migrations, files)
  await locked(db, async (tx) => {
    const before = await tx.query<{ sha256: string }>(
      `select sha256 from public.schema_migration where name = 'functions'`,
    )
    if (before.rows[0]?.sha256 === hash) return
    for (const file of files) await tx.query(file.text)
    await tx.query(
      `insert into public.schema_migration (name, sha256) values ('functions', $1)
       on conflict (name) do update set sha256 = excluded.sha256, applied_at = now()`,
      [hash],
    )
  })
}

async function refuseNewerSchema(db: Database, migrations: readonly SqlFile[]): Promise<void> {
  const known = new Set(migrations.map((file) => file.name))
  const { rows } = await db.query<{ name: string }>(
    `select name from public.schema_migration where name <> 'functions'`,
  )
  const foreign = rows.find((row) => !known.has(row.name))
  if (foreign)
    throw new StartError(
      `数据库版本比程序新 · the database has ${foreign.name}, which this release does not know: start the newer release, or name another database.`,
    )
}

/**
 * Runs one step under the lock of all starters. Tables are waited for shortly and again, so that a long report of somebody
 * does not let everybody queue behind a migration.
 */
async function locked<T>(db: Database, work: (tx: Db) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++)
    try {
      return await db.transaction(
        async (tx) => {
          // Of another starter, who may have much to do.
          await tx.query('set local lock_timeout = 0')
          await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
          await tx.query(`set local lock_timeout = ${LOCK_MS}`)
          return work(tx)
        },
        { statementTimeoutMs: NO_LIMIT },
      )
    } catch (error) {
      if (errorCode(error) !== LOCK_NOT_AVAILABLE) throw error
      if (tried === LOCK_TRIES)
        throw new StartError(
          '数据表被长事务占用 · a transaction that does not end holds a table that the migration changes: find it with “select pid, xact_start, query from pg_stat_activity order by xact_start”, end it, and migrate again.',
          { cause: error },
        )
      await sleep(LOCK_PAUSE_MS * (0.5 + Math.random()))
    }
}
