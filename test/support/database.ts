import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'

/** A migrated, empty database of its own, gone with `close()`: native by DATABASE_URL, else the embedded engine. */
export async function freshDatabase(): Promise<Database> {
  const url = process.env['DATABASE_URL']
  return url ? freshNative(url) : migrated(await openDatabase({}))
}

async function freshNative(url: string): Promise<Database> {
  const name = `tuban_test_${randomUUID().replaceAll('-', '')}`
  await onServer(url, `create database ${name}`)
  const address = new URL(url)
  address.pathname = `/${name}`
  const db = await migrated(await openDatabase({ url: address.href }))
  return {
    ...db,
    async close() {
      await db.close()
      await onServer(url, `drop database if exists ${name} with (force)`)
    },
  }
}

async function migrated(db: Database): Promise<Database> {
  await migrate(db)
  return db
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
