import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { addDrill } from '../../server/queries/backup.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type TestApp } from './client.ts'
import { givenDistrict, givenPerson } from './given.ts'

let db: Database
let app: TestApp

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'ops.drills', { role: 'sysadmin' })
  await givenPerson(db, 'ana.drills', { role: 'analyst' })
  app = await startApp(db)
})
afterAll(async () => {
  await app.close()
  await db.close()
})

describe('drills', () => {
  test('are shown to those who run the platform, the newest of a year first', async () => {
    for (let month = 1; month <= 13; month++)
      await addDrill(db, {
        startedAt: new Date(Date.UTC(2026, month - 1, 1)),
        ok: month !== 13,
        engine: 'native',
        rtoSeconds: 12.5,
        rpoSeconds: 3_600,
        bytes: 1_000,
        differences: month === 13 ? ['land.report: 3 rows became 2'] : [],
      })
    const administrator = await app.signIn('ops.drills')
    const { body } = await administrator.call('GET /drills')
    expect(body.drills).toHaveLength(12)
    expect(body.drills[0]).toMatchObject({
      startedAt: '2027-01-01T00:00:00.000Z',
      ok: false,
      rtoSeconds: 12.5,
      rpoSeconds: 3_600,
      differences: ['land.report: 3 rows became 2'],
    })
  })

  test('are nobody else’s business', async () => {
    const analyst = await app.signIn('ana.drills')
    expect((await analyst.call('GET /drills')).status).toBe(403)
  })
})
