import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MultiPolygon } from '../../domain/geojson.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase, NATIVE_URL } from '../support/database.ts'
import { Ground, tenth, type GivenFeature } from './ground.ts'

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

/** 100 m × 50 m from ORIGIN. */
const REPORT = rectangle({ east: 0, north: 0, width: 100, height: 50 })
/** From a distance east of ORIGIN, taller than the report. */
const strip = (east: number, width: number): MultiPolygon =>
  rectangle({ east, north: -50, width, height: 200 })
const town = (sourceKey: string, east: number, width: number): GivenFeature => ({
  sourceKey,
  geometry: strip(east, width),
})

/** Judges the report; answers its parts as stored, the largest first. */
async function judged(reportId: string) {
  await evaluateReports(db, { district: ground.district, reportIds: [reportId] })
  const { rows } = await db.query<{ township: string | null; part: string; area: number; counted: number }>(
    `select township, part, area_m2 as area, counted_m2 as counted from land.report_share
      where district = $1 and report_id = $2 order by township is null, area_m2 desc, township`,
    [ground.district, reportId],
  )
  const { rows: reports } = await db.query<{
    township: string | null
    share: number | null
    assisting: string[]
    area: number
  }>(
    'select township, township_share as share, assisting, area_m2 as area from land.report where report_id = $1',
    [reportId],
  )
  const { area, ...led } = reports[0]!
  if (rows.length > 0) expect(rows.reduce((sum, { counted }) => sum + counted, 0)).toBeCloseTo(area, 6)
  return {
    ...led,
    parts: rows.map(({ township, part, area, counted }) => [township, part, tenth(area), tenth(counted)]),
  }
}

describe('shares of townships', () => {
  test.each([
    ['wholly in one', [town('A', -50, 300)], { township: 'A', assisting: [], parts: [] }],
    [
      'over a border',
      [town('A', -50, 90), town('B', 40, 200)],
      {
        township: 'B',
        assisting: ['A'],
        parts: [
          ['B', 'lead', 3000, 3000],
          ['A', 'assist', 2000, 2000],
        ],
      },
    ],
    [
      'a metre over a border: within its error',
      [town('A', -50, 149), town('B', 99, 200)],
      {
        township: 'A',
        assisting: [],
        parts: [
          ['A', 'lead', 4950, 5000],
          ['B', 'noise', 50, 0],
        ],
      },
    ],
    [
      'ground that two townships claim counts once, with the larger',
      [town('A', -50, 110), town('B', 50, 200)],
      {
        township: 'A',
        assisting: ['B'],
        parts: [
          ['A', 'lead', 3000, 3000],
          ['B', 'assist', 2000, 2000],
        ],
      },
    ],
    [
      'a claim of two and a gap at once',
      [town('A', -50, 110), town('B', 30, 50)],
      {
        township: 'A',
        assisting: ['B'],
        parts: [
          ['A', 'lead', 3000, 3000],
          ['B', 'assist', 1000, 1000],
          [null, 'outside', 1000, 1000],
        ],
      },
    ],
    [
      'a township wholly within another has nothing of its own',
      [town('A', -50, 200), town('B', 20, 20)],
      { township: 'A', assisting: [], parts: [] },
    ],
    [
      'partly in no township',
      [town('A', -50, 120)],
      {
        township: 'A',
        assisting: [],
        parts: [
          ['A', 'lead', 3500, 3500],
          [null, 'outside', 1500, 1500],
        ],
      },
    ],
    ['in none', [town('A', 500, 60)], { township: null, assisting: [], parts: [] }],
  ] as const)('%s', async (_name, towns, expected) => {
    await ground.layer('townships', towns)
    const { share, ...found } = await judged(await ground.report(REPORT))
    expect(found).toEqual(expected)
    expect(share === null).toBe(expected.township === null)
  })

  test('without the layer nobody leads', async () => {
    expect(await judged(await ground.report(REPORT))).toMatchObject({ township: null, parts: [] })
  })

  test('judged again by another layer, the report is split anew', async () => {
    await ground.layer('townships', [town('A', -50, 90), town('B', 40, 200)])
    const reportId = await ground.report(REPORT)
    expect((await judged(reportId)).parts).toHaveLength(2)
    await ground.layer('townships', [town('A', -50, 300)], { validFrom: '2021-01-01' })
    expect(await judged(reportId)).toMatchObject({
      township: 'A',
      share: expect.closeTo(1, NATIVE_URL ? 9 : 8),
      assisting: [],
      parts: [],
    })
  })

  test('a report that is removed takes its shares along', async () => {
    await ground.layer('townships', [town('A', -50, 90), town('B', 40, 200)])
    const reportId = await ground.report(REPORT)
    await judged(reportId)
    await db.query('delete from land.report where report_id = $1', [reportId])
    const { rows } = await db.query('select from land.report_share where report_id = $1', [reportId])
    expect(rows).toEqual([])
  })
})
