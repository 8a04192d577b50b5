import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportPage } from '../../domain/api.ts'
import { reportStream } from '../../server/audit/record.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

// A person says that a hit is wrong: seen by all, kept when the report is judged again, asked again where the numbers are others.

let db: Database
let app: TestApp
const by = {} as Record<'analyst' | 'agriculture' | 'office' | 'west' | 'east', Client>

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  await givenPerson(db, 'ban', { role: 'office' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  await givenPerson(db, 'dong', { role: 'township', township: EAST })
  for (const [id, role] of [
    [1001, 'land-use'],
    [1002, 'basic-farmland'],
    [1003, 'land-approvals'],
    [1004, 'temporary-use'],
    [1005, 'eco-red-line'],
  ] as const)
    await db.query(
      `with version as (
         insert into land.layer_version (layer_version_id, district, role, version, status, valid_from, source, file_name, source_crs,
                                         feature_count, imported_by)
         overriding system value values ($1, $2, $3, 1, 'published', '2020-01-01', 'test', 'test', '4490', 1, 'test')),
       ground as (select ST_MakeEnvelope(113.0, 36.0, 113.05, 36.1, 4490) geom where $3 in ('land-use', 'basic-farmland')),
       feature as (
         insert into land.layer_feature (district, layer_version_id, feature_id, source_key, class, area_m2, geom)
         select $2, $1, 1, 'K1', '0103', land.area_of_record(geom, 4547), ST_Multi(geom) from ground)
       insert into land.layer_piece (district, layer_version_id, feature_id, class, geom)
       select $2, $1, 1, '0103', ST_Transform(geom, 4547) from ground`,
      [id, DISTRICT, role],
    )
  app = await startApp(db)
  const [analyst, agriculture, office, west, east] = await Promise.all(
    ['fenxi', 'nongye', 'ban', 'xi', 'dong'].map((login) => app.signIn(login)),
  )
  Object.assign(by, { analyst, agriculture, office, west, east })
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const judge = (reportId: string) => evaluateReports(db, { district: DISTRICT, reportIds: [reportId] })

async function judgedReport(): Promise<ReportPage> {
  const reportId = await givenReport(db)
  await judge(reportId)
  return pageOf(by.analyst, reportId)
}

const params = (reportId: string) => ({ district: DISTRICT, reportId })
const pageOf = async (client: Client, reportId: string) =>
  (await client.call('GET /reports/:district/:reportId', { params: params(reportId) })).body

const findingOf = ({ evaluation }: ReportPage, ruleId: string) =>
  evaluation!.results.find((one) => one.ruleId === ruleId && one.severity !== null)!

const override = (client: Client, page: ReportPage, ruleId: string, { reason = '现场为老宅基地' } = {}) =>
  client.call('POST /reports/:district/:reportId/overrides', {
    params: params(page.report.reportId),
    headers: ifMatch(page.report.reportId, page.report.version),
    body: { findingId: findingOf(page, ruleId).findingId, category: 'layer-outdated', reason },
  })

const withdraw = (client: Client, { report, overrides }: ReportPage, reason = '又查实了') =>
  client.call('POST /reports/:district/:reportId/overrides/:overrideId/withdraw', {
    params: { ...params(report.reportId), overrideId: overrides[0]!.overrideId },
    headers: ifMatch(report.reportId, report.version),
    body: { reason },
  })

/** Every rule that accuses, one after the other. */
async function overrideAll(page: ReportPage): Promise<ReportPage> {
  let now = page
  while (now.report.rules.length > 0) {
    const { status, body, problem } = await override(by.analyst, now, now.report.rules[0]!)
    expect(status, JSON.stringify(problem)).toBe(200)
    now = body
  }
  return now
}

const listed = async (query: Record<string, string>) =>
  (await by.analyst.call('GET /reports', { query: { district: DISTRICT, ...query } })).body

describe('an override', () => {
  test('takes the hit off the report, with who said so and why, and leaves the machine’s verdict beside it', async () => {
    const page = await judgedReport()
    expect(page.report.rules).toEqual(['NA-01', 'ES-01', 'NA-02'])
    const { body } = await override(by.analyst, page, 'NA-01')
    expect(body.report).toMatchObject({
      verdict: 'suspected',
      severity: 'critical',
      rules: ['ES-01', 'NA-02'],
      overridden: ['NA-01'],
      overrideAsks: [],
      machineVerdict: null,
      version: page.report.version + 1,
    })
    expect(body.evaluation!.verdict).toBe('suspected')
    expect(body.overrides).toMatchObject([
      {
        ruleId: 'NA-01',
        category: 'layer-outdated',
        reason: '现场为老宅基地',
        madeBy: '王晓',
        state: 'holds',
        hits: [{ severity: 'critical', unit: 'm2' }],
      },
    ])
  })

  test('of all that accuses makes a report count as suspected no more, in lists, counts and filters', async () => {
    const page = await judgedReport()
    const { reportId, reportNo } = page.report
    const before = await listed({ verdict: 'suspected' })
    const { report } = await overrideAll(page)
    expect(report).toMatchObject({ severity: null, rules: [], machineVerdict: 'suspected' })
    expect(report.verdict).toBe('doubtful')
    const after = await listed({ verdict: 'suspected' })
    expect(after.total).toBe(before.total - 1)
    expect(after.counts.verdict.find(({ key }) => key === 'suspected')?.count ?? 0).toBe(before.total - 1)
    const ids = async (query: Record<string, string>) =>
      (await listed({ ...query, search: reportNo })).reports.map((row) => row.reportId)
    expect(await ids({ verdict: 'doubtful' })).toEqual([reportId])
    expect(await ids({ rule: 'NA-01' })).toEqual([])
    expect(await ids({ hit: 'NA-01' })).toEqual([reportId])
    expect(await ids({ overridden: 'NA-01' })).toEqual([reportId])
    expect(await ids({ overridden: 'RP-01' })).toEqual([])
    expect(await ids({ override: 'overridden' })).toEqual([reportId])
    expect(await ids({ override: 'asks' })).toEqual([])
  })

  test('is kept when the report is judged again', async () => {
    const { report } = await overrideAll(await judgedReport())
    await judge(report.reportId)
    const again = await pageOf(by.analyst, report.reportId)
    expect(again.report).toMatchObject({
      verdict: report.verdict,
      rules: [],
      overridden: report.overridden,
      machineVerdict: 'suspected',
    })
    expect(again.overrides.every(({ state }) => state === 'holds')).toBe(true)
  })

  test('asks again where the numbers are others, and accuses until somebody confirms it', async () => {
    const page = (await override(by.analyst, await judgedReport(), 'NA-01')).body
    const { reportId } = page.report
    await db.query(
      `update work.override set hits = jsonb_set(hits, '{0,measured}', '500') where report_id = $1`,
      [reportId],
    )
    await judge(reportId)
    const asking = await pageOf(by.analyst, reportId)
    expect(asking.report).toMatchObject({ overridden: [], overrideAsks: ['NA-01'], severity: 'critical' })
    expect(asking.report.rules).toContain('NA-01')
    expect(asking.overrides).toMatchObject([{ state: 'asks', hits: [{ measured: 500 }] }])
    expect((await listed({ override: 'asks' })).reports.map((row) => row.reportId)).toContain(reportId)

    const { body } = await override(by.analyst, asking, 'NA-01', { reason: '仍是老宅基地' })
    expect(body.report).toMatchObject({ overridden: ['NA-01'], overrideAsks: [] })
    expect(body.overrides).toMatchObject([
      { state: 'holds', reason: '仍是老宅基地' },
      { state: 'ended', endedHow: 'renewed', reason: '现场为老宅基地' },
    ])
  })

  test('is taken back with a reason', async () => {
    const page = (await override(by.analyst, await judgedReport(), 'NA-01')).body
    const { body } = await withdraw(by.analyst, page)
    expect(body.report).toMatchObject({ overridden: [], severity: 'critical', machineVerdict: null })
    expect(body.overrides).toMatchObject([
      { state: 'ended', endedHow: 'withdrawn', endReason: '又查实了', endedBy: '王晓' },
    ])
    const twice = await withdraw(by.analyst, body)
    expect([twice.status, twice.problem.code]).toEqual([409, 'conflict'])
  })

  test('stands in the trail with rule, numbers and reason', async () => {
    const page = (await override(by.analyst, await judgedReport(), 'NA-01')).body
    await withdraw(by.analyst, page)
    const { rows } = await db.query<{ action: string; reason: string; detail: string }>(
      `select action, reason, detail from audit.event where object = $1 and action like '%override' order by at`,
      [reportStream(DISTRICT, page.report.reportId)],
    )
    const acts = rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as object }))
    expect(acts).toMatchObject([
      {
        action: 'report.override',
        reason: '现场为老宅基地',
        detail: { ruleId: 'NA-01', category: 'layer-outdated' },
      },
      { action: 'report.withdraw-override', reason: '又查实了', detail: { ruleId: 'NA-01' } },
    ])
  })

  test('is part of the explanation of the finding', async () => {
    const page = (await override(by.analyst, await judgedReport(), 'NA-01')).body
    const { findingId } = findingOf(page, 'NA-01')
    const { body } = await by.office.call('GET /findings/:findingId', {
      params: { findingId },
      query: { district: DISTRICT },
    })
    expect(body.overrides).toMatchObject([{ ruleId: 'NA-01', state: 'holds' }])
  })
})

