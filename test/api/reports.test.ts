import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'
import { exported } from './exported.ts'

let db: Database
let app: TestApp
let analyst: Client
let office: Client
let agriculture: Client
let west: Client

/** Ids of the reports, by what they are about. */
const ids: Record<'farmland' | 'greenhouse' | 'doubted' | 'permit' | 'clear', string> = {
  farmland: '',
  greenhouse: '',
  doubted: '',
  permit: '',
  clear: '',
}

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'bangongshi', { role: 'office' })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  ids.farmland = await givenReport(db, {
    reportNo: 'A-1',
    severity: 'critical',
    rules: ['NA-01', 'ES-01'],
    areaM2: 4_000,
  })
  ids.greenhouse = await givenReport(db, {
    reportNo: 'A-2',
    severity: 'medium',
    rules: ['GH-05'],
    areaM2: 500,
    township: EAST,
    lon: 113.08,
  })
  ids.doubted = await givenReport(db, {
    reportNo: 'A-3',
    verdict: 'doubtful',
    severity: null,
    rules: [],
    doubtRules: ['HS-01'],
    areaM2: 200,
  })
  ids.permit = await givenReport(db, {
    reportNo: 'B-4',
    severity: 'high',
    rules: ['RP-01'],
    areaM2: 300,
    reportedOn: '2025-06-01',
  })
  ids.clear = await givenReport(db, {
    reportNo: 'B-5',
    verdict: 'clear',
    severity: null,
    rules: [],
    areaM2: 100,
    township: null,
    lon: 113.2,
  })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  office = await app.signIn('bangongshi')
  agriculture = await app.signIn('nongye')
  west = await app.signIn('xi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const listed = async (client: Client, query: Record<string, string | number> = {}) =>
  (await client.call('GET /reports', { query: { district: DISTRICT, ...query } })).body

const numbers = async (client: Client, query: Record<string, string | number> = {}) =>
  (await listed(client, query)).reports.map((report) => report.reportNo)

describe('the list', () => {
  test('the most severe first; of the rest, doubt before clear', async () => {
    expect(await numbers(analyst)).toEqual(['A-1', 'B-4', 'A-2', 'A-3', 'B-5'])
  })

  test.each([
    [{ verdict: 'suspected,doubtful' }, ['A-1', 'B-4', 'A-2', 'A-3']],
    [{ rule: 'GH-05,RP-01' }, ['B-4', 'A-2']],
    [{ group: 'NA' }, ['A-1']],
    [{ group: 'XX' }, []],
    [{ township: EAST }, ['A-2']],
    [{ township: 'none' }, ['B-5']],
    [{ severity: 'high,medium' }, ['B-4', 'A-2']],
    [{ reportedFrom: '2025-05-02' }, ['B-4']],
    [{ reportedTo: '2025-05-31', verdict: 'suspected' }, ['A-1', 'A-2']],
    [{ decision: 'none', state: 'reported', source: 'satellite' }, ['A-1', 'B-4', 'A-2', 'A-3', 'B-5']],
    [{ decision: 'legal' }, []],
    [{ search: 'b-' }, ['B-4', 'B-5']],
    [{ search: '东镇' }, ['A-2']],
    [{ search: '113.0805, 36.0105' }, ['A-2']],
    [{ search: '113.0815, 36.0105' }, ['A-2']], // 45 m beside it
    [{ search: '113.09, 36.0105' }, []],
    [{ search: "100% _'" }, []],
    [{ bbox: '113.07,36,113.1,36.1' }, ['A-2']],
    [{ sort: 'area', descending: 'false' }, ['B-5', 'A-3', 'B-4', 'A-2', 'A-1']],
    [{ sort: 'number', descending: 'false', offset: 1, limit: 2 }, ['A-2', 'A-3']],
  ])('%j', async (query, expected) => {
    expect(await numbers(analyst, query)).toEqual(expected)
  })

  test('totals are of what matches, `of` is of what I may see', async () => {
    const answer = await listed(analyst, { verdict: 'suspected', limit: 1 })
    expect(answer).toMatchObject({ total: 3, totalAreaM2: 4_800, of: 5 })
    expect(answer.reports).toHaveLength(1)
    expect(answer.bounds).toEqual([113.01, 36.01, expect.closeTo(113.081, 9), expect.closeTo(36.011, 9)])
    expect((await listed(analyst, { rule: 'XX-99' })).bounds).toBeNull()
  })

  test('each facet is counted with every filter but its own', async () => {
    const { counts } = await listed(analyst, { verdict: 'suspected', township: WEST })
    expect(counts.verdict).toEqual([
      { key: 'suspected', count: 2, areaM2: 4_300 },
      { key: 'doubtful', count: 1, areaM2: 200 },
    ])
    expect(counts.township).toEqual([
      { key: WEST, count: 2, areaM2: 4_300 },
      { key: EAST, count: 1, areaM2: 500 },
    ])
    expect(counts.rule.map(({ key, count }) => [key, count])).toEqual([
      ['ES-01', 1],
      ['NA-01', 1],
      ['RP-01', 1],
    ])
    expect(counts.group.map(({ key, count }) => [key, count])).toEqual([
      ['ES', 1],
      ['NA', 1],
      ['RP', 1],
    ])
    expect(counts.severity.map(({ key, count }) => [key, count])).toEqual([
      ['critical', 1],
      ['high', 1],
    ])
    expect(counts.source).toEqual([{ key: 'satellite', count: 2, areaM2: 4_300 }])
    expect(counts.state).toEqual([{ key: 'reported', count: 2, areaM2: 4_300 }])
    expect(counts.decision).toEqual([{ key: 'none', count: 2, areaM2: 4_300 }])
  })

  test('ids come with versions, for bulk work', async () => {
    const { body } = await analyst.call('GET /reports/ids', { query: { district: DISTRICT, group: 'RP' } })
    expect(body.reports).toEqual([{ reportId: ids.permit, version: 1 }])
  })

  test('the revision changes with any report, even if an earlier transaction commits later', async () => {
    const before = (await listed(analyst)).revision
    expect((await listed(analyst)).revision).toBe(before)
    await db.query(
      `update land.report set updated_at = updated_at - interval '1 hour' where report_id = $1`,
      [ids.clear],
    )
    expect((await listed(analyst)).revision).not.toBe(before)
  })
})

describe('who sees what', () => {
  const page = (client: Client, reportId: string, district = DISTRICT) =>
    client.call('GET /reports/:district/:reportId', { params: { district, reportId } })

  test('analyst and office see all', async () => {
    expect((await listed(analyst)).of).toBe(5)
    expect((await listed(office)).of).toBe(5)
  })

  test('agriculture sees farmland taken, facilities and doubted homesteads, in list, counts and files', async () => {
    const answer = await listed(agriculture)
    expect(answer.reports.map((report) => report.reportNo)).toEqual(['A-1', 'A-2', 'A-3'])
    expect(answer).toMatchObject({ total: 3, of: 3, totalAreaM2: 4_700 })
    const csv = await (await exported(agriculture)).text()
    expect(csv).not.toMatch('B-4')
  })

  test('what a person does not see answers 404, what he may not change 403', async () => {
    expect((await page(agriculture, ids.permit)).status).toBe(404)
    expect((await page(agriculture, ids.greenhouse)).status).toBe(200)
    expect((await page(analyst, ids.permit, '140405')).status).toBe(404)
    expect((await page(analyst, '999999999')).status).toBe(404)
    const params = { district: DISTRICT, reportId: ids.greenhouse }
    const decided = await office.call('POST /reports/:district/:reportId/decisions', {
      params,
      body: { decision: 'suspected' },
    })
    expect(decided.status).toBe(403)
    const unseen = await agriculture.call('POST /reports/:district/:reportId/decisions', {
      params: { district: DISTRICT, reportId: ids.permit },
      headers: { 'if-match': `"${ids.permit}.1"` },
      body: { decision: 'suspected' },
    })
    expect(unseen.status).toBe(404)
  })

  test('a township clerk sees what is with his township; once withdrawn it leaves his list and reads as it was then', async () => {
    expect((await listed(west)).of).toBe(0)
    const params = { district: DISTRICT, reportId: ids.farmland }
    await analyst.call('POST /assignments', {
      body: {
        district: DISTRICT,
        reports: [{ reportId: ids.farmland, version: 1 }],
        township: 'suggested',
        task: '核查',
        dueOn: '2025-07-01',
      },
    })
    expect(await numbers(west)).toEqual(['A-1'])
    expect((await page(west, ids.farmland)).status).toBe(200)
    expect((await page(west, ids.greenhouse)).status).toBe(404)
    await analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
      params,
      headers: ifMatch(ids.farmland, 2),
      body: { reason: '误交' },
    })
    expect(await numbers(west)).toEqual([])
    await analyst.call('POST /reports/:district/:reportId/decisions', {
      params: { district: DISTRICT, reportId: ids.farmland },
      headers: ifMatch(ids.farmland, 3),
      body: { decision: 'legal', reason: '补办' },
    })
    const before = await page(west, ids.farmland)
    expect(before.body).toMatchObject({
      report: { state: 'reported', decision: null, version: 0, assignedTo: null },
      decisions: [],
      assignments: [{ township: { code: WEST } }],
    })
    const { problem } = await west.call('POST /reports/:district/:reportId/assignment/acknowledge', {
      params: { district: DISTRICT, reportId: ids.farmland },
      headers: ifMatch(ids.farmland, 4),
    })
    expect(problem).toMatchObject({ code: 'forbidden', status: 403 })
  })
})

