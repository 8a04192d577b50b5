import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MultiPolygon, Position } from '../../domain/geojson.ts'
import { generateDistrict, type Feature } from '../../fixtures/district/district.ts'
import type { Database } from '../../server/db/database.ts'
import { importReports } from '../../server/imports/import-reports.ts'
import type { RawFeature } from '../../server/intake/read/vector-file.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { geodata, readAll } from '../intake/files.ts'
import { freshDatabase } from '../support/database.ts'
import { geodesicArea, PIECE_M, uncertainty } from './geodesic-area.ts'

// Areas of record as they are stored, recomputed by GeographicLib from the stored vertices: invented and real polygons of 20 m²
// to 5 km², with holes and in parts, measured from both sides of the border of a zone and across its meridian.

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

/** Relative: the goal of the design. */
const CLOSE = 5e-6

interface Stored {
  reportNo: string
  areaM2: number
  /** Before the division by k². */
  planarM2: number
  geometry: MultiPolygon
}

let districts = 0

/** Takes polygons in as reports of a district around a longitude, and reads back what is stored of them. */
async function stored(
  lon: number,
  polygons: readonly unknown[],
  refusals: readonly string[] = [],
): Promise<Stored[]> {
  const district = String(800_001 + districts++)
  await ensureDistrict(db, { code: district, nameZh: '测试', nameEn: 'Test', lon })
  const rows = polygons.map((geometry, at): RawFeature => ({ rowNo: at + 1, properties: {}, geometry }))
  const { refused } = await importReports(db, rows, {
    district,
    source: 'satellite',
    reportedOn: '2025-06-30',
    importedBy: 'test',
    numberByRow: true,
    total: rows.length,
  })
  expect(refused.map(({ code }) => code)).toEqual(refusals)
  const { rows: found } = await db.query<{
    report_no: string
    area_m2: number
    planar: number
    geometry: string
  }>(
    `select r.report_no, r.area_m2, ST_Area(ST_Transform(r.geom, d.plane_srid)) planar, ST_AsGeoJSON(r.geom, 15) geometry
       from land.report r join land.district d using (district) where district = $1`,
    [district],
  )
  return found.map((row) => ({
    reportNo: row.report_no,
    areaM2: row.area_m2,
    planarM2: row.planar,
    geometry: JSON.parse(row.geometry) as MultiPolygon,
  }))
}

function expectSameAreas(found: readonly Stored[], meridian: number): void {
  expect(found.length).toBeGreaterThan(100)
  for (const { reportNo, areaM2, geometry } of found) {
    const other = geodesicArea(geometry, meridian)
    expect(Math.abs(areaM2 / other.areaM2 - 1), `${reportNo}: ${areaM2} and ${other.areaM2} m²`).toBeLessThan(
      CLOSE,
    )
  }
}

const every = <T>(step: number, list: Iterable<T>): T[] => [...list].filter((_, at) => at % step === 0)

describe('of the invented district', () => {
  const district = generateDistrict({ size: 'demo', seed: 1 })
  const parcels = [...district.layers['land-use'].features]
  const single = [
    ...every(6, district.reports.features),
    ...every(60, parcels),
    ...parcels.filter(({ geometry }) => geometry.type === 'Polygon' && geometry.coordinates.length > 1),
  ].map(({ geometry }) => partsOf(geometry))
  /** Two reports as one: they lie apart, or it would be refused. */
  const inTwoParts = every(40, district.reports.features).flatMap(({ geometry }, at, list) =>
    at % 2 === 0 && list[at + 1] ? [[...partsOf(geometry), ...partsOf(list[at + 1]!.geometry)]] : [],
  )
  const sample = [...single, ...inTwoParts]

  function partsOf(geometry: Feature['geometry']): Position[][][] {
    return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  }

  const movedEast = (degrees: number) =>
    sample.map((coordinates) => ({
      type: 'MultiPolygon',
      coordinates: coordinates.map((rings) =>
        rings.map((ring) => ring.map(([lon, lat]): Position => [lon + degrees, lat])),
      ),
    }))

  test('the sample has what is to be checked', () => {
    expect(sample.filter((parts) => parts.some((rings) => rings.length > 1)).length).toBeGreaterThan(50)
    expect(inTwoParts.length).toBeGreaterThanOrEqual(10)
  })

  // The district lies around 113.05° E; zones meet at 112.5°.
  test.each([
    ['where it lies', 0, 113.05, 114],
    ['across the border of two zones, in the western one', -0.55, 112.49, 111],
    ['across the border of two zones, in the eastern one', -0.55, 112.51, 114],
    ['across the meridian', 0.95, 114, 114],
  ])('%s', async (_where, moved, lon, meridian) => {
    const found = await stored(lon, movedEast(moved))
    expect(found.length).toBe(sample.length)
    expectSameAreas(found, meridian)
  })

  test('the check itself is as sharp as it says', async () => {
    expect(uncertainty({ outlineM: 400, vertices: 20 })).toBeLessThan(3e-4)
    for (const { reportNo, geometry, areaM2, planarM2 } of await stored(112.51, movedEast(-0.55))) {
      const area = geodesicArea(geometry, 114)
      const finer = geodesicArea(geometry, 114, PIECE_M / 2)
      expect(Math.abs(area.areaM2 - finer.areaM2), reportNo).toBeLessThan(uncertainty(finer))
      expect(uncertainty(area), reportNo).toBeLessThan(CLOSE * areaM2)
      // So far from the meridian the area in the plane would fail by forty times.
      expect(planarM2 / area.areaM2 - 1, reportNo).toBeGreaterThan(40 * CLOSE)
    }
  })
})

// Andorra lies across the border of two zones, at 1.5° E: each polygon is measured in both.
describe.each([
  ['new-buildings-2018-2024.geojson', 25, []],
  ['farmland.gpkg', 4, []],
  // What is over 5 km² is no report.
  ['zoning.zip', 4, ['shared-edge', 'too-large', 'too-large', 'too-large', 'too-large']],
] as const)('of Andorra, %s', (file, step, refusals) => {
  let polygons: unknown[]
  beforeAll(async () => {
    const { rows } = await readAll(geodata(`andorra/${file}`))
    polygons = every(step, rows).map(({ geometry }) => geometry)
  })

  test.each([
    ['western', 1.43, 0],
    ['eastern', 1.57, 3],
  ])('in the %s zone', async (_zone, lon, meridian) => {
    expectSameAreas(await stored(lon, polygons, refusals), meridian)
  })
})
