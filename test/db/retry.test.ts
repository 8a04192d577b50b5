import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { retried } from '../../server/db/retry.ts'
import { freshDatabase, NATIVE_URL } from '../support/database.ts'

const refusedBy = (code: string) => Object.assign(new Error(`refused by ${code}`), { code })

describe('a transaction that others were in the way of', () => {
  test.each([
    ['40001', 'a serialization failure'],
    ['40P01', 'a deadlock'],
    ['55P03', 'a lock that did not come'],
  ])('%s, %s, runs again, three times at most', async (code) => {
    let runs = 0
    const twice = retried(async () => {
      runs += 1
      if (runs < 3) throw refusedBy(code)
      return runs
    })
    expect(await twice).toBe(3)
    runs = 0
    const always = retried(async () => {
      runs += 1
      throw refusedBy(code)
    })
    await expect(always).rejects.toMatchObject({ code })
    expect(runs).toBe(4)
  })

  test.each(['23505', '57014', '08006', 'ECONNRESET'])(
    'by %s does not: it would fail again, or is done',
    async (code) => {
      let runs = 0
      const once = retried(async () => {
        runs += 1
        throw refusedBy(code)
      })
      await expect(once).rejects.toMatchObject({ code })
      expect(runs).toBe(1)
    },
  )
})

// The embedded engine has one session: nothing there is ever in the way.
describe.runIf(NATIVE_URL)('two who take the same rows crosswise', () => {
  let db: Database
  beforeAll(async () => {
    db = await freshDatabase()
    await db.query('create table public.pair (id int primary key, n int not null)')
    await db.query('insert into public.pair values (1, 0), (2, 0)')
  })
  afterAll(() => db.close())

  test('both come through, and each change is made once', async () => {
    let runs = 0
    let arrive: () => void = () => undefined
    const bothHold = new Promise<void>((resolve) => {
      let holding = 0
      arrive = () => {
        holding += 1
        if (holding === 2) resolve()
      }
    })
    const add = (first: number, second: number) =>
      db.transaction(async (tx) => {
        runs += 1
        await tx.query('update public.pair set n = n + 1 where id = $1', [first])
        arrive()
        await bothHold
        await tx.query('update public.pair set n = n + 1 where id = $1', [second])
      })
    await Promise.all([add(1, 2), add(2, 1)])
    expect(runs).toBeGreaterThan(2)
    expect((await db.query('select n from public.pair order by id')).rows).toEqual([{ n: 2 }, { n: 2 }])
  })
})