describe('one report', () => {
  test('has its shape in degrees and in the plane of the district, and its version as ETag', async () => {
    const { body, headers } = await analyst.call('GET /reports/:district/:reportId', {
      params: { district: DISTRICT, reportId: ids.greenhouse },
    })
    expect(headers.get('etag')).toBe(`"${ids.greenhouse}.1"`)
    expect(body.geometry.coordinates[0]?.[0]).toHaveLength(5)
    expect(body.planeSrid).toBe(4547)
    expect(body.plane).toHaveLength(5)
    // 36.01° N is some 3,987 km north of the equator; 113.08° E lies west of the zone's meridian 114°.
    const [north, east] = body.plane[0]!
    expect(north).toBeCloseTo(3_986_700, -4)
    expect(east).toBeLessThan(500_000)
    expect(body.report.township).toEqual({ code: EAST, name: '东镇' })
    expect(body.evaluation).toBeNull()
  })
})

describe('files', () => {
  test('CSV has the filtered list, readable by a spreadsheet', async () => {
    const response = await exported(analyst, { filter: { group: 'GH' } })
    expect(response.headers.get('content-disposition')).toMatch(/reports-\d+\.csv/)
    const lines = Buffer.from(await response.arrayBuffer())
      .toString('utf8')
      .split('\r\n')
    expect(lines[0]).toMatch(/^\uFEFF编号 number,/)
    expect(lines[1]).toMatch(/^A-2,satellite,20,2025-05-01,500\.00,东镇,reported,suspected,medium,GH-05,/)
    expect(lines[2]).toMatch(/^# 图斑导出 /)
    expect(lines).toHaveLength(4)
  })

  test('GeoJSON has shapes and properties', async () => {
    const response = await exported(analyst, { format: 'geojson' })
    const { features } = (await response.json()) as {
      features: { geometry: { type: string }; properties: object }[]
    }
    expect(features).toHaveLength(5)
    expect(features[0]).toMatchObject({
      geometry: { type: 'MultiPolygon' },
      properties: { reportNo: 'A-1', rules: ['NA-01', 'ES-01'] },
    })
  })

  test('visitors get none', async () => {
    expect((await app.visitor.fetch('/api/exports/1/file')).status).toBe(401)
  })
})

test('a report that several rules of one group accuse counts once in the group', async () => {
  const ofGroup = async () =>
    (await listed(analyst, {})).counts.group.find(({ key }) => key === 'NG')?.count ?? 0
  const before = await ofGroup()
  await givenReport(db, { reportNo: 'C-6', rules: ['NG-01', 'NG-07'] })
  expect(await ofGroup()).toBe(before + 1)
})
