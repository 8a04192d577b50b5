import { afterAll, beforeAll, expect, test } from 'vitest'
import { LAND_CLASSES, landClassOf } from '../../domain/land-class.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

test('SQL groups every code as the domain does, with suffixes, spaces and case, and no other', async () => {
  const listed = LAND_CLASSES.map(({ code }) => code)
  const all = Array.from({ length: 2_000 }, (_, n) => String(n).padStart(4, '0'))
  const codes = [
    ...listed,
    ...listed.map((code) => `${code}K`),
    ...listed.map((code) => ` ${code.toLowerCase()} `),
    ...all,
    '',
    '01',
    '0',
    'H1',
    '09',
    '0901',
    '099999',
    'abcd',
  ]
  const { rows } = await db.query<{ code: string; land_group: string | null }>(
    'select code, land.land_group(code) land_group from unnest($1::text[]) code',
    [codes],
  )
  for (const { code, land_group } of rows) expect(land_group, code).toBe(landClassOf(code)?.group ?? null)
})
