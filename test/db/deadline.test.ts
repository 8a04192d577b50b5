import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { isConnectionLoss } from '../../server/db/errors.ts'
import { embeddedDatabase, emptyDatabase } from '../support/database.ts'

// Far apart from the others, since the machine may be busy.
const DEADLINE_MS = 4_000
const HANGS = 'select count(*) from generate_series(1, 1e12::bigint)'
const caught = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

describe('a statement over the deadline', () => {
  let db: Database

  beforeAll(async () => {
    db = await emptyDatabase({ statementTimeoutMs: DEADLINE_MS })
    await db.query('create table kept (n int)')
  })
  afterAll(() => db.close())

  test('fails as a lost connection; what was committed is there, and the database serves on', async () => {
    await db.query('insert into kept values (1)')
    const error = await caught(db.query(HANGS))
    expect(isConnectionLoss(error)).toBe(true)
    expect((await db.query('select n from kept')).rows).toEqual([{ n: 1 }])
  })

  test('takes its transaction with it', async () => {
    const error = await caught(
      db.transaction(async (tx) => {
        await tx.query('insert into kept values (2)')
        await tx.query(HANGS)
      }),
    )
    expect(isConnectionLoss(error)).toBe(true)
    expect((await db.query('select n from kept where n = 2')).rows).toEqual([])
  })

  test('a transaction may have a shorter one', async () => {
    const startedAt = performance.now()
    const error = await caught(db.transaction((tx) => tx.query(HANGS), { statementTimeoutMs: 300 }))
    expect(isConnectionLoss(error)).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS)
  })

  test('a transaction may have a longer one, and it ends with the transaction', async () => {
    const { rows } = await db.transaction((tx) => tx.query('select pg_sleep(5)::text as slept'), {
      statementTimeoutMs: 30_000,
    })
    expect(rows).toHaveLength(1)
    expect(isConnectionLoss(await caught(db.query(HANGS)))).toBe(true)
  })
})

describe('the embedded engine', () => {
  let db: Database

  beforeAll(async () => {
    db = await embeddedDatabase({ statementTimeoutMs: 5_000, idleInTransactionMs: 500 })
    await db.query('create table kept (n int)')
  })
  afterAll(() => db.close())

  test('a statement that waits its turn is not overdue', async () => {
    const pause = 'select pg_sleep(1.2)'
    const pauses = await Promise.all(Array.from({ length: 6 }, () => db.query(pause)))
    expect(pauses).toHaveLength(6)
  })

  test('a transaction that asks nothing is ended, so that the others are served', async () => {
    const client = await db.pool.connect()
    await client.query('begin')
    await client.query('insert into kept values (1)')
    const startedAt = performance.now()
    expect((await db.query('select n from kept')).rows).toEqual([])
    expect(performance.now() - startedAt).toBeGreaterThan(300)
    const error = await caught(client.query('commit'))
    expect(isConnectionLoss(error)).toBe(true)
    client.release(error as Error)
  })

  test('a recursion without end fails by itself, and the engine starts afresh', async () => {
    await db.query(
      `create function deeper(n int) returns int language plpgsql as 'begin return deeper(n + 1); end'`,
    )
    await db.query('insert into kept values (3)')
    expect(await caught(db.query('select deeper(1)'))).toBeInstanceOf(Error)
    await sleep(100)
    expect((await db.query('select n from kept where n = 3')).rows).toEqual([{ n: 3 }])
  })

  test('COPY from the client is refused, and costs nothing but itself', async () => {
    await expect(db.query('copy kept from stdin')).rejects.toMatchObject({ code: '0A000' })
    const prepared = { text: 'copy kept from stdin', queryMode: 'extended' }
    await expect(db.pool.query(prepared)).rejects.toMatchObject({ code: '0A000' })
    expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})
