import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestDatabase, asCaller } from '../../server/db/acting.ts'
import type { Database } from '../../server/db/database.ts'
import { PreparedNames } from '../../server/db/prepared.ts'
import { freshDatabase } from '../support/database.ts'

describe('names of statements', () => {
  test('come with the third time, and stay', () => {
    const names = new PreparedNames()
    for (let n = 1; n < 3; n++) expect(names.nameOf('select $1')).toBeUndefined()
    const name = names.nameOf('select $1')
    expect(name).toMatch(/^tuban_[0-9a-f]{16}$/)
    expect(names.nameOf('select $1')).toBe(name)
  })

  test('are others for others, and no more than two hundred', () => {
    const names = new PreparedNames()
    const nameOf = (text: string) => {
      for (let n = 1; n < 3; n++) names.nameOf(text)
      return names.nameOf(text)
    }
    const all = Array.from({ length: 201 }, (_, n) => nameOf(`select $1 + ${n}`))
    expect(new Set(all.slice(0, 200)).size).toBe(200)
    expect(all[200]).toBeUndefined()
  })
})

describe('a statement that comes often', () => {
  let db: Database
  beforeAll(async () => {
    db = await freshDatabase()
  })
  afterAll(() => db.close())

  test('answers each caller by his own rights and settings, on whatever connection it was prepared', async () => {
    const request = requestDatabase(db)
    const ask = (district: string) =>
      asCaller(
        {
          personId: '1',
          forId: null,
          orgId: '1',
          role: 'analyst',
          district,
          township: null,
          clearance: 'internal',
        },
        async () => {
          const { rows } = await request.query<{ who: string; role: string; n: number }>(
            `select work.asking('district') as who, current_user::text as role, $1::int as n`,
            [1],
          )
          return rows[0]
        },
      )
    for (let n = 0; n < 30; n++) {
      const district = n % 2 === 0 ? '140404' : '140405'
      expect(await ask(district)).toEqual({ who: district, role: 'tuban_request', n: 1 })
    }
  })

  test('is planned for the role that runs it: what a superuser saw is not what a request sees', async () => {
    await db.query(
      `insert into land.district (district, name_zh, name_en, plane_srid) values ('140404', '上党区', 'Shangdang', 4547)`,
    )
    await db.query(
      `insert into work.person (login, name_zh, name_en, district, password_hash) values ('a', 'a', 'a', '140404', 'x')`,
    )
    const text = 'select count(*)::int as n from work.person where person_id > $1'
    const stranger = {
      personId: '9',
      forId: null,
      orgId: '9',
      role: 'analyst',
      district: '140405',
      township: null,
      clearance: 'internal' as const,
    }
    for (let n = 0; n < 30; n++) {
      const { rows: all } = await db.query<{ n: number }>(text, [0])
      const { rows: seen } = await asCaller(stranger, () =>
        requestDatabase(db).query<{ n: number }>(text, [0]),
      )
      expect([all[0]!.n, seen[0]!.n]).toEqual([1, 0])
    }
  })
})