describe('what is refused', () => {
  test('a version that was not seen last', async () => {
    const page = await judgedReport()
    await override(by.analyst, page, 'NA-01')
    const { status } = await override(by.analyst, page, 'NA-02')
    expect(status).toBe(412)
  })

  test('a finding of an evaluation that holds no more, of another report, and a doubt', async () => {
    const page = await judgedReport()
    await judge(page.report.reportId)
    expect((await override(by.analyst, page, 'NA-01')).status).toBe(409)
    const now = await pageOf(by.analyst, page.report.reportId)
    const other = await judgedReport()
    const of = { ...now, evaluation: other.evaluation }
    expect((await override(by.analyst, of, 'NA-01')).status).toBe(404)
    const doubt = now.evaluation!.results.find(
      ({ kind, ruleId }) => kind === 'doubt' && !now.report.rules.includes(ruleId),
    )!
    const { status } = await by.analyst.call('POST /reports/:district/:reportId/overrides', {
      params: params(now.report.reportId),
      headers: ifMatch(now.report.reportId, now.report.version),
      body: { findingId: doubt.findingId, category: 'other', reason: 'x' },
    })
    expect(status).toBe(409)
  })

  test('no reason', async () => {
    expect((await override(by.analyst, await judgedReport(), 'NA-01', { reason: ' ' })).status).toBe(400)
  })

  test('the leading office and townships look and do not say', async () => {
    const page = await judgedReport()
    expect((await override(by.office, page, 'NA-01')).status).toBe(403)
    expect((await override(by.west, page, 'NA-01')).status).toBe(403)
  })
})

