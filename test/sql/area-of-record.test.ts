import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

/** Relative: 1 cm² on a house of 100 m². */
const CLOSE = 1e-6

test.each([-60, -24, 0, 18, 36, 42.5, 53, 70])(
  'at latitude %f it is the geodesic area, from the middle of a zone to its edge and beyond',
  async (lat) => {
    const { rows } = await db.query<{ off: number; size: number; record: number; geodesic: number }>(
      `select off, size, land.area_of_record(g, land.plane_srid(114)) record, ST_Area(ST_SetSRID(g, 4326)::geography) geodesic
         from unnest(array[-2, -1.5, -0.4, 0, 0.9, 1.5, 2]::float8[]) off,
              unnest(array[0.0001, 0.001, 0.01]::float8[]) size,
              -- Many vertices along each side, so that a line on the map and a geodesic are the same.
              lateral (select ST_Segmentize(ST_MakeEnvelope(114 + off, $1, 114 + off + size, $1 + size, 4490), size / 50) g) s`,
      [lat],
    )
    expect(rows.length).toBe(21)
    for (const { off, size, record, geodesic } of rows)
      expect(Math.abs(record / geodesic - 1), `${off}° off the meridian, ${size}° wide`).toBeLessThan(CLOSE)
  },
)

test.each([
  [75, 4534],
  [76.4, 4534],
  [113.05, 4547],
  [112.4, 4546],
  [135, 4554],
  [1.57, 910_001],
  [-70, 910_097],
  [179.9, 910_060],
])('longitude %f is measured in plane %i, and gives the geodesic area', async (lon, srid) => {
  const { rows } = await db.query<{ srid: number; lat: number; record: number; geodesic: number }>(
    `select land.plane_srid($1::float8) srid, lat, land.area_of_record(g, land.plane_srid($1::float8)) record, ST_Area(ST_SetSRID(g, 4326)::geography) geodesic
       from unnest(array[3, 18, 36, 53]::float8[]) lat,
            -- Two parts, one with a hole.
            lateral (select ST_Segmentize(ST_Union(
                       ST_Difference(ST_MakeEnvelope($1::float8, lat, $1::float8 + 0.002, lat + 0.002, 4490),
                                     ST_MakeEnvelope($1::float8 + 0.0005, lat + 0.0005, $1::float8 + 0.001, lat + 0.001, 4490)),
                       ST_MakeEnvelope($1::float8 + 0.003, lat, $1::float8 + 0.004, lat + 0.001, 4490)), 0.0001) g) s`,
    [lon],
  )
  expect(rows.length).toBe(4)
  for (const { srid: plane, lat, record, geodesic } of rows) {
    expect(plane).toBe(srid)
    expect(Math.abs(record / geodesic - 1), `${lat}° N`).toBeLessThan(CLOSE)
  }
})

test('nothing has no area', async () => {
  const { rows } = await db.query<{ area: number }>(
    `select land.area_of_record(ST_GeomFromText('MULTIPOLYGON EMPTY', 4490), 4547) area`,
  )
  expect(rows[0]!.area).toBe(0)
})
