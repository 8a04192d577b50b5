import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LayerRole } from '../../domain/layer.ts'
import type { Database } from '../../server/db/database.ts'
import { importLayerFile, type LayerImportSummary } from '../../server/imports/import-layer.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { layerProblems } from '../../server/queries/layers.ts'
import { temporaryFolder, type GivenFeature } from '../intake/files.ts'
import { multiPolygon, point, polygon, ring, square } from '../intake/shapes.ts'
import { freshDatabase } from '../support/database.ts'

// What becomes of single rows of a layer file: the others are taken whatever stands in one.

const folder = temporaryFolder()

let db: Database
let district: string
let districts = 0

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  district = String(810_001 + districts++)
  await ensureDistrict(db, { code: district, nameZh: '测试', nameEn: 'Test', lon: 113 })
})

const importRows = (role: LayerRole, ...rows: GivenFeature[]): Promise<LayerImportSummary> =>
  importLayerFile(db, folder.geojson('rows.geojson', ...rows), {
    district,
    role,
    validFrom: '2024-12-31',
    source: '测试',
    fileName: 'rows.geojson',
    importedBy: 'test',
  })

const GOOD: GivenFeature = [{ BSM: 'good', GHFQDM: '410' }, polygon(square(200, 200, 10))]
const zone = (geometry: unknown): GivenFeature => [{ BSM: 'odd', GHFQDM: '410' }, geometry]

/** One of the units of ../intake/shapes.ts, squared: 0.0001° × 0.0001° at 36° N. */
const UNIT_M2 = 100.044
const circle = (count: number) =>
  ring(
    ...Array.from({ length: count }, (_, at): [number, number] => [
      50 + 40 * Math.cos((2 * Math.PI * at) / count),
      50 + 40 * Math.sin((2 * Math.PI * at) / count),
    ]),
  )

describe('refused by itself', () => {
  test.each<[string, string, unknown]>([
    ['nothing', 'not-an-object', null],
    ['text', 'not-an-object', 'POLYGON((113 36, 113.1 36, 113 36.1, 113 36))'],
    ['a point', 'not-a-polygon', { type: 'Point', coordinates: point(0, 0) }],
    ['a collection', 'not-a-polygon', { type: 'GeometryCollection', geometries: [polygon(square(0, 0, 9))] }],
    ['no rings', 'empty', polygon()],
    ['an unclosed ring', 'unclosed', polygon([point(0, 0), point(9, 0), point(9, 9), point(0, 9)])],
    ['a ring of three points', 'too-few-points', polygon([point(0, 0), point(9, 0), point(0, 0)])],
    ['numbers as text', 'bad-number', polygon([point(0, 0), ['113.1', '36'], point(9, 9), point(0, 0)])],
    ['a missing number', 'bad-number', polygon([point(0, 0), [null, 36], point(9, 9), point(0, 0)])],
    ['latitude first', 'swapped-axes', polygon(square(0, 0, 9).map(([lon, lat]) => [lat, lon]))],
    ['metres', 'metric-coordinates', polygon(square(0, 0, 9).map(([lon, lat]) => [lon * 1e4, lat * 1e5]))],
    ['another county', 'outside-district', polygon(square(0, 0, 9).map(([lon, lat]) => [lon + 9, lat]))],
    ['50,001 vertices', 'too-many-vertices', polygon(circle(50_000))],
    ['a line there and back', 'invalid', polygon(ring([0, 0], [9, 9], [20, 20], [9, 9]))],
  ])('%s: %s', async (_name, code, geometry) => {
    const { layerVersionId, features, refused, repaired } = await importRows(
      'plan-zones',
      GOOD,
      zone(geometry),
    )
    expect({ features, refused, repaired }).toEqual({ features: 1, refused: 1, repaired: 0 })
    expect(await layerProblems(db, district, layerVersionId)).toMatchObject([
      { featureId: 2, sourceKey: 'odd', action: 'refused', code, areaBeforeM2: null, areaAfterM2: null },
    ])
  })

  test('a file of nothing but such rows is not taken, and its first row says why', async () => {
    const crooked = zone(polygon(square(0, 0, 9).map(([lon, lat]) => [lat, lon])))
    await expect(importRows('plan-zones', crooked, crooked)).rejects.toMatchObject({
      code: 'no-features',
      message: expect.stringMatching(/none of its 2 rows .* row 1: .*latitude/),
    })
  })
})