describe('the agriculture bureau', () => {
  test('speaks of its own rules and of no others', async () => {
    const page = await judgedReport()
    const criminal = page.report.rules.find((id) => id.startsWith('ES-'))!
    expect((await override(by.agriculture, page, criminal)).status).toBe(403)
    expect((await override(by.agriculture, page, 'NA-01')).status).toBe(200)
  })

  test('still sees a report of which it overrode everything that concerned it', async () => {
    const page = await judgedReport()
    const first = (await override(by.agriculture, page, 'NA-01')).body
    const both = (await override(by.agriculture, first, 'NA-02')).body
    expect(both.report.overridden.toSorted()).toEqual(['NA-01', 'NA-02'])
    const seen = await pageOf(by.agriculture, page.report.reportId)
    expect(seen.report.overridden.toSorted()).toEqual(['NA-01', 'NA-02'])
    expect((await withdraw(by.agriculture, seen)).status).toBe(200)
  })

  test('cannot take back what the analyst said of a rule that is not its own', async () => {
    const page = await judgedReport()
    const criminal = page.report.rules.find((id) => id.startsWith('ES-'))!
    const { body } = await override(by.analyst, page, criminal)
    expect((await withdraw(by.agriculture, body)).status).toBe(403)
  })
})

test('a township from which the report was taken back sees what had been said by then', async () => {
  const page = (await override(by.analyst, await judgedReport(), 'NA-01')).body
  const { reportId, version } = page.report
  await by.analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version }],
      township: WEST,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })
  await by.analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
    params: params(reportId),
    headers: ifMatch(reportId, version + 1),
    body: { reason: '误交' },
  })
  const later = await pageOf(by.analyst, reportId)
  const both = (await override(by.analyst, later, 'NA-02')).body
  await withdraw(by.analyst, { ...both, overrides: both.overrides.toReversed() })

  const seen = await pageOf(by.west, reportId)
  expect(seen.overrides).toMatchObject([{ ruleId: 'NA-01', state: 'holds', endedAt: null }])
  expect(seen.report).toMatchObject({ overridden: ['NA-01'], rules: ['ES-01', 'NA-02'] })
  expect((await by.east.call('GET /reports/:district/:reportId', { params: params(reportId) })).status).toBe(
    404,
  )
})
