import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database, Db } from '../../server/db/database.ts'
import { emptyDatabase, inRolledBackTransaction } from '../support/database.ts'

// What the platform expects of a database, native or embedded: the same promises on both.

let db: Database

beforeAll(async () => {
  db = await emptyDatabase()
  await db.query('create table counter (id int primary key, n int not null)')
})
beforeEach(async () => {
  await db.query('truncate counter')
  await db.query('insert into counter values (1, 0)')
})
afterAll(() => db.close())

const count = async (on: Db) => (await on.query<{ n: number }>('select n from counter')).rows[0]!.n
const codeOf = (error: unknown) => (error as { code?: string }).code

describe('transactions', () => {
  test('twenty at once that read, wait and write lose no update', async () => {
    const addOne = () =>
      db.transaction(async (tx) => {
        const { rows } = await tx.query<{ n: number }>('select n from counter for update')
        await sleep(5)
        await tx.query('update counter set n = $1', [rows[0]!.n + 1])
      })
    await Promise.all(Array.from({ length: 20 }, addOne))
    expect(await count(db)).toBe(20)
  })

  test('what fails leaves nothing, and the next one works', async () => {
    const failing = db.transaction(async (tx) => {
      await tx.query('update counter set n = 5')
      await tx.query('insert into counter values (1, 1)')
    })
    await expect(failing).rejects.toMatchObject({ code: '23505' })
    expect(await count(db)).toBe(0)
    await db.transaction((tx) => tx.query('update counter set n = 7'))
    expect(await count(db)).toBe(7)
  })

  test('after an error each statement gets its own answer', async () => {
    const client = await db.pool.connect()
    for (let round = 0; round < 3; round++) {
      const failing = client.query('insert into counter values ($1, 1)', [1])
      await expect(failing).rejects.toMatchObject({ code: '23505' })
      const { rows } = await client.query('select $1::int as round', [round])
      expect(rows).toEqual([{ round }])
    }
    client.release()
    await Promise.allSettled(
      Array.from({ length: 20 }, () => db.query('insert into counter values ($1, 1)', [1])),
    )
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => db.query<{ n: number }>('select $1::int as n', [n])),
    )
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(answers.map((_, n) => n))
  })

  test('an error that was swallowed does not pass for a commit', async () => {
    const swallowing = db.transaction(async (tx) => {
      await tx.query('update counter set n = 5')
      await tx.query('select 1 / 0').catch(() => undefined)
    })
    await expect(swallowing).rejects.toThrow('rolled back')
    expect(await count(db)).toBe(0)
  })

  test('one that only reads may not write', async () => {
    const writing = db.transaction((tx) => tx.query('update counter set n = 5'), { readOnly: true })
    await expect(writing).rejects.toMatchObject({ code: '25006' })
  })

  test('a test in a rolled back one leaves nothing', async () => {
    await inRolledBackTransaction(db, async (tx) => {
      await tx.query('update counter set n = 5')
      expect(await count(tx)).toBe(5)
    })
    expect(await count(db)).toBe(0)
  })
})

describe('rights that cannot be had', () => {
  const acting = { role: 'no_such_role' as 'tuban_request', settings: {} }

  test('leave the one statement unasked: it is sent before that is known', async () => {
    await expect(db.queryActing(acting, 'update counter set n = n + $1', [5])).rejects.toMatchObject({
      code: '22023',
    })
    expect(await count(db)).toBe(0)
  })

  test('leave the work of a transaction undone, and the connection in order', async () => {
    const working = db.transaction((tx) => tx.query('update counter set n = n + $1', [5]), { acting })
    await expect(working).rejects.toMatchObject({ code: '22023' })
    expect(await count(db)).toBe(0)
    await Promise.all(Array.from({ length: 20 }, () => db.query('update counter set n = n + 1')))
    expect(await count(db)).toBe(20)
  })
})

test('one statement with rights of its own is done or not, and others are asked at once in a transaction', async () => {
  const { rows } = await db.query<{ role: string }>('select current_user as role')
  const acting = { role: rows[0]!.role as 'tuban_request', settings: { district: "14'0404" } }
  const asked = db.queryActing<{ district: string }>(
    acting,
    `select current_setting('app.district') as district`,
  )
  expect((await asked).rows).toEqual([{ district: "14'0404" }])
  await expect(db.queryActing(acting, 'insert into counter values ($1, 1)', [1])).rejects.toMatchObject({
    code: '23505',
  })
  await db.queryActing(acting, 'update counter set n = $1', [3])
  const answers = await db.transaction((tx) =>
    Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        tx.query<{ n: number }>('select $1::int + n as n from counter', [n]),
      ),
    ),
  )
  expect(answers.map((answer) => answer.rows[0]!.n)).toEqual(answers.map((_, n) => n + 3))
  const after = await db.query<{ district: string | null }>(
    `select current_setting('app.district', true) as district`,
  )
  expect(after.rows[0]!.district ?? '').toBe('')
})

test('two hundred good and bad statements at once: each gets its own answer', async () => {
  const ask = async (n: number) => {
    if (n % 3 === 0) return db.query('select 1 / ($1::int - $1::int)', [n]).catch(codeOf)
    const { rows } = await db.query<{ n: number }>('select $1::int as n', [n])
    return rows[0]!.n
  }
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)))
  expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? '22012' : n)))
})

test('connections may give different statements one name', async () => {
  const connections = await Promise.all(Array.from({ length: 5 }, () => db.pool.connect()))
  try {
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(
        connections.map((connection, n) =>
          connection.query<{ n: number }>({ name: 'same', text: `select $1::int + ${n} as n`, values: [10] }),
        ),
      )
      expect(answers.map(({ rows }) => rows[0]!.n)).toEqual([10, 11, 12, 13, 14])
    }
  } finally {
    for (const connection of connections) connection.release()
  }
})

test('a notice reaches those that listen to its channel, and no others', async () => {
  const [listening, other] = await Promise.all([db.pool.connect(), db.pool.connect()])
  const heard: (string | undefined)[] = []
  try {
    listening.on('notification', ({ payload }) => heard.push(payload))
    other.on('notification', () => heard.push('by the other'))
    await listening.query('listen published')
    await other.query('listen elsewhere')
    await db.query(`notify published, 'land-use 3'`)
    await expect.poll(() => heard).toEqual(['land-use 3'])
  } finally {
    listening.release(true)
    other.release(true)
  }
})

test('a large value comes back whole', async () => {
  const value = 'ab'.repeat(5_000_000)
  const { rows } = await db.query<{ same: string; length: number }>(
    'select $1::text as same, length($1) as length',
    [value],
  )
  expect(rows[0]!.length).toBe(value.length)
  expect(rows[0]!.same === value).toBe(true)
})

test('values come out as the platform reads them: days and ids as text, numbers as numbers, instants in UTC', async () => {
  const { rows } = await db.query(
    `select '2025-06-30'::date as day, 9007199254740993::bigint as id, 1.25::numeric as area, 0.1::float8 as share,
            '2025-06-30 08:00+08'::timestamptz as instant`,
  )
  expect(rows[0]).toEqual({
    day: '2025-06-30',
    id: '9007199254740993',
    area: 1.25,
    share: 0.1,
    instant: '2025-06-30T00:00:00.000Z',
  })
})

test('the planner is told what both engines need', async () => {
  const { rows } = await db.query(
    `select current_setting('random_page_cost') as random_page_cost, current_setting('jit') as jit,
            current_setting('TimeZone') as zone`,
  )
  expect(rows[0]).toMatchObject({ random_page_cost: '1.1', jit: 'off' })
})

test('statistics can be brought up to date', () => db.maintain())
