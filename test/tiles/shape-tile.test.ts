import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateDistrict, type DistrictRole } from '../../fixtures/district/district.ts'
import type { Database } from '../../server/db/database.ts'
import { loadLayer } from '../../server/demo-district.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { layerTile, type TileAddress } from '../../server/tiles/layer-tile.ts'
import { ShapeStore } from '../../server/tiles/shapes/shape-store.ts'
import { freshDatabase } from '../support/database.ts'

// Tiles off the resident shapes against those that PostGIS clips and snaps: the same features, the same ground.

const district = generateDistrict({ size: 'demo', seed: 1 })
const ROLES = ['land-use', 'plan-zones', 'villages'] as const satisfies readonly DistrictRole[]

let db: Database
let store: ShapeStore
const errors: unknown[] = []
const versions = new Map<DistrictRole, string>()

beforeAll(async () => {
  db = await freshDatabase()
  const { code, nameZh, nameEn, centre } = district
  await ensureDistrict(db, { code, nameZh, nameEn, lon: centre[0], isDemo: true })
  for (const role of ROLES) {
    await loadLayer(db, district, role)
    const { rows } = await db.query<{ id: string }>(
      'select layer_version_id as id from land.layer_version where role = $1',
      [role],
    )
    versions.set(role, rows[0]!.id)
  }
  store = new ShapeStore(db, 2 ** 28, (error) => errors.push(error))
}, 180_000)
afterAll(() => db.close())

function tilesAt(z: number, reach: number): TileAddress[] {
  const [lon, lat] = district.centre
  const size = 2 ** z
  const x = Math.floor(((lon + 180) / 360) * size)
  const y = Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * size)
  const steps = Array.from({ length: 2 * reach + 1 }, (_, at) => at - reach)
  return steps.flatMap((dx) => steps.map((dy) => ({ z, x: x + dx, y: y + dy })))
}

interface Drawn {
  area: number
  length: number
  class: unknown
}

/** By layer and feature: what is drawn inside the tile itself, the margin left out of the comparison by what is allowed. */
function drawn(tile: Buffer): Map<string, Drawn> {
  const found = new Map<string, Drawn>()
  for (const [name, layer] of Object.entries(new VectorTile(new Pbf(new Uint8Array(tile))).layers))
    for (let at = 0; at < layer.length; at++) {
      const feature = layer.feature(at)
      const key = `${name}/${feature.id}`
      const { area, length } = measured(feature)
      const before = found.get(key) ?? { area: 0, length: 0, class: feature.properties['class'] }
      found.set(key, { ...before, area: before.area + area, length: before.length + length })
    }
  return found
}

function measured(feature: VectorTileFeature): { area: number; length: number } {
  let [area, length] = [0, 0]
  for (const path of feature.loadGeometry())
    for (let n = 0; n + 1 < path.length; n++) {
      const [a, b] = [path[n]!, path[n + 1]!]
      area += (a.x * b.y - b.x * a.y) / 2
      length += Math.hypot(b.x - a.x, b.y - a.y)
    }
  return { area: feature.type === 3 ? area : 0, length }
}

describe.each(ROLES)('%s off resident shapes', (role) => {
  test.each([
    [10, 0],
    [12, 1],
    [14, 1],
    [16, 1],
    [18, 1],
  ])('is what the database draws at zoom %i', async (z, reach) => {
    const layer = { layerVersionId: versions.get(role)!, role }
    store.get(layer.layerVersionId, z <= 11 ? 10 : z <= 13 ? 12 : 0)
    await store.settled()
    expect(errors).toEqual([])
    let features = 0
    for (const address of tilesAt(z, reach)) {
      const [ours, theirs] = [
        drawn(await layerTile(db, layer, address, store)),
        drawn(await layerTile(db, layer, address)),
      ]
      // What is a unit wide may collapse in one way of rounding and not in the other.
      const thin = ({ area, length }: Drawn) => Math.abs(area) <= length
      const solid = (all: Map<string, Drawn>) =>
        [...all].filter(([, one]) => !thin(one) || one.area === 0).map(([key]) => key)
      expect(solid(theirs).filter((key) => !ours.has(key))).toEqual([])
      expect(solid(ours).filter((key) => !theirs.has(key))).toEqual([])
      for (const [key, one] of ours) {
        const other = theirs.get(key)
        if (!other) continue
        expect(one.class).toEqual(other.class)
        // Each vertex may lie a unit off.
        expect(Math.abs(one.area - other.area), key).toBeLessThanOrEqual(
          Math.max(one.length, other.length) + 4,
        )
        features += 1
      }
    }
    expect(features).toBeGreaterThan(0)
  })
})

test('a set beyond the budget is not kept, and tiles come from the database', async () => {
  const small = new ShapeStore(db, 1_000, (error) => errors.push(error))
  expect(small.get(versions.get('land-use')!, 0)).toBeUndefined()
  await small.settled()
  expect(small.get(versions.get('land-use')!, 0)).toBeUndefined()
  await small.settled()
  expect(errors).toEqual([])
})

test('the set that was not asked for longest goes first', async () => {
  const [landUse, zones] = [versions.get('land-use')!, versions.get('plan-zones')!]
  const whole = new ShapeStore(db, 2 ** 28, (error) => errors.push(error))
  whole.get(landUse, 12)
  whole.get(zones, 12)
  await whole.settled()
  const bytes = whole.get(landUse, 12)!.bytes
  const tight = new ShapeStore(db, bytes + 10, (error) => errors.push(error))
  tight.get(zones, 12)
  await tight.settled()
  expect(tight.get(zones, 12)).toBeDefined()
  tight.get(landUse, 12)
  await tight.settled()
  expect(tight.get(landUse, 12)).toBeDefined()
  expect(tight.get(zones, 12)).toBeUndefined()
})
