import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

// A finding is explained to whoever sees its report, as far as he sees it.

let db: Database
let app: TestApp
let analyst: Client
let west: Client
let east: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  await givenPerson(db, 'dong', { role: 'township', township: EAST })
  app = await startApp(db)
  ;[analyst, west, east] = await Promise.all([app.signIn('fenxi'), app.signIn('xi'), app.signIn('dong')])
})
afterAll(async () => {
  await app.close()
  await db.close()
})

async function judgedReport(): Promise<string> {
  const reportId = await givenReport(db)
  await db.query('update land.report set sha256 = land.shape_hash(geom) where report_id = $1', [reportId])
  await evaluateReports(db, { district: DISTRICT, reportIds: [reportId] })
  return reportId
}

const page = async (client: Client, reportId: string) =>
  (await client.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })).body

const findingsOf = async (client: Client, reportId: string) =>
  (await page(client, reportId)).evaluation!.results.map(({ findingId }) => findingId)

const explain = (client: Client, findingId: string, district = DISTRICT) =>
  client.call('GET /findings/:findingId', { params: { findingId }, query: { district } })

test('every finding of a report is explained and comes out the same again', async () => {
  const reportId = await judgedReport()
  const findings = await findingsOf(analyst, reportId)
  expect(findings.length).toBeGreaterThan(3)
  for (const findingId of findings) {
    const { body } = await explain(analyst, findingId)
    expect(body).toMatchObject({
      reference: `F-${findingId}`,
      isCurrent: true,
      report: { report: { reportId } },
      result: { findingId },
      checks: { state: 'same' },
    })
  }
})

test('what was decided since stands beside it', async () => {
  const reportId = await judgedReport()
  const [findingId] = (await findingsOf(analyst, reportId)) as [string]
  await analyst.call('POST /reports/:district/:reportId/decisions', {
    params: { district: DISTRICT, reportId },
    headers: ifMatch(reportId, 1),
    body: { decision: 'legal', reason: '有批文' },
  })
  const { body } = await explain(analyst, findingId)
  expect(body.decisions).toMatchObject([{ decision: 'legal', reason: '有批文' }])
})

test('a stranger, and whoever asks for another district, is told that there is none', async () => {
  const [findingId] = (await findingsOf(analyst, await judgedReport())) as [string]
  expect((await explain(east, findingId)).status).toBe(404)
  expect((await explain(analyst, findingId, '140405')).status).toBe(422)
  expect((await explain(analyst, '999999')).status).toBe(404)
})

test('a township from which the report was taken back has what was judged up to then', async () => {
  const reportId = await judgedReport()
  const assigned = await analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version: 1 }],
      township: WEST,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })
  expect(assigned.body.assigned).toBe(1)
  const [before] = (await findingsOf(west, reportId)) as [string]
  await analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
    params: { district: DISTRICT, reportId },
    headers: ifMatch(reportId, 2),
    body: { reason: '误交' },
  })
  await evaluateReports(db, { district: DISTRICT, reportIds: [reportId] })
  const [after] = (await findingsOf(analyst, reportId)) as [string]

  const { body } = await explain(west, before)
  expect(body).toMatchObject({ isCurrent: false, checks: { state: 'same' } })
  expect((await explain(west, after)).status).toBe(404)
  expect((await explain(analyst, after)).status).toBe(200)
})
