import { VectorTile } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LayerRole } from '../../domain/layer.ts'
import { generateDistrict, type DistrictRole } from '../../fixtures/district/district.ts'
import type { Database } from '../../server/db/database.ts'
import { importLayer } from '../../server/imports/import-layer.ts'
import { toLayerFeature } from '../../server/intake/layer-feature.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { layerTile } from '../../server/tiles/layer-tile.ts'
import { freshDatabase } from '../support/database.ts'

const district = generateDistrict({ size: 'demo', seed: 1 })

let db: Database
const versions = new Map<LayerRole, string>()

beforeAll(async () => {
  db = await freshDatabase()
  const { code, nameZh, nameEn, centre } = district
  await ensureDistrict(db, { code, nameZh, nameEn, lon: centre[0], isDemo: true })
  for (const role of ['townships', 'villages', 'plan-zones'] as const)
    versions.set(role, await imported(role))
})
afterAll(() => db.close())

async function imported(role: DistrictRole): Promise<string> {
  const { features, validFrom, source } = district.layers[role]
  const rows = [...features].map(({ properties, geometry }, index) => ({
    rowNo: index + 1,
    feature: toLayerFeature(properties, role, Object.keys(properties), undefined),
    geometry,
  }))
  const { layerVersionId } = await importLayer(db, rows, {
    district: district.code,
    role,
    validFrom,
    source,
    fileName: `${role}.geojson`,
    importedBy: 'test',
    crs: 'EPSG:4490',
    total: rows.length,
  })
  return layerVersionId
}

const tileOf = ([lon, lat]: readonly [number, number], z: number) => {
  const n = 2 ** z
  const sin = Math.sin((lat * Math.PI) / 180)
  return {
    z,
    x: Math.floor(((lon + 180) / 360) * n),
    y: Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * n),
  }
}

/** Every tile of a zoom around the district's middle, wide enough for all of it. */
function tilesAround(z: number) {
  const { x, y } = tileOf(district.centre, z)
  const reach = Math.ceil(2 ** (z - 12))
  const steps = Array.from({ length: 2 * reach + 1 }, (_, at) => at - reach)
  return steps.flatMap((dx) => steps.map((dy) => ({ z, x: x + dx, y: y + dy })))
}

const decode = (tile: Buffer) => new VectorTile(new Pbf(new Uint8Array(tile))).layers

async function namesAt(role: LayerRole, z: number): Promise<string[]> {
  const names: string[] = []
  for (const address of tilesAround(z)) {
    const labels = decode(await layerTile(db, { layerVersionId: versions.get(role)!, role }, address))[
      'labels'
    ]
    for (let at = 0; at < (labels?.length ?? 0); at += 1)
      names.push(String(labels!.feature(at).properties['name']))
  }
  return names.sort()
}

const namesOf = (role: DistrictRole, field: string) =>
  [...district.layers[role].features].map(({ properties }) => String(properties[field])).sort()

describe('names of places', () => {
  test.each([11, 13])('each township has its name in one tile of zoom %i', async (z) => {
    expect(await namesAt('townships', z)).toEqual(namesOf('townships', 'XZQMC'))
  })

  test('villages have theirs from zoom 14 on', async () => {
    expect(await namesAt('villages', 13)).toEqual([])
    expect(await namesAt('villages', 14)).toEqual(namesOf('villages', 'ZLDWMC'))
  })
})

describe('ground', () => {
  test('every zone is filled somewhere, with its class, from the whole district to one house', async () => {
    const layer = { layerVersionId: versions.get('plan-zones')!, role: 'plan-zones' } as const
    const near = decode(await layerTile(db, layer, tileOf(district.centre, 18)))
    expect(near['fill']!.feature(0).properties['class']).toMatch(/^\d{3}/)

    const ids = new Set<number>()
    for (const address of tilesAround(14)) {
      const fill = decode(await layerTile(db, layer, address))['fill']
      for (let at = 0; at < (fill?.length ?? 0); at += 1) ids.add(Number(fill!.feature(at).id))
    }
    expect(ids.size).toBe([...district.layers['plan-zones'].features].length)
  })

  test('a tile beyond the district is empty', async () => {
    const layer = { layerVersionId: versions.get('plan-zones')!, role: 'plan-zones' } as const
    expect(await layerTile(db, layer, tileOf([100, 36], 14))).toHaveLength(0)
  })
})
