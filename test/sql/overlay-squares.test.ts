import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { pick, randomFrom, whole, type Random } from '../../fixtures/district/random.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { Ground } from './ground.ts'

// Layers of random rectangles on a grid, laid over each other and leaving gaps: what each square of the grid counts as can be
// said without any geometry, so the ledger is held against a count of squares.

let db: Database

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

const SIDE = 16
const SQUARE_M = 10

interface Box {
  west: number
  south: number
  east: number
  north: number
  class: string
}

const randomBox = (random: Random, classes: readonly string[]): Box => {
  const [west, south] = [whole(random, 0, SIDE - 1), whole(random, 0, SIDE - 1)]
  return {
    west,
    south,
    east: whole(random, west + 1, SIDE + 2),
    north: whole(random, south + 1, SIDE + 2),
    class: pick(random, classes),
  }
}
const boxes = (random: Random, count: number, classes: readonly string[]) =>
  Array.from({ length: count }, () => randomBox(random, classes))

const geometryOf = ({ west, south, east, north }: Box) =>
  rectangle({
    east: west * SQUARE_M,
    north: south * SQUARE_M,
    width: (east - west) * SQUARE_M,
    height: (north - south) * SQUARE_M,
  })

const holds = (box: Box, x: number, y: number) =>
  x >= box.west && x < box.east && y >= box.south && y < box.north

const GROUPS = [
  ['0103', 'cultivated'],
  ['0301', 'otherAgricultural'],
  ['1006', 'otherAgricultural'],
  ['0702', 'construction'],
  ['1207', 'unused'],
] as const
const COVER = [
  ['landApproval', 'land-approvals', null],
  ['landSupply', 'land-approvals', 'coveredSupply'],
  ['registration', 'land-approvals', 'coveredRegistration'],
  ['temporary', 'temporary-use', 'coveredTemporaryUse'],
  ['filing', 'facility-filings', 'coveredFacilityFiling'],
] as const

test.each(Array.from({ length: 12 }, (_, n) => n + 1))('random ground %i', async (seed) => {
  const random = randomFrom(seed)
  const landUse = boxes(
    random,
    7,
    GROUPS.map(([code]) => code),
  )
  const papers = boxes(
    random,
    6,
    COVER.map(([kind]) => kind),
  )
  const farmland = boxes(random, 2, ['pbf'])
  const report = randomBox(random, ['P'])

  const ground = await Ground.make(db)
  const layer = async (role: (typeof COVER)[number][1] | 'land-use' | 'basic-farmland', of: readonly Box[]) =>
    ground.layer(
      role,
      // One feature far away, so that the layer is there also where no box is of its kind.
      [...of, { west: 900, south: 900, east: 901, north: 901, class: '0103' }].map((box) => ({
        geometry: geometryOf(box),
        class: box.class,
        validFrom: '2020-01-01',
      })),
    )
  await layer('land-use', landUse)
  await layer('basic-farmland', farmland)
  for (const role of new Set(COVER.map(([, role]) => role)))
    await layer(
      role,
      papers.filter((paper) => COVER.some(([kind, of]) => kind === paper.class && of === role)),
    )

  const expected: Partial<Record<LedgerEntry, number>> = {}
  const count = (entry: LedgerEntry | null) => entry && (expected[entry] = (expected[entry] ?? 0) + 1)
  for (let x = report.west; x < report.east; x += 1)
    for (let y = report.south; y < report.north; y += 1) {
      const over = landUse.filter((box) => holds(box, x, y)).map((box) => box.class)
      const group = GROUPS.find(
        ([code, of]) => over.some((one) => GROUPS.find(([c]) => c === one)![1] === of) && code,
      )?.[1]
      const kind = COVER.find(([kind]) => papers.some((paper) => paper.class === kind && holds(paper, x, y)))
      count('patch')
      count(group ?? 'unsurveyed')
      if (farmland.some((box) => holds(box, x, y))) count('basicFarmland')
      if (kind) {
        if (kind[1] === 'land-approvals') count('coveredLandApproval')
        count(kind[2])
      } else if (over.includes('1006')) count('coveredRuralRoad')
      else {
        count('remainder')
        count(
          group === undefined
            ? 'remainderUnsurveyed'
            : (`remainder${group[0]!.toUpperCase()}${group.slice(1)}` as LedgerEntry),
        )
        if (farmland.some((box) => holds(box, x, y))) count('remainderBasicFarmland')
      }
    }

  const measured = await ground.measure(geometryOf(report), { type: 'ND', attributes: { use: 'greenhouse' } })
  const { ledger, step } = measured.ground
  expect(step).toBeLessThan(4)
  const entries: LedgerEntry[] = [
    'cultivated',
    'otherAgricultural',
    'construction',
    'unused',
    'unsurveyed',
    'basicFarmland',
    'coveredLandApproval',
    'coveredSupply',
    'coveredRegistration',
    'coveredTemporaryUse',
    'coveredFacilityFiling',
    'coveredRuralRoad',
    'remainder',
    'remainderCultivated',
    'remainderOtherAgricultural',
    'remainderConstruction',
    'remainderUnused',
    'remainderUnsurveyed',
    'remainderBasicFarmland',
  ]
  const square = ledger.patch.area / expected.patch!
  expect(square).toBeCloseTo(SQUARE_M ** 2, 1)
  for (const entry of entries)
    expect(Math.abs(ledger[entry]!.area - (expected[entry] ?? 0) * square), entry).toBeLessThan(
      1e-4 * ledger.patch.area,
    )

  // 0.01 亩 is what the field asks for.
  const sum = (...of: LedgerEntry[]) => of.reduce((total, entry) => total + ledger[entry]!.area, 0)
  const closes = (total: number, parts: number) => expect(Math.abs(total - parts) * 0.0015).toBeLessThan(0.01)
  closes(ledger.patch.area, sum('cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed'))
  closes(
    ledger.patch.area,
    sum(
      'coveredLandApproval',
      'coveredTemporaryUse',
      'coveredFacilityFiling',
      'coveredRuralRoad',
      'remainder',
    ),
  )
  closes(
    ledger.remainder.area,
    sum(
      'remainderCultivated',
      'remainderOtherAgricultural',
      'remainderConstruction',
      'remainderUnused',
      'remainderUnsurveyed',
    ),
  )
})
