import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '../../domain/api.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
let agriculture: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '张三' })
  await givenPerson(db, 'nongye', { role: 'agriculture', nameZh: '李四' })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  agriculture = await app.signIn('nongye')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

type Decision = Call<'POST /reports/:district/:reportId/decisions'>['body']

const decide = (client: Client, reportId: string, version: number, body: Decision) =>
  client.call('POST /reports/:district/:reportId/decisions', {
    params: { district: DISTRICT, reportId },
    headers: { 'if-match': `"${reportId}.${version}"` },
    body,
  })

const undo = (client: Client, reportId: string, version: number) =>
  client.call('POST /reports/:district/:reportId/decisions/undo', {
    params: { district: DISTRICT, reportId },
    headers: { 'if-match': `"${reportId}.${version}"` },
  })

describe('a decision', () => {
  test('moves the report on, names who decided, and gives it a new version', async () => {
    const reportId = await givenReport(db)
    const { body, headers } = await decide(analyst, reportId, 1, { decision: 'suspected' })
    expect(body.report).toMatchObject({ decision: 'suspected', state: 'decided', version: 2 })
    expect(body.decisions).toMatchObject([{ decision: 'suspected', decidedBy: '张三', undoneBy: null }])
    expect(headers.get('etag')).toBe(`"${reportId}.2"`)
  })

  test('of two people who decide the same patch, the second is told who was first', async () => {
    const reportId = await givenReport(db)
    const replies = await Promise.all([
      decide(analyst, reportId, 1, { decision: 'suspected' }),
      decide(agriculture, reportId, 1, { decision: 'legal', reason: '已批准' }),
    ])
    const [first, second] = replies[0].status === 200 ? replies : [replies[1], replies[0]]
    expect(first.status).toBe(200)
    const { decidedBy } = first.body.decisions[0]!
    expect(second.problem).toMatchObject({
      code: 'precondition-failed',
      status: 412,
      current: { version: 2, changedBy: decidedBy, report: first.body.report },
    })
    expect(second.problem.detail).toMatch(decidedBy)
    const { rows } = await db.query('select 1 from work.decision where report_id = $1', [reportId])
    expect(rows).toHaveLength(1)
  })

  test('needs the version that was seen', async () => {
    const reportId = await givenReport(db)
    const params = { district: DISTRICT, reportId }
    const route = 'POST /reports/:district/:reportId/decisions'
    const body = { decision: 'suspected' } as const
    expect((await analyst.call(route, { params, body })).problem.code).toBe('precondition-required')
    const headers = { 'if-match': '"999.1"' }
    expect((await analyst.call(route, { params, body, headers })).problem.code).toBe('invalid-request')
  })

  test.each(['legal', 'other', 'not-an-object'] as const)('%s needs a reason', async (decision) => {
    const reportId = await givenReport(db)
    const refused = await decide(analyst, reportId, 1, { decision, reason: '  ' })
    expect(refused.problem.errors).toEqual([{ pointer: '/reason', detail: 'at least one character' }])
    expect((await decide(analyst, reportId, 1, { decision, reason: '已核实' })).status).toBe(200)
  })
})

describe('undo', () => {
  test('takes back the newest decision and restores the one before', async () => {
    const reportId = await givenReport(db)
    await decide(analyst, reportId, 1, { decision: 'suspected' })
    await decide(agriculture, reportId, 2, { decision: 'unsure' })
    const once = await undo(analyst, reportId, 3)
    expect(once.body.report).toMatchObject({ decision: 'suspected', state: 'decided', version: 4 })
    expect(once.body.decisions).toMatchObject([
      { decision: 'unsure', decidedBy: '李四', undoneBy: '张三' },
      { decision: 'suspected', undoneBy: null },
    ])
    const twice = await undo(analyst, reportId, 4)
    expect(twice.body.report).toMatchObject({ decision: null, state: 'reported', version: 5 })
    expect((await undo(analyst, reportId, 5)).problem).toMatchObject({ code: 'conflict', status: 409 })
  })

  test('a report that is with a township keeps its decision', async () => {
    const reportId = await givenReport(db)
    await decide(analyst, reportId, 1, { decision: 'suspected' })
    const { body } = await analyst.call('POST /assignments', {
      body: {
        district: DISTRICT,
        reports: [{ reportId, version: 2 }],
        township: WEST,
        task: '核查',
        dueOn: '2025-07-01',
      },
    })
    expect(body.assigned).toBe(1)
    expect((await undo(analyst, reportId, 3)).problem.code).toBe('conflict')
    expect((await decide(analyst, reportId, 3, { decision: 'unsure' })).problem.code).toBe('conflict')
  })
})
