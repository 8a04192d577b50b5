import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '../../domain/api.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
let township: Client
let agriculture: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '张三' })
  await givenPerson(db, 'xiang', { role: 'township', township: WEST, nameZh: '王五' })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  township = await app.signIn('xiang')
  agriculture = await app.signIn('nongye')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

type Check = Call<'POST /reports/:district/:reportId/checks'>['body']

const check = (client: Client, reportId: string, version: number, found: Check['found'], over = {}) =>
  client.call('POST /reports/:district/:reportId/checks', {
    params: { district: DISTRICT, reportId },
    headers: ifMatch(reportId, version),
    body: { found, basis: 'field', checkedOn: '2025-06-01', ...over },
  })
const read = (client: Client, reportId: string) =>
  client.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })
const assign = (reportId: string, version: number) =>
  analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version }],
      township: WEST,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })

/** Of one rule, in words: what the report page says. */
const saidBy = (rule: string, { evaluation }: { evaluation: { results: readonly Result[] } | null }) =>
  evaluation!.results
    .filter(({ ruleId }) => ruleId === rule)
    .map(({ severity, reason, subject }) => severity ?? `${reason}: ${subject}`)
interface Result {
  ruleId: string
  severity: string | null
  reason: string | null
  subject: string | null
}

describe('a check', () => {
  test('sets what was found, and the report is judged by it at once', async () => {
    const reportId = await givenReport(db)
    const first = await check(analyst, reportId, 1, { use: 'guardHouse' })
    expect(first.status).toBe(200)
    expect(saidBy('GH-03', first.body)).toEqual(['medium'])
    const second = await check(analyst, reportId, 2, { storeys: 2, tillageLayer: 'damaged' })
    expect(second.body.attributes).toMatchObject({ use: 'guardHouse', storeys: 2, tillageLayer: 'damaged' })
    expect(saidBy('GH-03', second.body)).toEqual(['high'])
    expect(second.body.report).toMatchObject({ version: 3, severity: 'high' })
    expect(second.headers.get('etag')).toBe(`"${reportId}.3"`)
  })

  test('type and day of the act are set as well, and move the judged day', async () => {
    const reportId = await givenReport(db)
    const { body } = await check(analyst, reportId, 1, { type: 'YH', actOn: '2025-03-04' })
    expect(body).toMatchObject({ actOn: '2025-03-04', judgedOn: '2025-03-04', report: { type: 'YH' } })
    expect(body.evaluation).toMatchObject({ asOf: '2025-03-04' })
  })

  test('is kept with what was known before, who found it, how, and when', async () => {
    const reportId = await givenReport(db)
    await check(analyst, reportId, 1, { storeys: 1 })
    const { body } = await check(
      analyst,
      reportId,
      2,
      { storeys: 2, isActive: false },
      { basis: 'image', note: '影像' },
    )
    expect(body.checks).toMatchObject([
      {
        found: { storeys: 2, isActive: false },
        known: { storeys: 1, isActive: null },
        basis: 'image',
        checkedOn: '2025-06-01',
        note: '影像',
        checkedBy: '张三',
      },
      { found: { storeys: 1 }, known: { storeys: null }, basis: 'field' },
    ])
  })

  test('takes back what was known', async () => {
    const reportId = await givenReport(db)
    await check(analyst, reportId, 1, { storeys: 2, actOn: '2025-03-04' })
    const { body } = await check(analyst, reportId, 2, { storeys: null, actOn: null })
    expect(body.attributes).not.toHaveProperty('storeys')
    expect(body.actOn).toBe(null)
    expect(body.checks[0]).toMatchObject({ known: { storeys: 2, actOn: '2025-03-04' } })
  })

  test('leaves what else the file said', async () => {
    const reportId = await givenReport(db)
    await db.query(
      `update land.report set attributes = '{"note": "路北", "file": {"X": null}}' where report_id = $1`,
      [reportId],
    )
    const { body } = await check(analyst, reportId, 1, { use: 'dwelling' })
    expect(body.attributes).toEqual({ note: '路北', file: { X: null }, use: 'dwelling' })
  })

  test('stands in the trail with what was found and what was known', async () => {
    const reportId = await givenReport(db)
    await check(analyst, reportId, 1, { storeys: 2 }, { note: '实测' })
    const { rows } = await db.query<{ reason: string; detail: object }>(
      `select reason, detail::jsonb as detail from audit.event where stream = $1 and action = 'report.check'`,
      [`report:${DISTRICT}/${reportId}`],
    )
    expect(rows).toMatchObject([
      {
        reason: '实测',
        detail: { found: { storeys: 2 }, known: { storeys: null }, basis: 'field', version: 2 },
      },
    ])
  })

  test.each([
    { what: 'nothing', found: {} },
    { what: 'a use that nobody knows', found: { use: 'castle' } },
    { what: 'half a storey', found: { storeys: 1.5 } },
    { what: 'less than no height', found: { heightM: -1 } },
    { what: 'an attribute that no rule reads', found: { colour: 'red' } },
    { what: 'an empty number', found: { inOutApprovalNo: ' ' } },
    { what: 'an act of the future', found: { actOn: '2999-01-01' } },
  ])('of $what is refused', async ({ found }) => {
    const reportId = await givenReport(db)
    const { problem } = await check(analyst, reportId, 1, found)
    expect(problem).toMatchObject({ status: 400, code: 'invalid-request' })
    expect((await read(analyst, reportId)).body.checks).toEqual([])
  })

  test('that is still to come is refused', async () => {
    const reportId = await givenReport(db)
    const { problem } = await check(analyst, reportId, 1, { storeys: 1 }, { checkedOn: '2999-01-01' })
    expect(problem?.errors).toMatchObject([{ pointer: '/checkedOn' }])
  })

  test('of a version that is gone tells what stands', async () => {
    const reportId = await givenReport(db)
    await check(analyst, reportId, 1, { storeys: 1 })
    const { problem } = await check(analyst, reportId, 1, { storeys: 2 })
    expect(problem).toMatchObject({ status: 412, code: 'precondition-failed', current: { version: 2 } })
  })
})

