import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'

// What GEOS cannot do is an error on either engine, and leaves nothing of its transaction; the embedded one starts again.

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
  await db.query('create table public.kept (n int)')
})
afterAll(() => db.close())

const kept = async () =>
  (await db.query<{ n: number }>('select count(*)::int as n from public.kept')).rows[0]!.n

const BOW_TIE = 'POLYGON((0 0,1 1,1 0,0 1,0 0))'
const FAILS = `select ST_Area(ST_Intersection(g, ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 1,0 0))')))
                 from (select ST_GeomFromText($1) g) s`

test('it is an error, and later answers go to their own statements', async () => {
  await expect(db.query(FAILS, [BOW_TIE])).rejects.toThrow()
  // Whoever holds a connection in that moment loses it.
  await vi.waitFor(() => db.query('select 1'), { timeout: 30_000 })
  for (const n of [1, 2, 3]) expect((await db.query('select $1::int as n', [n])).rows).toEqual([{ n }])
})

test('it takes its transaction with it', async () => {
  const failing = db.transaction(async (tx) => {
    await tx.query('insert into public.kept values (1)')
    await tx.query(FAILS, [BOW_TIE])
  })
  await expect(failing).rejects.toThrow()
  expect(await vi.waitFor(kept, { timeout: 30_000 })).toBe(0)
})

test('also where somebody swallows it', async () => {
  const swallowing = db.transaction(async (tx) => {
    await tx.query('insert into public.kept values (2)')
    await tx.query(FAILS, [BOW_TIE]).catch(() => undefined)
  })
  await expect(swallowing).rejects.toThrow()
  expect(await vi.waitFor(kept, { timeout: 30_000 })).toBe(0)
})
