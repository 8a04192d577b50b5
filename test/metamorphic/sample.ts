import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MultiPolygon, Position } from '../../domain/geojson.ts'
import { REGISTER_ROLES, type LayerRole } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'
import { DISTRICT_ROLES, generateDistrict, type Feature } from '../../fixtures/district/district.ts'
import { parseClassMap, type ClassMap } from '../../server/intake/class-map.ts'
import { geodata, readAll } from '../intake/files.ts'

/** A feature as its file draws it, in EPSG:4490. */
export interface Drawn {
  properties: Record<string, unknown>
  geometry: MultiPolygon
}

export interface SampleLayer {
  role: LayerRole
  validFrom: Day
  features: Drawn[]
}

/** Some reports with all that lies near them. */
export interface Sample {
  name: 'demo' | 'andorra'
  /** Longitude of the district, and the meridian of the plane that it is measured in. */
  lon: number
  meridian: number
  reportedOn: Day
  /** The day on which they are judged. */
  today: Day
  classMap?: ClassMap
  layers: SampleLayer[]
  reports: Drawn[]
}

/** Degrees, some 20 m. What is farther away is left out, so that the sample is small. */
const NEAR = 0.0002

type Box = readonly [west: number, south: number, east: number, north: number]

function boxOf({ geometry }: Drawn): Box {
  const points = geometry.coordinates.flat(2)
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

const touches = (a: Box, b: Box, margin: number) =>
  a[0] - margin < b[2] && b[0] - margin < a[2] && a[1] - margin < b[3] && b[1] - margin < a[3]

/** What lies near reports; of a layer that has nothing there its first feature, so that it is none that is missing. */
function near(features: readonly Drawn[], reports: readonly Drawn[]): Drawn[] {
  const boxes = reports.map(boxOf)
  const found = features.filter((one) => {
    const box = boxOf(one)
    return boxes.some((other) => touches(box, other, NEAR))
  })
  return found.length > 0 ? found : features.slice(0, 1)
}

/** Evenly out of a list. */
const some = <T>(count: number, list: readonly T[]): T[] =>
  list.filter(
    (_, at) => Math.floor((at * count) / list.length) !== Math.floor(((at - 1) * count) / list.length),
  )

const every = <T>(step: number, list: readonly T[], from = 0): T[] =>
  list.filter((_, at) => at % step === from % step)

const zoned = (zoning: readonly Drawn[], ...zones: string[]) =>
  zoning.filter(({ properties }) => zones.includes(String(properties['zone'])))

/** On the outline of a building, for whatever is asked for; every third has run out. */
const permitFor = ({ geometry }: Drawn, at: number): Drawn => ({
  properties: {
    id: `P${at}`,
    number: `P${at}`,
    issued_on: '2020-01-01',
    expires_on: at % 3 === 0 ? '2025-12-31' : null,
  },
  geometry,
})

function drawn({ properties, geometry }: { properties: Drawn['properties']; geometry: unknown }): Drawn {
  const { type, coordinates } = geometry as Feature['geometry']
  return {
    properties,
    geometry: {
      type: 'MultiPolygon',
      coordinates: (type === 'Polygon' ? [coordinates] : coordinates) as Position[][][],
    },
  }
}

/** Of the invented district one report for each rule that was planted, and some that are lawful or doubtful. */
export function demoSample(): Sample {
  const district = generateDistrict({ size: 'demo', seed: 1 })
  const rules = new Set<string>()
  const chosen = new Set([
    ...district.truth.filter(({ mainRule }) => {
      const isFirst = mainRule !== null && !rules.has(mainRule)
      if (isFirst) rules.add(mainRule)
      return isFirst
    }),
    ...some(
      15,
      district.truth.filter(({ label }) => label !== 'violation'),
    ),
  ])
  const reports = district.reports.features
    .filter((_, at) => chosen.has(district.truth[at]!))
    .map((one) => drawn(one))
  return {
    name: 'demo',
    lon: district.centre[0],
    meridian: 114,
    reportedOn: '2026-10-31',
    today: district.today,
    layers: DISTRICT_ROLES.map((role) => ({
      role,
      validFrom: district.layers[role].validFrom,
      features: near([...district.layers[role].features].map(drawn), reports),
    })),
    reports,
  }
}

/**
 * Of the buildings of Andorra those beside farmland, where an overlay can go wrong, and some others. Nobody publishes its farmland
 * under protection or its permits: real fields, zones and outlines play them.
 */
export async function andorraSample(): Promise<Sample> {
  const read = async (file: string) => (await readAll(geodata(`andorra/${file}`))).rows.map(drawn)
  const farmland = await read('farmland.gpkg')
  const zoning = await read('zoning.zip')
  const townships = await read('townships.geojson')
  const buildings = await read('new-buildings-2018-2024.geojson')
  const fields = farmland.map(boxOf)
  const beside = buildings.filter((one) => {
    const box = boxOf(one)
    return fields.some((field) => touches(box, field, 0))
  })
  const reports = [...new Set([...some(35, beside), ...some(25, buildings)])]
  const layer = (role: LayerRole, features: Drawn[]): SampleLayer => ({
    role,
    validFrom: '2018-01-01',
    features,
  })
  return {
    name: 'andorra',
    lon: 1.57,
    meridian: 3,
    reportedOn: '2026-06-30',
    today: '2026-06-30',
    classMap: parseClassMap(
      readFileSync(fileURLToPath(new URL('../../fixtures/class-maps/andorra.json', import.meta.url)), 'utf8'),
      'andorra.json',
    ),
    layers: [
      layer('land-use', near(farmland, reports)),
      layer('basic-farmland', near(every(2, farmland), reports)),
      layer('grain-zones', near(every(3, farmland), reports)),
      layer('eco-red-line', near(zoned(zoning, 'national_park', 'forest'), reports)),
      layer('urban-boundary', near(zoned(zoning, 'residential'), reports)),
      layer('village-boundary', near(zoned(zoning, 'residential', 'commercial', 'retail'), reports)),
      layer('plan-zones', near(zoning, reports)),
      ...REGISTER_ROLES.map((role, at) =>
        layer(role, every(REGISTER_ROLES.length / 2, reports, at).map(permitFor)),
      ),
      layer('townships', townships),
    ],
    reports,
  }
}