describe('taken as it is', () => {
  test.each<[string, unknown, number]>([
    ['with height', polygon(square(0, 0, 10).map(([lon, lat]) => [lon, lat, 930])), 100],
    ['with points repeated', polygon(square(0, 0, 10).flatMap((at) => [at, at])), 100],
    ['clockwise', polygon(square(0, 0, 10).toReversed()), 100],
    ['with a hole', polygon(square(0, 0, 10), square(2, 2, 5).toReversed()), 75],
    ['in two parts', multiPolygon([square(0, 0, 10)], [square(20, 0, 5)]), 125],
    ['of 50,000 vertices', polygon(circle(49_999)), 1600 * Math.PI],
  ])('%s', async (_name, geometry, units) => {
    const { repaired, refused, areaM2 } = await importRows('plan-zones', zone(geometry))
    expect({ repaired, refused }).toEqual({ repaired: 0, refused: 0 })
    expect(areaM2 / (units * UNIT_M2)).toBeCloseTo(1, 3)
  })
})

describe('repaired, with its area before and after', () => {
  test.each<[string, unknown, number, number]>([
    ['a bow tie: its halves cancel', polygon(ring([0, 0], [10, 10], [10, 0], [0, 10])), 0, 50],
    [
      'a square drawn against the other: by its rings it is taken off',
      polygon(ring([0, 0], [20, 0], [20, 20], [10, 20], [10, 30], [20, 30], [20, 20], [0, 20])),
      300,
      500,
    ],
    ['parts that overlap count once', multiPolygon([square(0, 0, 10)], [square(5, 5, 10)]), 200, 175],
    ['a hole that sticks out', polygon(square(0, 0, 10), square(5, 5, 10).toReversed()), 0, 75],
    [
      'a hole twice',
      polygon(square(0, 0, 10), square(2, 2, 4).toReversed(), square(2, 2, 4).toReversed()),
      68,
      84,
    ],
    ['a spike', polygon(ring([0, 0], [10, 0], [10, 10], [10, 40], [10, 10], [0, 10])), 100, 100],
  ])('%s', async (_name, geometry, before, after) => {
    const { layerVersionId, repaired, features } = await importRows('plan-zones', GOOD, zone(geometry))
    expect({ repaired, features }).toEqual({ repaired: 1, features: 2 })
    const [problem] = await layerProblems(db, district, layerVersionId)
    expect(problem).toMatchObject({ featureId: 2, sourceKey: 'odd', action: 'repaired', code: 'invalid' })
    expect(problem!.areaBeforeM2! / UNIT_M2).toBeCloseTo(before, 0)
    expect(problem!.areaAfterM2! / UNIT_M2).toBeCloseTo(after, 0)
    expect(problem!.location).not.toBeNull()
  })
})

describe('a permit whose dates are set aside', () => {
  const reversed = { XKZH: 'A', FZRQ: '2024-05-01', YXQZ: '2023-05-01' }
  const fine: GivenFeature = [{ XKZH: 'B', FZRQ: '2024-05-01' }, polygon(square(200, 0, 10))]
  const star = Array.from({ length: 301 }, (_, at): [number, number] => [
    50 + 50 * Math.cos((2 * Math.PI * at * 149) / 301),
    50 + 50 * Math.sin((2 * Math.PI * at * 149) / 301),
  ])

  test.each<[string, unknown, object]>([
    [
      'and whose polygon is repaired: both are told',
      polygon(ring([0, 0], [10, 10], [10, 0], [0, 10])),
      {
        action: 'repaired',
        code: 'invalid',
        detail: expect.stringMatching(/intersection.*both were dropped/i),
      },
    ],
    [
      'and whose polygon is a tangle: the refusal is told',
      polygon(ring(...star)),
      { action: 'refused', code: 'tangle' },
    ],
    [
      'and of whose polygon nothing is left: the refusal is told',
      polygon(ring([0, 0], [10, 0], [5, 0])),
      { action: 'refused', code: 'invalid' },
    ],
  ])('%s', async (_name, geometry, told) => {
    const { layerVersionId, features } = await importRows('rural-permits', [reversed, geometry], fine)
    expect(features).toBeGreaterThanOrEqual(1)
    expect(await layerProblems(db, district, layerVersionId)).toMatchObject([{ featureId: 1, ...told }])
  })
})
