import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MultiPolygon, Position } from '../../domain/geojson.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { place, rectangle } from '../../fixtures/builders/geometry.ts'
import { between, randomFrom, shuffled, type Random } from '../../fixtures/district/random.ts'
import type { Database } from '../../server/db/database.ts'
import type { Overlay } from '../../server/queries/overlay.ts'
import { freshDatabase } from '../support/database.ts'
import { Ground, many, type GivenFeature } from './ground.ts'
import { CELL_M, CELLS, CODES, parcelsOf, polygon, randomCorners, redrawn } from './survey.ts'

// What must hold of any ground: random surveys with shared, nearly shared and overlapping borders.

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

/** Each parcel drawn by another hand: its corners are off by up to `jitterDeg` from its neighbours'. */
const survey = (random: Random, jitterDeg: number): GivenFeature[] =>
  parcelsOf(random, randomCorners(random)).map((parcel) => ({
    ...parcel,
    geometry: redrawn(random, parcel.geometry, jitterDeg),
  }))

/** A star-shaped polygon somewhere on the survey, and sometimes over its edge. */
function randomReport(random: Random): MultiPolygon {
  const [east, north] = [between(random, 0, CELLS * CELL_M), between(random, 0, CELLS * CELL_M)]
  const corners = Array.from({ length: 9 }, (_, at) => {
    const turn = ((at + between(random, 0.1, 0.9)) / 9) * 2 * Math.PI
    const reach = between(random, 8, 60)
    return place(east + reach * Math.cos(turn), north + reach * Math.sin(turn))
  })
  return polygon([...corners, corners[0]!])
}

const GROUND = ['cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed'] as const
const area = ({ ground: { ledger } }: Overlay, entry: LedgerEntry) => ledger[entry]?.area ?? 0
const sum = (measured: Overlay, entries: readonly LedgerEntry[]) =>
  entries.reduce((total, entry) => total + area(measured, entry), 0)

/** 0.01 m²: far below the 0.01 亩 to which a ledger must close. */
const CLOSE_M2 = 0.01

describe.each([0, 1e-9, 1e-7, 1e-6, 1e-5])('borders drawn off by up to %f°', (jitterDeg) => {
  test('the parts make the patch, covered and left make the patch, and no report fails', async () => {
    const random = randomFrom(Math.round(jitterDeg * 1e9) + 11)
    const parcels = survey(random, jitterDeg)
    await ground.layer('land-use', parcels)
    await ground.layer(
      'basic-farmland',
      parcels.filter(() => random() < 0.4),
    )
    await ground.layer(
      'land-approvals',
      parcels.filter(() => random() < 0.3).map(({ geometry }) => ({ geometry, validFrom: '2020-01-01' })),
    )
    const ids = []
    for (let n = 0; n < 60; n += 1) ids.push(await ground.report(randomReport(random)))
    for (const measured of await ground.measureAll(ids)) {
      const patch = area(measured, 'patch')
      expect(measured.ground.step).toBeLessThan(4)
      expect(Math.abs(sum(measured, GROUND) - patch)).toBeLessThan(CLOSE_M2)
      expect(
        Math.abs(
          sum(measured, [
            'coveredLandApproval',
            'coveredTemporaryUse',
            'coveredFacilityFiling',
            'coveredRuralRoad',
            'remainder',
          ]) - patch,
        ),
      ).toBeLessThan(CLOSE_M2)
      for (const entry of [...GROUND, 'basicFarmland', 'remainder'] as const) {
        expect(area(measured, entry)).toBeGreaterThanOrEqual(0)
        expect(area(measured, entry)).toBeLessThan(patch + CLOSE_M2)
      }
    }
  })
})

/** The same reports over another way of drawing the same ground. */
async function ledgers(
  features: readonly GivenFeature[],
  reports: readonly MultiPolygon[],
): Promise<number[][]> {
  const other = await Ground.make(db)
  await other.layer('land-use', features)
  const ids = []
  for (const report of reports) ids.push(await other.report(report))
  return (await other.measureAll(ids)).map((measured) => GROUND.map((entry) => area(measured, entry)))
}

const expectSame = (found: number[][], wanted: number[][]) => {
  for (const [at, row] of found.entries())
    for (const [n, value] of row.entries()) expect(Math.abs(value - wanted[at]![n]!)).toBeLessThan(CLOSE_M2)
}

describe('the same ground drawn otherwise gives the same ledger', () => {
  const random = randomFrom(5)
  const parcels = survey(random, 0)
  const reports = Array.from({ length: 30 }, () => randomReport(random))

  /** Along its diagonal, which shares its ends with the parcel and lies inside. */
  const halved = ({ geometry, ...rest }: GivenFeature): GivenFeature[] => {
    const [a, b, c, d] = geometry.coordinates[0]![0]!
    return [
      { ...rest, geometry: polygon([a!, b!, c!, a!]) },
      { ...rest, geometry: polygon([a!, c!, d!, a!]) },
    ]
  }

  const middle = ([ax, ay]: Position, [bx, by]: Position): Position => [(ax + bx) / 2, (ay + by) / 2]
  const cutAcross = ({ geometry, ...rest }: GivenFeature): GivenFeature[] => {
    const [a, b, c, d] = geometry.coordinates[0]![0]!
    const [south, north] = [middle(a!, b!), middle(c!, d!)]
    return [
      { ...rest, geometry: polygon([a!, south, north, d!, a!]) },
      { ...rest, geometry: polygon([south, b!, c!, north, south]) },
    ]
  }

  test.each<[string, GivenFeature[]]>([
    ['in another order', shuffled(random, parcels)],
    ['each parcel halved', parcels.flatMap(halved)],
    [
      'each parcel cut across, from the middle of a side to the middle of another',
      parcels.flatMap(cutAcross),
    ],
    ['each parcel twice', [...parcels, ...parcels]],
    [
      'all of a class as one feature',
      CODES.map((code) => ({
        class: code,
        geometry: many(...parcels.filter((parcel) => parcel.class === code).map(({ geometry }) => geometry)),
      })).filter(({ geometry }) => geometry.coordinates.length > 0),
    ],
    [
      'rings turned',
      parcels.map(({ geometry, ...rest }) => ({
        ...rest,
        geometry: polygon(geometry.coordinates[0]![0]!.toReversed()),
      })),
    ],
  ])('%s', async (_name, drawn) => {
    expectSame(await ledgers(drawn, reports), await ledgers(parcels, reports))
  })
})

test('two reports that do not touch share together what they share apart', async () => {
  const random = randomFrom(23)
  await ground.layer('land-use', survey(random, 0))
  const [west, east] = [
    rectangle({ east: 10, north: 30, width: 70, height: 90 }),
    rectangle({ east: 130, north: 60, width: 80, height: 70 }),
  ]
  const [one, other, both] = await ground.measureAll([
    await ground.report(west),
    await ground.report(east),
    await ground.report(many(west, east)),
  ])
  // k² is taken at each report's own centroid: 100 m apart it differs by less than 10⁻⁷.
  for (const entry of ['patch', ...GROUND] as const)
    expect(Math.abs(area(one!, entry) + area(other!, entry) - area(both!, entry))).toBeLessThan(CLOSE_M2)
})
