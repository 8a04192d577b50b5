import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { SplitWay } from '../../domain/reshaping.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { partsBy } from '../../server/queries/reshaping.ts'
import { freshDatabase } from '../support/database.ts'
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
const land = (code: string, east: number, width: number): GivenFeature => ({
  class: code,
  geometry: strip(east, width),
})

/** The parts of the report, the largest first, with their areas in m². */
async function parts(by: SplitWay, { drawn = null as MultiPolygon | null, geometry = REPORT } = {}) {
  const reportId = await ground.report(geometry)
  await evaluateReports(db, { district: ground.district, reportIds: [reportId] })
  const found = await partsBy(db, ground.district, reportId, { by, drawn, leastM2: 1 })
  const { rows } = await db.query<{ area: number }>(
    'select area_m2 as area from land.report where report_id = $1',
    [reportId],
  )
  // Nothing is lost, nothing is there twice.
  expect(found.reduce((sum, part) => sum + part.areaM2, 0)).toBeCloseTo(rows[0]!.area, 2)
  for (const { geometry: part } of found) {
    const { rows: valid } = await db.query<{ valid: boolean }>(
      'select ST_IsValid(ST_GeomFromGeoJSON($1)) as valid',
      [JSON.stringify(part)],
    )
    expect(valid[0]!.valid).toBe(true)
  }
  return found.map(({ label, areaM2 }) => [label, tenth(areaM2)])
}

describe('a report cut along townships', () => {
  test.each([
    [
      'of two',
      [town('A', -50, 90), town('B', 40, 200)],
      [
        ['B', 3000],
        ['A', 2000],
      ],
    ],
    [
      'of one and of none',
      [town('A', -50, 90)],
      [
        [null, 3000],
        ['A', 2000],
      ],
    ],
    [
      'of two that claim the same',
      [town('A', -50, 110), town('B', 40, 200)],
      [
        ['A', 3000],
        ['B', 2000],
      ],
    ],
    [
      'leaves what is within the error with the lead',
      [town('A', -50, 149), town('B', 99, 200)],
      [['A', 5000]],
    ],
    ['of one: nothing to cut', [town('A', -50, 300)], [['A', 5000]]],
  ] as const)('%s', async (_name, towns, expected) => {
    await ground.layer('townships', towns)
    expect(await parts('township')).toEqual(expected)
  })
})

describe('a report cut along its land', () => {
  test.each([
    [
      'by group, not by class',
      [land('0103', -50, 80), land('0101', 30, 30), land('0702', 60, 100)],
      [
        ['cultivated', 3000],
        ['construction', 2000],
      ],
    ],
    [
      'with what nobody surveyed',
      [land('0103', -50, 80)],
      [
        ['unsurveyed', 3500],
        ['cultivated', 1500],
      ],
    ],
    [
      'ground that two groups claim goes to farmland',
      [land('0103', -50, 110), land('0702', 40, 200)],
      [
        ['cultivated', 3000],
        ['construction', 2000],
      ],
    ],
    [
      'a strip of a square centimetre is no part',
      [land('0103', -50, 149.999), land('0702', 99.999, 100)],
      [['cultivated', 5000]],
    ],
  ] as const)('%s', async (_name, survey, expected) => {
    await ground.layer('land-use', survey)
    expect(await parts('land')).toEqual(expected)
  })

  test('inside and outside of basic farmland', async () => {
    await ground.layer('basic-farmland', [{ geometry: strip(-50, 80) }, { geometry: strip(70, 10) }])
    expect(await parts('basic-farmland')).toEqual([
      ['outside', 3000],
      ['inside', 2000],
    ])
  })
})

describe('a report cut by what was drawn', () => {
  test.each([
    [
      'across it',
      rectangle({ east: -10, north: -10, width: 40, height: 100 }),
      [
        ['outside', 3500],
        ['inside', 1500],
      ],
    ],
    [
      'within it: a part with a hole',
      rectangle({ east: 40, north: 20, width: 10, height: 10 }),
      [
        ['outside', 4900],
        ['inside', 100],
      ],
    ],
    [
      'beside it: nothing to cut',
      rectangle({ east: 200, north: 0, width: 10, height: 10 }),
      [['outside', 5000]],
    ],
    [
      'round all of it: nothing to cut',
      rectangle({ east: -50, north: -50, width: 300, height: 300 }),
      [['inside', 5000]],
    ],
  ] as const)('%s', async (_name, drawn, expected) => {
    expect(await parts('drawn', { drawn })).toEqual(expected)
  })
})

test('a report that was never judged is cut along nothing but a drawing', async () => {
  const reportId = await ground.report(REPORT)
  for (const by of ['township', 'land', 'basic-farmland'] as const)
    expect(await partsBy(db, ground.district, reportId, { by, drawn: null, leastM2: 1 })).toHaveLength(1)
})
