import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MultiPolygon, Position } from '../../domain/geojson.ts'
import { place, rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { areas, Ground } from './ground.ts'
import { polygon } from './survey.ts'

// An edge is straight in longitude and latitude where it is stored, and straight in the plane where it is measured: between
// two places 2 km apart the one runs 5 cm beside the other. What lies closer to it than that changes sides.

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

const WIDTH = 1_800
const HEIGHT = 1_400

/**
 * A field whose south border is one edge, with a three-cornered hole that comes within `gap` metres of it, and a north
 * border of `teeth` teeth, so that it has as many vertices as the test needs.
 */
function field(gap: number, teeth: number): MultiPolygon {
  const north = Array.from({ length: teeth }, (_, at): Position =>
    place(WIDTH * (1 - (at + 1) / (teeth + 1)), HEIGHT + (at % 2)),
  )
  const middle = WIDTH / 2
  return polygon(
    [place(0, 0), place(WIDTH, 0), place(WIDTH, HEIGHT), ...north, place(0, HEIGHT), place(0, 0)],
    [place(middle, gap), place(middle - 20, 100), place(middle + 20, 100), place(middle, gap)],
  )
}

const isValidIn = async (geometry: MultiPolygon, srid: number) => {
  const { rows } = await db.query<{ valid: boolean }>(
    'select (ST_IsValidDetail(ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON($1), 4490), $2::int))).valid',
    [JSON.stringify(geometry), srid],
  )
  return rows[0]!.valid
}

const NEAR = 0.001
const FAR = 1
const GROUND = ['patch', 'cultivated', 'unsurveyed'] as const

test('the invented field is valid as it is stored, and crosses itself in the plane', async () => {
  for (const teeth of [3, 300]) {
    expect(await isValidIn(field(NEAR, teeth), 4490)).toBe(true)
    expect(await isValidIn(field(NEAR, teeth), 4547)).toBe(false)
    expect(await isValidIn(field(FAR, teeth), 4547)).toBe(true)
  }
})

describe.each([3, 300])('a layer with such a field of %i teeth', (teeth) => {
  test('is taken, and its pieces are valid and make the field', async () => {
    const version = await ground.layer('land-use', [{ class: '0103', geometry: field(NEAR, teeth) }])
    const { rows } = await db.query<{ valid: boolean; share: number }>(
      `select bool_and((ST_IsValidDetail(p.geom)).valid) as valid,
              sum(ST_Area(p.geom)) / (land.plane_scale2(ST_Collect(p.geom)) * max(f.area_m2)) as share
         from land.layer_piece p
         join land.layer_feature f using (layer_version_id, feature_id)
        where layer_version_id = $1`,
      [version],
    )
    expect(rows[0]!.valid).toBe(true)
    expect(rows[0]!.share).toBeCloseTo(1, 6)
    const { rows: shapes } = await db.query<{ level: number }>(
      'select distinct level from land.layer_shape where layer_version_id = $1 order by level',
      [version],
    )
    expect(shapes.map(({ level }) => level)).toEqual([0, 10, 12])
  })

  test('is measured where it crosses itself as where it all but does', async () => {
    const report = rectangle({ east: WIDTH / 2 - 50, north: -50, width: 100, height: 100 })
    await ground.layer('land-use', [{ class: '0103', geometry: field(FAR, teeth) }], {
      validFrom: '2020-01-01',
    })
    await ground.layer('land-use', [{ class: '0103', geometry: field(NEAR, teeth) }], {
      validFrom: '2024-01-01',
    })
    const far = await ground.measure(report, {}, '2023-01-01')
    const near = await ground.measure(report, {}, '2025-01-01')
    expect(near.ground.step).toBeLessThan(4)
    // Half of the square, without the tip of the hole; the hole's corner moved by a metre.
    for (const entry of GROUND)
      expect(Math.abs(areas(near, entry)[entry]! - areas(far, entry)[entry]!)).toBeLessThan(15)
    expect(areas(near, 'cultivated')['cultivated']).toBeGreaterThan(4_000)
  })
})

describe.each([3, 300])('a report with such an outline of %i teeth', (teeth) => {
  test('is measured, or said not to be; those beside it are measured as without it', async () => {
    await ground.layer('land-use', [
      { class: '0103', geometry: rectangle({ east: -100, north: -100, width: 1_000, height: 2_000 }) },
      { class: '0702', geometry: rectangle({ east: 900, north: -100, width: 1_000, height: 2_000 }) },
    ])
    await ground.layer('land-approvals', [
      { geometry: rectangle({ east: 0, north: 0, width: 500, height: 500 }), validFrom: '2020-01-01' },
    ])
    const odd = await ground.report(field(NEAR, teeth))
    const plain = await ground.report(rectangle({ east: 850, north: 200, width: 100, height: 100 }))
    const [alone] = await ground.measureAll([plain])
    const [measured, beside] = await ground.measureAll([odd, plain])
    expect(beside).toEqual(alone)

    const { ledger, step } = measured!.ground
    const patch = ledger.patch.area
    expect(patch).toBeCloseTo(WIDTH * HEIGHT, -4)
    if (step === 4) {
      // Nothing that failed is told as nought.
      expect(Object.keys(ledger).sort()).toEqual(['patch', 'remainder'])
      expect(ledger.remainder.area).toBe(patch)
    } else {
      const closes = 1e-6 * patch
      expect(Math.abs(ledger.cultivated!.area + ledger.construction!.area - patch)).toBeLessThan(closes)
      expect(Math.abs(ledger.coveredLandApproval!.area + ledger.remainder.area - patch)).toBeLessThan(closes)
    }
  })
})
