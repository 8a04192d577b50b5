import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

test('what may start a subtransaction, or calls what may, stays out of parallel plans', async () => {
  const { rows } = await db.query<{ name: string; text: string; parallel: string }>(
    `select n.nspname || '.' || p.proname as name, pg_get_functiondef(p.oid) as text, p.proparallel as parallel
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('land', 'rules', 'work', 'audit') and p.prokind = 'f'`,
  )
  const catches = (text: string) => /\bexception\s+when\b/i.test(text)
  const unsafe = new Set(rows.filter(({ text }) => catches(text)).map(({ name }) => name))
  expect(unsafe).toContain('land.hit')
  for (let before = 0; before < unsafe.size;) {
    before = unsafe.size
    for (const { name, text } of rows)
      if ([...unsafe].some((one) => one !== name && text.includes(`${one}(`))) unsafe.add(name)
  }
  expect(
    rows.filter(({ name, parallel }) => unsafe.has(name) && parallel !== 'u').map(({ name }) => name),
  ).toEqual([])
})
