import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import type { Overlay } from '../../server/queries/overlay.ts'
import { freshDatabase, IS_HELD_TO_A_PART } from '../support/database.ts'
import { Ground } from './ground.ts'
import { combOf, piercedBy, starOf } from './many-vertices.ts'

// A report of many vertices, or over many, is accounted for cell by cell, since a timeout interrupts no set operation: its
// areas must be those of the whole.

let db: Database
let ground: Ground

/** East half fields, west half village, but for a strip that nobody surveyed; the rest crosses both. */
const LAYERS = {
  'land-use': [
    { class: '0103', geometry: rectangle({ east: -100, north: -100, width: 600, height: 1_200 }) },
    { class: '0702', geometry: rectangle({ east: 520, north: -100, width: 580, height: 1_200 }) },
  ],
  'basic-farmland': [{ geometry: combOf(40, { lying: true }) }],
  'eco-red-line': [{ geometry: rectangle({ east: 300, north: 300, width: 400, height: 400 }) }],
  'plan-zones': [{ class: '410', geometry: rectangle({ east: 0, north: 0, width: 700, height: 350 }) }],
  'land-approvals': [
    { geometry: rectangle({ east: 0, north: 600, width: 1_000, height: 200 }), validFrom: '2020-01-01' },
  ],
  'temporary-use': [
    { geometry: rectangle({ east: 0, north: 700, width: 1_000, height: 200 }), validFrom: '2020-01-01' },
  ],
} as const

beforeAll(async () => {
  db = await freshDatabase()
  ground = await Ground.make(db)
  for (const [role, features] of Object.entries(LAYERS))
    await ground.layer(role as keyof typeof LAYERS, features)
})
afterAll(() => db.close())

const area = ({ ground: { ledger } }: Overlay, entry: LedgerEntry) => ledger[entry]!.area
const sum = (measured: Overlay, ...entries: LedgerEntry[]) =>
  entries.reduce((total, entry) => total + area(measured, entry), 0)

/** m² of what one report and all that serves a role share, each in one piece. */
async function wholeArea(id: string, role: keyof typeof LAYERS): Promise<number> {
  const { rows } = await db.query<{ area: number }>(
    `select sum(ST_Area(ST_Intersection(p.geom, ST_Transform(f.geom, d.plane_srid)))) / land.plane_scale2(p.geom) as area
       from land.report r
       join land.district d using (district)
       cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom) p
       join land.layer_version v on v.district = r.district and v.role = $2
       join land.layer_feature f on f.district = r.district and f.layer_version_id = v.layer_version_id
      where r.report_id = $1
      group by p.geom`,
    [id, role],
  )
  return rows[0]!.area
}

/** 0.01 m² a hectare. */
const closeTo = (m2: number) => Math.max(0.01, 1e-6 * m2)

const SIZE = IS_HELD_TO_A_PART ? 0.25 : 1
const SHAPES: [string, MultiPolygon][] = [
  ['a star of 600 arms', starOf(600)],
  ['a standing comb of 4,000 vertices', combOf(996 * SIZE)],
  ['a lying comb of 4,000 vertices, along another', combOf(996 * SIZE, { lying: true })],
  ['a slanting comb of 1,600 vertices', combOf(400 * SIZE, { lean: 400 })],
  ['10,000 holes', piercedBy(100 * Math.sqrt(SIZE))],
  ['100,000 vertices', starOf(50_000 * SIZE, { inner: 449 })],
]

describe.each(SHAPES)('%s', (_name, geometry) => {
  test('has the areas of the whole, and every square metre once', async () => {
    const id = await ground.report(geometry)
    const [measured] = await ground.measureAll([id])
    const { step } = measured!.ground
    expect(step).toBeLessThan(4)
    const patch = area(measured!, 'patch')
    const near = (found: number, wanted: number) =>
      expect(Math.abs(found - wanted)).toBeLessThan(closeTo(patch))

    near(sum(measured!, 'cultivated', 'construction'), await wholeArea(id, 'land-use'))
    near(area(measured!, 'basicFarmland'), await wholeArea(id, 'basic-farmland'))
    near(area(measured!, 'redLine'), await wholeArea(id, 'eco-red-line'))
    near(area(measured!, 'coveredLandApproval'), await wholeArea(id, 'land-approvals'))

    const remainder = area(measured!, 'remainder')
    near(sum(measured!, 'cultivated', 'construction', 'unsurveyed'), patch)
    near(sum(measured!, 'coveredLandApproval', 'coveredTemporaryUse') + remainder, patch)
    near(sum(measured!, 'planConform', 'planContrary'), patch)
    near(sum(measured!, 'remainderPlanConform', 'remainderPlanContrary'), remainder)
    near(sum(measured!, 'remainderCultivated', 'remainderConstruction', 'remainderUnsurveyed'), remainder)
    const [permit] = measured!.ground.permits
    near(permit!.covered + permit!.excess.area, patch)
  }, 600_000)
})

test('many squares under a simple report are cut as well', async () => {
  const fields = await Ground.make(db)
  // Two layers whose borders cross each other 360,000 times, or a part of that.
  await fields.layer('land-use', [{ class: '0103', geometry: combOf(600 * SIZE) }])
  await fields.layer('basic-farmland', [{ geometry: combOf(160 * SIZE, { lying: true }) }])
  const measured = await fields.measure(rectangle({ east: 0, north: 0, width: 1_000, height: 1_000 }))
  expect(measured.ground.step).toBeLessThan(4)
  const patch = area(measured, 'patch')
  expect(Math.abs(sum(measured, 'cultivated', 'unsurveyed') - patch)).toBeLessThan(closeTo(patch))
  // Half of the ground is teeth, each way.
  expect(area(measured, 'cultivated') / patch).toBeCloseTo(0.5, 2)
  expect(area(measured, 'basicFarmland') / patch).toBeCloseTo(0.5, 2)
  const both = area(measured, 'cultivated') - area(measured, 'remainderOrdinaryCultivated')
  expect(both / patch).toBeCloseTo(0.25, 2)
})

test('a sliver that a border between two cells runs along is as wide as in one', async () => {
  const long = await Ground.make(db)
  await long.layer('basic-farmland', [
    { geometry: rectangle({ east: 499.95, north: -10, width: 0.1, height: 1_020 }) },
  ])
  const measured = await long.measure(starOf(600))
  const { basicFarmland } = measured.ground.ledger
  expect(basicFarmland!.area).toBeLessThan(100)
  expect(basicFarmland!.width).toBeCloseTo(0.1, 2)
})
