import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import type { Consumer } from '../../server/outbox/consumers.ts'
import { deliverDue } from '../../server/outbox/relay.ts'
import { addOutbox, outboxState, sweepOutbox } from '../../server/queries/outbox.ts'
import { freshDatabase } from '../support/database.ts'

const log = pino({ level: 'silent' })
let db: Database

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(() => db.query('delete from work.outbox'))

const add = (...events: [stream: string, n: number][]) =>
  db.transaction((tx) =>
    addOutbox(
      tx,
      events.map(([stream, n]) => ({ stream, kind: 'test', payload: { stream, n } })),
    ),
  )

/** Notes what it gets, in order; `fails` says which. */
function listener(fails: (told: string) => boolean = () => false) {
  const heard: string[] = []
  const consumer: Consumer = async (tx, { payload }) => {
    const { stream, n } = payload as { stream: string; n: number }
    const told = `${stream}${n}`
    heard.push(told)
    await tx.query('select 1')
    if (fails(told)) throw new Error(`no ${told}`)
  }
  return { heard, deliver: () => deliverDue(db, log, { test: consumer }) }
}

/** What was put off is due again. */
const hurry = () => db.query('update work.outbox set next_try_at = now() where delivered_at is null')

async function untilEmpty(deliver: () => Promise<number>): Promise<void> {
  while ((await deliver()) > 0);
}

describe('the relay', () => {
  test('delivers each stream in order, and streams beside each other', async () => {
    const { heard, deliver } = listener()
    await add(['a', 1], ['b', 1], ['a', 2])
    await add(['a', 3], ['b', 2])
    expect(await deliver()).toBe(2)
    expect(heard).toEqual(['a1', 'b1'])
    await untilEmpty(deliver)
    expect(heard.filter((told) => told.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
    expect(heard.filter((told) => told.startsWith('b'))).toEqual(['b1', 'b2'])
    expect(await outboxState(db)).toEqual({ waiting: 0, dead: 0, lagS: 0 })
  })

  test('keeps a stream waiting for what fails in it, and no other; lag is the age of the oldest', async () => {
    let isDown = true
    const { heard, deliver } = listener((told) => isDown && told === 'a1')
    await add(['a', 1], ['a', 2], ['b', 1], ['b', 2])
    await untilEmpty(deliver)
    expect(heard).toEqual(['a1', 'b1', 'b2'])
    await db.query(`update work.outbox set created_at = now() - interval '90 s' where payload ->> 'n' = '1'`)
    const { waiting, lagS } = await outboxState(db)
    expect(waiting).toBe(2)
    expect(lagS).toBeGreaterThanOrEqual(90)
    isDown = false
    await hurry()
    await untilEmpty(deliver)
    expect(heard).toEqual(['a1', 'b1', 'b2', 'a1', 'a2'])
  })

  test('gives an event up after ten tries, keeps it, and goes on with those behind it', async () => {
    const { heard, deliver } = listener((told) => told === 'a1')
    await add(['a', 1], ['a', 2])
    for (let tries = 0; tries < 10; tries++) {
      await hurry()
      await deliver()
    }
    expect(heard).toEqual(Array.from({ length: 10 }, () => 'a1'))
    await untilEmpty(deliver)
    expect(heard.at(-1)).toBe('a2')
    const { rows } = await db.query(
      `select attempts, last_error, dead_at is not null as dead, delivered_at from work.outbox order by id limit 1`,
    )
    expect(rows).toEqual([{ attempts: 10, last_error: 'no a1', dead: true, delivered_at: null }])
    expect(await outboxState(db)).toEqual({ waiting: 0, dead: 1, lagS: 0 })
  })

  test('gives up what nobody knows', async () => {
    await add(['a', 1])
    for (let tries = 0; tries < 10; tries++) {
      await hurry()
      await deliverDue(db, log, {})
    }
    expect(await outboxState(db)).toMatchObject({ waiting: 0, dead: 1 })
  })

  test('comes again with a whole batch that was not committed', async () => {
    const { heard, deliver } = listener()
    await add(['a', 1], ['b', 1])
    await db.query(
      `alter table work.outbox add constraint broken check (delivered_at is null or stream <> 'b') not valid`,
    )
    // The mark of b fails within its own savepoint: b is put off, and a stays delivered.
    await deliver()
    await db.query('alter table work.outbox drop constraint broken')
    await hurry()
    await untilEmpty(deliver)
    expect(heard).toEqual(['a1', 'b1', 'b1'])
  })

  test('two at once: each event goes to one, and none overtakes another', async () => {
    const { heard, deliver } = listener()
    for (let n = 1; n <= 10; n++) await add(['a', n], ['b', n], ['c', n])
    await Promise.all([untilEmpty(deliver), untilEmpty(deliver), untilEmpty(deliver)])
    await untilEmpty(deliver)
    for (const stream of ['a', 'b', 'c'])
      expect(heard.filter((told) => told.startsWith(stream))).toEqual(
        Array.from({ length: 10 }, (_, n) => `${stream}${n + 1}`),
      )
  })

  test('an event of a transaction that was rolled back is none', async () => {
    const lost = db.transaction(async (tx) => {
      await addOutbox(tx, [{ stream: 'a', kind: 'test', payload: { stream: 'a', n: 1 } }])
      throw new Error('rolled back')
    })
    await expect(lost).rejects.toThrow('rolled back')
    expect((await outboxState(db)).waiting).toBe(0)
  })

  test('forgets what was delivered long ago, and only that', async () => {
    const { deliver } = listener()
    await add(['a', 1], ['a', 2])
    await untilEmpty(deliver)
    await add(['a', 3])
    await db.query(
      `update work.outbox set delivered_at = now() - interval '15 days' where payload ->> 'n' = '1'`,
    )
    await sweepOutbox(db, 14)
    const { rows } = await db.query(`select payload ->> 'n' as n from work.outbox order by id`)
    expect(rows).toEqual([{ n: '2' }, { n: '3' }])
  })
})
