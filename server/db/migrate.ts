import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database, Db } from './database.ts'
import { StartError } from './errors.ts'

const SQL_FOLDER = fileURLToPath(new URL('../../sql', import.meta.url))

/** Any number, as long as every starter takes the same: 'tuban' in a telephone's letters. */
const MIGRATION_LOCK = 88226

/** An index over millions of pieces takes as long as it takes. */
const NO_LIMIT = 0

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

/** Hash over every SQL file: tells whether a migrated template is still good. */
export async function sqlHash(folder = SQL_FOLDER): Promise<string> {
  const files = [
    ...(await sqlFiles(path.join(folder, 'migrations'))),
    ...(await sqlFiles(path.join(folder, 'functions'))),
  ]
  return sha256(files.map((file) => file.sha256).join('\n'))
}

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
  await replaceFunctions(db, await sqlFiles(path.join(folder, 'functions')), migrations.at(-1)?.name)
  return applied
}

/**
 * Functions are source, not history: all are replaced in one transaction when any of them changed, or when a migration
 * ran since, which may have dropped those that stood in its way.
 */
async function replaceFunctions(
  db: Database,
  files: readonly SqlFile[],
  head: string | undefined,
): Promise<void> {
  const hash = sha256([head ?? '', ...files.map((file) => file.name + file.sha256)].join('\n'))
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

const locked = <T>(db: Database, work: (tx: Db) => Promise<T>): Promise<T> =>
  db.transaction(
    async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
      return work(tx)
    },
    { statementTimeoutMs: NO_LIMIT },
  )
