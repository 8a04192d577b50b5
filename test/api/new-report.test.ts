import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '张三' })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

type Ring = number[][]
const polygon = (...rings: Ring[]) => ({ type: 'Polygon', coordinates: rings })
const ring = (...points: number[][]): Ring => [...points, points[0]!]

const SQUARE = ring([113.01, 36.01], [113.011, 36.01], [113.011, 36.011], [113.01, 36.011])

const report = (client: Client, geometry: Record<string, unknown>) =>
  client.call('POST /reports', {
    body: { district: DISTRICT, geometry, reportedOn: '2025-05-01', type: '20' },
  })

describe('reporting a polygon', () => {
  test('it is measured and judged at once', async () => {
    const { status, body, headers } = await report(analyst, polygon(SQUARE))
    expect(status).toBe(200)
    // 0.001° of longitude × 0.001° of latitude at 36.01° N on the ellipsoid.
    expect(body.report.areaM2).toBeCloseTo(90.15 * 110.96, -2)
    expect(body.report).toMatchObject({
      source: 'drawn',
      state: 'reported',
      township: { code: WEST, name: '西乡' },
    })
    expect(body.report.verdict).not.toBeNull()
    expect(body.evaluation?.ledger.find(({ entry }) => entry === 'patch')?.areaM2).toBeCloseTo(
      body.report.areaM2,
      2,
    )
    expect(body.evaluation?.missingLayers).toContain('land-use')
    expect(body.evaluation?.results.map(({ reason }) => reason)).toContain('layer-missing')
    expect(body.createdBy).toBe('张三')
    expect(headers.get('etag')).toBe(`"${body.report.reportId}.1"`)
    const listed = await analyst.call('GET /reports', {
      query: { district: DISTRICT, search: body.report.reportNo },
    })
    expect(listed.body.total).toBe(1)
  })

  test('numbers given by us do not repeat', async () => {
    const replies = await Promise.all([1, 2, 3].map(() => report(analyst, polygon(SQUARE))))
    expect(new Set(replies.map(({ body }) => body.report.reportNo)).size).toBe(3)
  })

  test('agriculture may not', async () => {
    expect((await report(await app.signIn('nongye'), polygon(SQUARE))).status).toBe(403)
  })

  test('a township clerk reports, and reads the answer, although nothing is assigned to him', async () => {
    const { status, body } = await report(await app.signIn('xi'), polygon(SQUARE))
    expect(status).toBe(200)
    expect(body.report.reportNo).not.toBe('')
  })
})

describe('a polygon that is not sound is refused with its place', () => {
  const near = (lon: number, lat: number) => [expect.closeTo(lon, 6), expect.closeTo(lat, 6)]

  test.each([
    [
      'a bow tie',
      polygon(ring([113.01, 36.01], [113.02, 36.02], [113.02, 36.01], [113.01, 36.02])),
      { code: 'self-crossing', part: 0, ring: 0, coordinate: near(113.015, 36.015) },
    ],
    [
      'a ring that does not close',
      polygon([
        [113.01, 36.01],
        [113.02, 36.01],
        [113.02, 36.02],
        [113.01, 36.02],
      ]),
      { code: 'unclosed', part: 0, ring: 0, index: 3, pointer: '/geometry/coordinates/0/3' },
    ],
    [
      'latitude before longitude',
      polygon(ring([36.01, 113.01], [36.02, 113.01], [36.02, 113.02])),
      { code: 'swapped-axes', index: 0 },
    ],
    [
      'metres',
      polygon(ring([410000, 3985000], [410100, 3985000], [410100, 3985100])),
      { code: 'metric-coordinates' },
    ],
    [
      'another district',
      polygon(ring([114.01, 36.01], [114.02, 36.01], [114.02, 36.02])),
      { code: 'outside-district', coordinate: near(114.01, 36.01) },
    ],
    [
      'a hole outside',
      polygon(SQUARE, ring([113.02, 36.02], [113.02, 36.021], [113.021, 36.021])),
      { code: 'hole-outside', ring: 1 },
    ],
    [
      'a point',
      { type: 'Point', coordinates: [113, 36] },
      { code: 'not-a-polygon', pointer: '/geometry/type' },
    ],
    [
      'a number that is text',
      polygon(ring([113.01, 36.01], ['x', 36.01] as never, [113.02, 36.02])),
      { code: 'bad-number', index: 1 },
    ],
    ['nothing', polygon(), { code: 'empty' }],
    [
      'less than a square metre',
      polygon(ring([113.01, 36.01], [113.01001, 36.01], [113.01001, 36.01001])),
      { code: 'too-small' },
    ],
  ])('%s', async (_name, geometry, error) => {
    const { status, problem } = await report(analyst, geometry)
    expect(status).toBe(422)
    expect(problem).toMatchObject({ code: 'geometry-invalid', errors: [error] })
    const check = await analyst.call('POST /geometry/check', { body: { district: DISTRICT, geometry } })
    expect(check.problem).toEqual(problem)
  })

  test('nothing of it is stored', async () => {
    const { rows } = await db.query<{ n: number }>(
      'select count(*)::int as n from land.report where area_m2 < 5 or area_m2 > 20000',
    )
    expect(rows).toEqual([{ n: 0 }])
  })
})

test('the check alone tells area, vertices and what was changed', async () => {
  const withHeight = SQUARE.map(([lon, lat]) => [lon!, lat!, 900])
  const { body } = await analyst.call('POST /geometry/check', {
    body: { district: DISTRICT, geometry: polygon(withHeight) },
  })
  expect(body).toMatchObject({ vertices: 5, notices: ['height was dropped'] })
  expect(body.areaM2).toBeCloseTo(90.15 * 110.96, -2)
})
