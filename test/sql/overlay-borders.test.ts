import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { randomFrom, whole, type Random } from '../../fixtures/district/random.ts'
import type { Database } from '../../server/db/database.ts'
import type { Overlay } from '../../server/queries/overlay.ts'
import { freshDatabase } from '../support/database.ts'
import { Ground } from './ground.ts'
import { CELL_M, CELLS, CODES, parcelsOf, polygon, randomCorners, redrawn, type Parcel } from './survey.ts'

// Reports and permits are traced from the very survey they are laid over: their borders are its borders, or all but.

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

/** Some whole parcels, and the line round them. */
interface Block {
  outline: MultiPolygon
  parcels: Parcel[]
}

function randomBlock(random: Random, corners: ReturnType<typeof randomCorners>, parcels: Parcel[]): Block {
  const [west, south] = [whole(random, 0, CELLS - 1), whole(random, 0, CELLS - 1)]
  const [east, north] = [whole(random, west + 1, CELLS), whole(random, south + 1, CELLS)]
  const steps = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)
  const ring = [
    ...steps(west, east).map((i) => corners[i]![south]!),
    ...steps(south, north).map((j) => corners[east]![j]!),
    ...steps(west, east).map((i) => corners[east + west - i]![north]!),
    ...steps(south, north).map((j) => corners[west]![north + south - j]!),
  ]
  return {
    outline: polygon([...ring, ring[0]!]),
    parcels: parcels.filter((_, n) => {
      const [i, j] = [n % CELLS, Math.floor(n / CELLS)]
      return i >= west && i < east && j >= south && j < north
    }),
  }
}

const area = ({ ground: { ledger } }: Overlay, entry: LedgerEntry) => ledger[entry]!.area
const sum = (measured: Overlay, ...entries: LedgerEntry[]) =>
  entries.reduce((total, entry) => total + area(measured, entry), 0)

const ENTRY_OF = {
  '0103': 'cultivated',
  '0301': 'otherAgricultural',
  '0702': 'construction',
  '1207': 'unused',
  '1006': 'otherAgricultural',
} as const satisfies Record<(typeof CODES)[number], LedgerEntry>
const GROUND = ['cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed'] as const

/** m² of each parcel, by its place in the list. */
async function parcelAreas(version: string): Promise<number[]> {
  const { rows } = await db.query<{ area_m2: number }>(
    'select area_m2 from land.layer_feature where layer_version_id = $1 order by feature_id',
    [version],
  )
  return rows.map((row) => row.area_m2)
}

const REPORTS = 12
const DEGREE_M = 111_000
/** Coordinates are kept to 0.1 mm: two borders meant to be one lie so far apart. */
const KEPT_M = 1e-4
/** Of what is narrower, only a bound is told. */
const MEASURED_M = 0.1

describe.each([0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5])('traced with a hand that is off by up to %f°', (jitter) => {
  test('a report holds the parcels it was traced from, its permit covers it, and what is left is slivers', async () => {
    const random = randomFrom(Math.round(jitter * 1e9) + 3)
    const corners = randomCorners(random)
    const parcels = parcelsOf(random, corners)
    const blocks = Array.from({ length: REPORTS }, () => randomBlock(random, corners, parcels))
    const again = (geometry: MultiPolygon) => redrawn(random, geometry, jitter)

    const version = await ground.layer('land-use', parcels)
    await ground.layer('eco-red-line', [{ geometry: again(blocks[0]!.outline) }])
    await ground.layer(
      'land-approvals',
      parcels.map(({ geometry }) => ({ geometry: again(geometry), validFrom: '2020-01-01' })),
    )
    const areas = await parcelAreas(version)
    const ids: string[] = []
    for (const { outline } of blocks) ids.push(await ground.report(again(outline)))

    for (const [at, measured] of (await ground.measureAll(ids)).entries()) {
      const traced = blocks[at]!.parcels
      const borderM = traced.length * 4 * 1.6 * CELL_M
      // Each border may lie off on both sides of it.
      const offM = 2 * Math.SQRT2 * jitter * DEGREE_M + KEPT_M
      const off = borderM * offM + 0.01

      expect(measured.ground.step).toBeLessThan(4)
      const patch = area(measured, 'patch')
      const closes = Math.max(0.01, 1e-6 * patch)
      expect(Math.abs(sum(measured, ...GROUND) - patch)).toBeLessThan(closes)
      expect(Math.abs(sum(measured, 'coveredLandApproval', 'remainder') - patch)).toBeLessThan(closes)

      for (const entry of GROUND) {
        const drawn = traced
          .filter(({ class: code }) => ENTRY_OF[code as (typeof CODES)[number]] === entry)
          .reduce((total, parcel) => total + areas[parcels.indexOf(parcel)]!, 0)
        expect(Math.abs(area(measured, entry) - drawn), `report ${at}, ${entry}`).toBeLessThan(off)
      }
      const { remainder } = measured.ground.ledger
      expect(remainder.area).toBeLessThan(off)
      if (remainder.area > 0 && remainder.area < 100)
        expect(remainder.width).toBeLessThan(Math.max(2 * offM, MEASURED_M))
    }
  })
})
