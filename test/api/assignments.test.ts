import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '../../domain/api.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
let west: Client
let east: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '张三' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST, nameZh: '王五' })
  await givenPerson(db, 'dong', { role: 'township', township: EAST })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  west = await app.signIn('xi')
  east = await app.signIn('dong')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const assign = (over: Partial<Call<'POST /assignments'>['body']>) =>
  analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [],
      township: 'suggested',
      task: '实地核查',
      dueOn: '2025-07-01',
      ...over,
    },
  })

const of = (reportId: string, version = 1) => ({
  params: { district: DISTRICT, reportId },
  headers: ifMatch(reportId, version),
})
const read = async (reportId: string) =>
  (await analyst.call('GET /reports/:district/:reportId', of(reportId))).body

describe('handing reports to townships', () => {
  test('`suggested` sends each to the township of its largest share; what cannot go is refused by itself', async () => {
    const [inWest, inEast, stale, legal, outside, taken] = await Promise.all([
      givenReport(db),
      givenReport(db, { township: EAST }),
      givenReport(db),
      givenReport(db),
      givenReport(db, { township: null }),
      givenReport(db),
    ])
    await assign({ reports: [{ reportId: taken, version: 1 }], township: EAST })
    await analyst.call('POST /reports/:district/:reportId/decisions', {
      ...of(legal),
      body: { decision: 'legal', reason: '已批准' },
    })
    const { body } = await assign({
      reports: [
        { reportId: inWest, version: 1 },
        { reportId: inWest, version: 1 },
        { reportId: inEast, version: 1 },
        { reportId: stale, version: 7 },
        { reportId: legal, version: 2 },
        { reportId: outside, version: 1 },
        { reportId: taken, version: 1 },
        { reportId: '999999', version: 1 },
      ],
    })
    expect(body.assigned).toBe(2)
    expect(Object.fromEntries(body.refused.map(({ reportId, code }) => [reportId, code]))).toEqual({
      [stale]: 'precondition-failed',
      [legal]: 'conflict',
      [outside]: 'unknown-township',
      [taken]: 'already-assigned',
      '999999': 'not-found',
    })
    expect((await read(inWest)).report).toMatchObject({
      state: 'assigned',
      assignedTo: { code: WEST, name: '西乡' },
      dueOn: '2025-07-01',
      version: 2,
    })
    expect((await read(inEast)).assignments).toMatchObject([
      { township: { code: EAST, name: '东镇' }, task: '实地核查', assignedBy: '张三', acknowledgedAt: null },
    ])
    expect((await read(outside)).report).toMatchObject({ state: 'reported', version: 1 })
  })

  test('an unknown township is named, and nothing is assigned', async () => {
    const reportId = await givenReport(db)
    const { problem } = await assign({ reports: [{ reportId, version: 1 }], township: '140404999' })
    expect(problem).toMatchObject({ code: 'unknown-township', status: 422 })
    expect(problem.detail).toMatch('140404999')
    expect((await read(reportId)).report.state).toBe('reported')
  })

  test('two orders for the same reports at once: each report goes to one', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => givenReport(db)))
    const reports = ids.map((reportId) => ({ reportId, version: 1 }))
    const orders = await Promise.all([
      assign({ reports, township: WEST }),
      assign({ reports: [...reports].reverse(), township: EAST }),
    ])
    expect(orders.map(({ body }) => body.assigned).sort()).toEqual([0, 20])
  })
})

describe('the township', () => {
  test('acknowledges its own task, once', async () => {
    const reportId = await givenReport(db)
    await assign({ reports: [{ reportId, version: 1 }], township: WEST })
    const route = 'POST /reports/:district/:reportId/assignment/acknowledge'
    expect((await east.call(route, of(reportId, 2))).status).toBe(404)
    const { body } = await west.call(route, of(reportId, 2))
    expect(body.report).toMatchObject({ state: 'acknowledged', version: 3 })
    expect(body.assignments[0]).toMatchObject({ acknowledgedBy: '王五' })
    expect((await west.call(route, of(reportId, 3))).problem.code).toBe('conflict')
  })

  test('may not decide', async () => {
    const reportId = await givenReport(db)
    const { status } = await west.call('POST /reports/:district/:reportId/decisions', {
      ...of(reportId),
      body: { decision: 'suspected' },
    })
    expect(status).toBe(403)
  })
})

test('withdrawing puts the report back where it was and keeps the reason', async () => {
  const reportId = await givenReport(db)
  const route = 'POST /reports/:district/:reportId/assignment/withdraw'
  expect((await analyst.call(route, { ...of(reportId), body: { reason: '误交' } })).problem.code).toBe(
    'conflict',
  )
  await assign({ reports: [{ reportId, version: 1 }], township: WEST })
  const { body } = await analyst.call(route, { ...of(reportId, 2), body: { reason: '误交' } })
  expect(body.report).toMatchObject({ state: 'reported', assignedTo: null, version: 3 })
  expect(body.assignments[0]?.withdrawnAt).not.toBeNull()
  const { rows } = await db.query('select withdrawn_reason from work.assignment where report_id = $1', [
    reportId,
  ])
  expect(rows).toEqual([{ withdrawn_reason: '误交' }])
  expect((await assign({ reports: [{ reportId, version: 3 }], township: EAST })).body.assigned).toBe(1)
})
