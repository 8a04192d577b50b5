import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { StartError } from '../../server/db/errors.ts'
import { migrate, schemaState, sqlHash } from '../../server/db/migrate.ts'
import { emptyDatabase, NATIVE_URL } from '../support/database.ts'

let db: Database
let folder: string

beforeAll(async () => {
  db = await emptyDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'tuban-sql-'))
  await mkdir(path.join(folder, 'migrations'))
  await mkdir(path.join(folder, 'functions'))
  await sql('migrations/0001_parcel.sql', 'create table parcel (id int primary key, area_m2 float8 not null)')
  await sql('migrations/0002_owner.sql', `insert into parcel values (1, 20); select 1 as two_in_one_file;`)
  await sql('functions/area.sql', areaTimes(1))
})
afterAll(async () => {
  await db.close()
  await rm(folder, { recursive: true, force: true })
})

const sql = (name: string, text: string) => writeFile(path.join(folder, name), text)
const areaTimes = (factor: number) =>
  `create or replace function area() returns float8 language sql as 'select sum(area_m2) * ${factor} from parcel'`
const area = async () => (await db.query<{ area: number }>('select area()')).rows[0]!.area

// Each test goes on where the one before it ended, as a database does from release to release.

test('a plan names what would run, and runs nothing', async () => {
  const state = { pending: ['0001_parcel.sql', '0002_owner.sql', 'functions'], unknown: [], edited: [] }
  expect(await schemaState(db, folder)).toEqual(state)
  expect(await schemaState(db, folder)).toEqual(state)
})

test('four starters at once run each migration once', async () => {
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(db, folder)))
  expect(applied.flat().sort()).toEqual(['0001_parcel.sql', '0002_owner.sql'])
  expect(await area()).toBe(20)
  expect(await schemaState(db, folder)).toEqual({ pending: [], unknown: [], edited: [] })
})

test('a start without anything new changes nothing', async () => {
  expect(await migrate(db, folder)).toEqual([])
})

test('a changed function is replaced', async () => {
  const before = await sqlHash(folder)
  await sql('functions/area.sql', areaTimes(2))
  expect(await sqlHash(folder)).not.toBe(before)
  expect(await migrate(db, folder)).toEqual([])
  expect(await area()).toBe(40)
})

test('functions that a migration dropped come back, unchanged as they are', async () => {
  await sql('migrations/0003_drop.sql', 'drop function area(); alter table parcel add column note text')
  expect(await migrate(db, folder)).toEqual(['0003_drop.sql'])
  expect(await area()).toBe(40)
})

test('a migration that fails leaves nothing of itself, and what came before it stays', async () => {
  await sql('migrations/0004_good.sql', 'create table good (id int)')
  await sql('migrations/0005_bad.sql', 'create table half (id int); select no_such_function()')
  await expect(migrate(db, folder)).rejects.toMatchObject({ code: '42883' })
  const { rows } = await db.query(
    `select to_regclass('good')::text as good, to_regclass('half')::text as half`,
  )
  expect(rows).toEqual([{ good: 'good', half: null }])
  await sql('migrations/0005_bad.sql', 'create table half (id int)')
  expect(await migrate(db, folder)).toEqual(['0005_bad.sql'])
})

test('a migration that was edited after it was applied is refused by name', async () => {
  await sql('migrations/0004_good.sql', 'create table good (id bigint)')
  const refused = migrate(db, folder)
  await expect(refused).rejects.toBeInstanceOf(StartError)
  await expect(refused).rejects.toThrow('0004_good.sql was edited')
  expect(await schemaState(db, folder)).toMatchObject({ edited: ['0004_good.sql'] })
  await sql('migrations/0004_good.sql', 'create table good (id int)')
})

test('a database from a newer release is refused by the name of what it has', async () => {
  await rm(path.join(folder, 'migrations/0005_bad.sql'))
  const refused = migrate(db, folder)
  await expect(refused).rejects.toBeInstanceOf(StartError)
  await expect(refused).rejects.toThrow('0005_bad.sql')
  expect(await schemaState(db, folder)).toMatchObject({ unknown: ['0005_bad.sql'] })
})

// The embedded engine runs one transaction at a time: nobody holds a lock beside a migration.
test.skipIf(!NATIVE_URL)('a table that somebody holds is waited for, again and again', async () => {
  await sql('migrations/0005_bad.sql', 'create table half (id int)')
  await sql('migrations/0006_wide.sql', 'alter table parcel add column wide float8')
  const holder = await db.pool.connect()
  await holder.query('begin; lock table parcel in access exclusive mode')
  const migrating = migrate(db, folder)
  const waitedFor = `select count(*)::int as n from pg_stat_activity
                      where datname = current_database() and wait_event_type = 'Lock' and query like 'alter table parcel%'`
  const seen = async (wanted: number) => {
    while ((await db.query<{ n: number }>(waitedFor)).rows[0]!.n !== wanted) await sleep(50)
  }
  await seen(1)
  await seen(0) // it stepped back after its three seconds …
  await seen(1) // … and tries again
  await holder.query('rollback')
  holder.release()
  expect(await migrating).toEqual(['0006_wide.sql'])
})

test('the schema of the platform itself goes through', async () => {
  const own = await emptyDatabase()
  try {
    expect(await migrate(own)).not.toEqual([])
    expect(await migrate(own)).toEqual([])
  } finally {
    await own.close()
  }
})