describe('whom a check is for', () => {
  test('a township, of what is with it', async () => {
    const reportId = await givenReport(db)
    expect((await check(township, reportId, 1, { storeys: 1 })).status).toBe(404)
    await assign(reportId, 1)
    const { status, body } = await check(township, reportId, 2, { storeys: 1 })
    expect(status).toBe(200)
    expect(body.checks).toMatchObject([{ checkedBy: '王五' }])
    expect(body.report).toMatchObject({ state: 'assigned', version: 3 })
  })

  test('not the agriculture bureau', async () => {
    const reportId = await givenReport(db, { rules: ['NG-04'] })
    expect((await check(agriculture, reportId, 1, { storeys: 1 })).status).toBe(403)
  })

  test('a township from which it was taken back sees none of what came after', async () => {
    const reportId = await givenReport(db)
    await assign(reportId, 1)
    await check(township, reportId, 2, { storeys: 1, actOn: '2025-03-04' })
    await analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
      params: { district: DISTRICT, reportId },
      headers: ifMatch(reportId, 3),
      body: { reason: '另派' },
    })
    await check(analyst, reportId, 4, { storeys: 3, use: 'dwelling', type: 'YH', actOn: '2025-02-01' })
    await check(analyst, reportId, 5, { storeys: 4 })
    const then = (await read(township, reportId)).body
    expect(then.attributes).toMatchObject({ storeys: 1, use: null })
    expect(then).toMatchObject({ actOn: '2025-03-04', judgedOn: '2025-03-04', report: { type: '20' } })
    expect(then.checks).toHaveLength(1)
    const now = (await read(analyst, reportId)).body
    expect(now.attributes).toMatchObject({ storeys: 4, use: 'dwelling' })
    expect(now.checks).toHaveLength(3)
  })
})
