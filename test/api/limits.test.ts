import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { Admission } from '../../server/http/admission.ts'
import { RATES } from '../../server/http/rate-limit.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson } from './given.ts'

let db: Database

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  for (const login of ['fenxi', 'fenxi2']) await givenPerson(db, login, { role: 'analyst' })
})
afterAll(() => db.close())

const LIST = { query: { district: DISTRICT } }

describe('who asks too often', () => {
  test('is told when to come again; others, and what else he does, are served', async () => {
    const app = await startApp(db, { rates: { ...RATES, search: { requests: 2, seconds: 60 } } })
    const [one, other] = [await app.signIn('fenxi'), await app.signIn('fenxi2')]
    for (let n = 0; n < 2; n++) expect((await one.call('GET /reports', LIST)).status).toBe(200)
    const refused = await one.call('GET /reports/ids', LIST)
    expect(refused.problem).toMatchObject({ code: 'too-many-requests', status: 429 })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await one.call('GET /session')).status).toBe(200)
    expect((await other.call('GET /reports', LIST)).status).toBe(200)
    await app.close()
  })

  test('is refused by his address where he has no account', async () => {
    const app = await startApp(db, { rates: { ...RATES, read: { requests: 1, seconds: 60 } } })
    const statuses: number[] = []
    for (let n = 0; n < 21; n++) statuses.push((await app.visitor.call('GET /meta')).status)
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(200))
    expect(statuses[20]).toBe(429)
    await app.close()
  })
})

describe('a server with more to do than it can', () => {
  const none = { atOnce: 0, waiting: 0 }
  const some = { atOnce: 5, waiting: 5 }

  test('turns a request away before it asks the database, and says when to come again', async () => {
    const sizes = { interactive: none, judging: some, tiles: some, transfers: some, admin: some }
    const app = await startApp(db, { admission: new Admission({ sizes, lagMs: () => 0 }) })
    const reply = await app.visitor.call('GET /meta')
    expect(reply.problem).toMatchObject({ code: 'busy', status: 503 })
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    // Health is asked for by whoever decides what to do about it.
    expect((await app.visitor.fetch('/livez')).status).toBe(200)
    expect((await app.visitor.fetch('/readyz')).status).toBe(200)
    await app.close()
  })

  test('serves as many as wait, one after the other, and gives each place back', async () => {
    const one = { atOnce: 1, waiting: 20 }
    const sizes = { interactive: one, judging: one, tiles: one, transfers: one, admin: one }
    const app = await startApp(db, { admission: new Admission({ sizes, lagMs: () => 0 }) })
    for (let round = 0; round < 3; round++) {
      const replies = await Promise.all(Array.from({ length: 20 }, () => app.visitor.call('GET /meta')))
      expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200))
    }
    await app.close()
  })

  test('frees the place of whoever went away while his request ran', async () => {
    const one = { atOnce: 1, waiting: 1 }
    const sizes = { interactive: one, judging: one, tiles: one, transfers: one, admin: one }
    const app = await startApp(db, { admission: new Admission({ sizes, lagMs: () => 0 }) })
    for (let n = 0; n < 5; n++)
      await app.visitor.fetch('/api/meta', { signal: AbortSignal.timeout(1) }).catch(() => undefined)
    await expect.poll(async () => (await app.visitor.call('GET /meta')).status).toBe(200)
    await app.close()
  })
})
