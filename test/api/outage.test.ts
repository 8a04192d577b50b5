import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { embeddedDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from './given.ts'

// The embedded engine, since only there can a test take the database away and give it back by itself: a statement over
// the deadline ends the engine's thread, and every connection with it.
const DEADLINE_MS = 3_000

let db: Database
let app: TestApp
let analyst: Client
let reportId: string

beforeAll(async () => {
  db = await embeddedDatabase({ statementTimeoutMs: DEADLINE_MS })
  await migrate(db)
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  reportId = await givenReport(db)
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

test('while the database is gone requests answer 503 with Retry-After, and nothing is written by halves', async () => {
  const hanging = db
    .query('select count(*) from generate_series(1, 1e12::bigint)')
    .catch((error: unknown) => error)
  const [list, decision] = await Promise.all([
    analyst.call('GET /reports', { query: { district: DISTRICT } }),
    analyst.call('POST /reports/:district/:reportId/decisions', {
      params: { district: DISTRICT, reportId },
      headers: { 'if-match': `"${reportId}.1"` },
      body: { decision: 'suspected' },
    }),
  ])
  expect(await hanging).toBeInstanceOf(Error)
  for (const reply of [list, decision]) {
    expect(reply.problem).toMatchObject({ code: 'unavailable', status: 503 })
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  }

  const read = () =>
    analyst.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })
  await expect.poll(async () => (await read()).status, { timeout: 60_000, interval: 500 }).toBe(200)
  const { body } = await read()
  expect(body).toMatchObject({ report: { version: 1, decision: null }, decisions: [] })
})
