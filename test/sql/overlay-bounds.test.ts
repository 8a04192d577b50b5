import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { muToSquareMetres, mu } from '../../domain/units.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import type { Overlay } from '../../server/queries/overlay.ts'
import { AREA_DECIMALS, freshDatabase } from '../support/database.ts'
import { Ground } from './ground.ts'
import { starOf } from './many-vertices.ts'

// Between what an area lies, given how far the borders of report and layer may lie off (ADR 32).

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

/** 1 m of the report and 0.5 m of the layer, where neither states another. */
const A = Math.hypot(1, 0.5)

/** From `east` to `east + width` metres, 50 m high. */
const strip = (east: number, width: number) => rectangle({ east, north: 0, width, height: 50 })
/** The same, and far beyond to the north and south. */
const across = (east: number, width: number) => rectangle({ east, north: -200, width, height: 500 })
const REPORT = strip(0, 100)

/** [area, low, high], rounded to 0.1 m²; bounds that were not told are undefined. */
const bounds = ({ ground: { ledger } }: Overlay, entry: LedgerEntry) => {
  const { area, low, high } = ledger[entry]!
  return [area, low, high].map((m2) => (m2 === undefined ? undefined : Math.round(m2 * 10) / 10))
}
const tenths = (...m2: number[]) => m2.map((value) => Math.round(value * 10) / 10)

describe('basic farmland', () => {
  test.each<[string, MultiPolygon, (number | undefined)[]]>([
    [
      'under all of the report and far around it: nothing to tell',
      across(-200, 500),
      [5000, undefined, undefined],
    ],
    ['under half of it: far more than ε whichever way', across(-200, 250), [2500, undefined, undefined]],
    ['under a strip that may be gone', across(99, 200), [50, 0, 50 * (1 + A)]],
    ['under a strip that cannot be gone', across(98.5, 200), [75, 50 * (1.5 - A), 50 * (1.5 + A)]],
    ['beside the report, within reach', across(100.5, 200), [0, 0, 50 * (A - 0.5)]],
    ['beside the report, out of reach', across(101.2, 200), [0, undefined, undefined]],
    ['far away', across(500, 200), [0, undefined, undefined]],
  ])('%s', async (_name, geometry, expected) => {
    await ground.layer('basic-farmland', [{ geometry }])
    const found = bounds(await ground.measure(REPORT), 'basicFarmland')
    expect(found.map((value) => value === undefined)).toEqual(expected.map((value) => value === undefined))
    for (const [at, value] of expected.entries())
      if (value !== undefined) expect(Math.abs(found[at]! - value)).toBeLessThan(0.35)
  })

  test('a path two metres wide in the middle of it is surely in it, along whatever pieces it is stored in', async () => {
    await ground.layer('basic-farmland', [{ geometry: starOf(400, { inner: 300 }) }])
    const { ledger } = (await ground.measure(rectangle({ east: 400, north: 499, width: 200, height: 2 })))
      .ground
    const { area, low, high } = ledger.basicFarmland!
    expect(area).toBeCloseTo(400, 0)
    expect(low).toBeCloseTo(area, AREA_DECIMALS)
    expect(high).toBeCloseTo(area, AREA_DECIMALS)
  })

  test('fields that are drawn apart by some centimetres are one', async () => {
    await ground.layer('basic-farmland', [{ geometry: across(-200, 210) }, { geometry: across(10.05, 200) }])
    const [area, low] = bounds(await ground.measure(strip(8, 4)), 'basicFarmland')
    expect(area).toBeCloseTo(4 * 50 - 2.5, 0)
    expect(low).toBe(area)
  })

  test('of what an approval leaves, the approval may lie off as well', async () => {
    await ground.layer('basic-farmland', [{ geometry: across(-200, 500) }])
    await ground.layer('land-approvals', [{ geometry: across(-200, 298.5), validFrom: '2020-01-01' }])
    const measured = await ground.measure(REPORT)
    expect(bounds(measured, 'remainderBasicFarmland')[0]).toBeCloseTo(75, 0)
    const { low, high } = measured.ground.ledger.remainderBasicFarmland!
    expect(Math.abs(low! - 50 * (1.5 - A))).toBeLessThan(0.35)
    expect(Math.abs(high! - 50 * (1.5 + A))).toBeLessThan(0.35)
  })
})

describe('accuracies', () => {
  test.each([
    [0, 0, 0],
    [3, 4, 5],
    [0.5, null, A],
  ])('of a layer, %f m, and of a report, %j m, displace by %f m', async (layerM, reportM, a) => {
    await ground.layer('basic-farmland', [{ geometry: across(98.5, 200) }], { accuracyM: layerM })
    const measured = await ground.measure(REPORT, { accuracyM: reportM })
    expect(measured.ground.accuracyM).toBe(reportM ?? 1)
    expect(measured.ground.layers['basic-farmland']!.accuracyM).toBe(layerM)
    const { low, high } = measured.ground.ledger.basicFarmland!
    if (a === 0) expect([low, high]).toEqual([undefined, undefined])
    else {
      expect(Math.abs(low! - Math.max(0, 50 * (1.5 - a)))).toBeLessThan(0.35)
      expect(Math.abs(high! - 50 * (1.5 + a))).toBeLessThan(0.35)
    }
  })
})

test('what is held against a criminal line is always told', async () => {
  await ground.layer('basic-farmland', [{ geometry: across(-200, 500) }])
  const size = Math.sqrt(muToSquareMetres(mu(5.01)))
  const { ledger } = (await ground.measure(rectangle({ east: 0, north: 0, width: size, height: size })))
    .ground
  const { area, low, high } = ledger.remainderBasicFarmland!
  expect([low, high]).toEqual([area, area])
})

test('of a report of many vertices the bounds are those that always hold', async () => {
  await ground.layer('basic-farmland', [{ geometry: across(-200, 2_000) }])
  const { ledger } = (await ground.measure(starOf(300, { centre: 0, inner: 40, outer: 50 }))).ground
  const { area, low, high } = ledger.remainderBasicFarmland!
  expect(area).toBeCloseTo(ledger.patch.area, 3)
  expect(low).toBe(0)
  expect(high).toBeCloseTo(ledger.patch.area, 6)
})

test('bounds stand about the area, and within the report', async () => {
  await ground.layer('land-use', [
    { geometry: across(-50, 60.7), class: '0103' },
    { geometry: across(10.7, 1.4), class: '0301' },
    { geometry: across(12.1, 88.6), class: '0702' },
  ])
  await ground.layer('eco-red-line', [{ geometry: across(99.4, 50) }])
  const { ledger } = (await ground.measure(strip(9.5, 90.2))).ground
  const told = Object.values(ledger).filter(({ low }) => low !== undefined)
  expect(told.length).toBeGreaterThan(3)
  for (const { area, low, high } of told) {
    expect(low).toBeGreaterThanOrEqual(0)
    expect(low).toBeLessThanOrEqual(area)
    expect(high).toBeGreaterThanOrEqual(area)
    expect(high).toBeLessThanOrEqual(ledger.patch.area + 1e-6)
  }
  expect(tenths(ledger.remainderConstruction!.area)[0]).toBeCloseTo(87.6 * 50, 0)
})
