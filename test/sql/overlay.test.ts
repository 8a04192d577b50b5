import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { localActor } from '../../server/audit/record.ts'
import type { Database } from '../../server/db/database.ts'
import { withdrawLayer } from '../../server/queries/layer-status.ts'
import { AREA_DECIMALS, freshDatabase } from '../support/database.ts'
import { areas, DAY, Ground, many, tenth } from './ground.ts'

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

/** From `east` to `east + width` metres, 50 m high: every area is 50 × its width. */
const strip = (east: number, width: number) => rectangle({ east, north: 0, width, height: 50 })
const REPORT = strip(0, 100)
/** The same, and beyond the report on both sides. */
const across = (east: number, width: number) => rectangle({ east, north: -20, width, height: 100 })

const GROUND = ['patch', 'cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed'] as const

describe('ground under a report', () => {
  const field = (east: number, width: number) => ({ geometry: across(east, width), class: '0103' })
  const village = (east: number, width: number) => ({ geometry: across(east, width), class: '0702' })
  const meadow = (east: number, width: number) => ({ geometry: across(east, width), class: '0403' })
  const withHole = (): MultiPolygon => {
    const outer = rectangle({ east: -50, north: -50, width: 300, height: 200 }).coordinates[0]![0]!
    const hole = strip(20, 40).coordinates[0]![0]!.toReversed()
    return { type: 'MultiPolygon', coordinates: [[outer, hole]] }
  }

  test.each<[string, { geometry: MultiPolygon; class: string }[], Partial<Record<LedgerEntry, number>>]>([
    ['all of one class', [field(-50, 200)], { cultivated: 5000 }],
    ['two classes', [field(-50, 110), village(60, 90)], { cultivated: 3000, construction: 2000 }],
    ['beyond the survey', [field(-50, 90)], { cultivated: 2000, unsurveyed: 3000 }],
    ['none of it surveyed', [field(500, 50)], { unsurveyed: 5000 }],
    [
      'a code that nobody knows',
      [{ ...field(-50, 110), class: '7777' }, village(60, 90)],
      { construction: 2000, unsurveyed: 3000 },
    ],
    ['a neighbour that shares only an edge', [field(-50, 150), village(100, 50)], { cultivated: 5000 }],
    [
      'a hole in the survey',
      [{ geometry: withHole(), class: '0103' }],
      { cultivated: 3000, unsurveyed: 2000 },
    ],
    [
      'one class twice over the same ground counts once',
      [field(-50, 130), field(20, 130)],
      { cultivated: 5000 },
    ],
    [
      'of two classes over the same ground, farmland comes first',
      [village(-50, 120), field(40, 110)],
      { construction: 2000, cultivated: 3000 },
    ],
    [
      'other agricultural before construction',
      [village(-50, 120), meadow(40, 110)],
      { construction: 2000, otherAgricultural: 3000 },
    ],
    ['a class with its suffix', [{ ...field(-50, 200), class: '0103K' }], { cultivated: 5000 }],
    ['bare rock', [{ ...field(-50, 200), class: '1207' }], { unused: 5000 }],
  ])('%s', async (_name, landUse, expected) => {
    await ground.layer('land-use', landUse)
    const measured = await ground.measure(REPORT)
    const nothing = { cultivated: 0, otherAgricultural: 0, construction: 0, unused: 0, unsurveyed: 0 }
    expect(areas(measured, ...GROUND)).toEqual({ patch: 5000, ...nothing, ...expected })
    expect(measured.ground.step).toBe(0)
  })

  test('facts name every feature with its m², also those that claim the same ground; a shared edge is none', async () => {
    const version = await ground.layer('land-use', [field(-50, 130), village(60, 90), meadow(100, 50)])
    const { facts } = await ground.measure(REPORT)
    expect(
      facts.map(({ layerVersionId, featureId, class: code, area }) => [
        layerVersionId,
        featureId,
        code,
        tenth(area),
      ]),
    ).toEqual([
      [version, 1, '0103', 4000],
      [version, 2, '0702', 2000],
    ])
  })

  test('a report of two parts with a hole is measured as it is', async () => {
    await ground.layer('land-use', [field(-50, 110), village(60, 190)])
    const outer = strip(0, 100).coordinates[0]![0]!
    const hole = rectangle({ east: 10, north: 10, width: 20, height: 20 }).coordinates[0]![0]!.toReversed()
    const pierced: MultiPolygon = { type: 'MultiPolygon', coordinates: [[outer, hole]] }
    const measured = await ground.measure(many(pierced, strip(150, 20)))
    expect(areas(measured, 'patch', 'cultivated', 'construction', 'unsurveyed')).toEqual({
      patch: 5600,
      cultivated: 2600,
      construction: 3000,
      unsurveyed: 0,
    })
  })

  test('a report of many vertices is cut for the overlay, and nothing of it is lost', async () => {
    await ground.layer('land-use', [field(-50, 110), village(60, 190)])
    const steps = 400
    const comb = Array.from({ length: steps + 1 }, (_, at) => {
      const [lon, lat] = rectangle({ east: (100 * at) / steps, north: 50 + (at % 2), width: 1, height: 1 })
        .coordinates[0]![0]![0]!
      return [lon, lat] as [number, number]
    })
    const [southWest, southEast] = strip(0, 100).coordinates[0]![0]!
    const ring = [southWest!, southEast!, ...comb.toReversed(), southWest!]
    const { ground: facts } = await ground.measure({ type: 'MultiPolygon', coordinates: [[ring]] })
    // Half of the teeth's height on top of 50 m.
    expect(tenth(facts.ledger.patch.area)).toBe(5050)
    expect(facts.ledger.cultivated!.area).toBeCloseTo(3030, 0)
    expect(facts.ledger.cultivated!.area + facts.ledger.construction!.area).toBeCloseTo(
      facts.ledger.patch.area,
      AREA_DECIMALS,
    )
  })
})

describe('protected ground and plan', () => {
  test('basic farmland and red line take the ground from the plan that would allow building', async () => {
    await ground.layer('basic-farmland', [{ geometry: strip(0, 30) }, { geometry: strip(20, 20) }])
    await ground.layer('eco-red-line', [{ geometry: strip(70, 100) }])
    await ground.layer('plan-zones', [
      { geometry: strip(-10, 90), class: '410' },
      { geometry: strip(80, 90), class: '530' },
    ])
    const measured = await ground.measure(REPORT)
    expect(areas(measured, 'basicFarmland', 'redLine', 'planConform', 'planContrary')).toEqual({
      basicFarmland: 2000,
      redLine: 1500,
      planConform: 1500, // 40–70 m
      planContrary: 3500,
    })
  })

  test('outside both boundaries is what neither the urban nor the village boundary holds', async () => {
    await ground.layer('urban-boundary', [{ geometry: strip(-10, 40) }])
    await ground.layer('village-boundary', [{ geometry: strip(20, 30) }])
    const measured = await ground.measure(REPORT)
    expect(areas(measured, 'ruralArea', 'remainderOutsideBoundaries')).toEqual({
      ruralArea: 3500,
      remainderOutsideBoundaries: 2500,
    })
  })

  test('entries of a layer that is not there are absent, and not nought', async () => {
    await ground.layer('urban-boundary', [{ geometry: strip(-10, 40) }])
    const { ledger, layers } = (await ground.measure(REPORT)).ground
    expect(Object.keys(ledger).sort()).toEqual(['patch', 'remainder', 'ruralArea'])
    expect(Object.keys(layers)).toEqual(['urban-boundary'])
  })
})

describe('legal coverage', () => {
  const COVERED = [
    'coveredLandApproval',
    'coveredTemporaryUse',
    'coveredFacilityFiling',
    'coveredRuralRoad',
    'remainder',
  ] as const
  const given = (east: number, width: number) => ({ geometry: strip(east, width), validFrom: '2020-01-01' })

  async function allPapers() {
    await ground.layer('land-approvals', [given(0, 30), given(20, 20)])
    await ground.layer('temporary-use', [given(30, 30)])
    await ground.layer('facility-filings', [given(50, 30)])
    await ground.layer('land-use', [
      { geometry: strip(-10, 80), class: '0103' },
      { geometry: strip(70, 25), class: '1006' },
      { geometry: strip(95, 60), class: '0103' },
    ])
  }

  test.each<[string, { type: string; use: string | null }, Record<(typeof COVERED)[number], number>]>([
    [
      'a factory: no filing covers it',
      { type: '20', use: 'industrial' },
      {
        coveredLandApproval: 2000,
        coveredTemporaryUse: 1000,
        coveredFacilityFiling: 0,
        coveredRuralRoad: 0,
        remainder: 2000,
      },
    ],
    [
      'a greenhouse: the filing covers what is left',
      { type: '20', use: 'greenhouse' },
      {
        coveredLandApproval: 2000,
        coveredTemporaryUse: 1000,
        coveredFacilityFiling: 1000,
        coveredRuralRoad: 0,
        remainder: 1000,
      },
    ],
    [
      'unknown use: it may be a facility',
      { type: '20', use: null },
      {
        coveredLandApproval: 2000,
        coveredTemporaryUse: 1000,
        coveredFacilityFiling: 1000,
        coveredRuralRoad: 0,
        remainder: 1000,
      },
    ],
    [
      'a rural road on rural road land',
      { type: 'ND', use: 'greenhouse' },
      {
        coveredLandApproval: 2000,
        coveredTemporaryUse: 1000,
        coveredFacilityFiling: 1000,
        coveredRuralRoad: 750,
        remainder: 250,
      },
    ],
  ])('%s; each kind covers only what those before it left', async (_name, { type, use }, expected) => {
    await allPapers()
    const measured = await ground.measure(REPORT, { type, attributes: { use } })
    expect(areas(measured, ...COVERED)).toEqual(expected)
  })

  test('what is left of each ground is measured again', async () => {
    await allPapers()
    await ground.layer('basic-farmland', [{ geometry: strip(50, 40) }])
    const measured = await ground.measure(REPORT)
    expect(
      areas(
        measured,
        'remainder',
        'remainderCultivated',
        'remainderOtherAgricultural',
        'remainderBasicFarmland',
        'remainderOrdinaryCultivated',
      ),
    ).toEqual({
      remainder: 2000, // 60–100 m
      remainderCultivated: 750, // 60–70 and 95–100 m
      remainderOtherAgricultural: 1250, // 70–95 m
      remainderBasicFarmland: 1500, // 60–90 m
      remainderOrdinaryCultivated: 250, // 95–100 m
    })
  })

  test('every ground and zone under a permit is taken from what is left', async () => {
    // 0–20 field, 20–40 wood, 40–60 village, 60–80 rock, 80–100 nothing; all but the first 10 m of each under a permit.
    await ground.layer('land-use', [
      { geometry: strip(-10, 30), class: '0103' },
      { geometry: strip(20, 20), class: '0301' },
      { geometry: strip(40, 20), class: '0702' },
      { geometry: strip(60, 20), class: '1207' },
    ])
    await ground.layer('eco-red-line', [{ geometry: strip(0, 20) }])
    await ground.layer('plan-zones', [{ geometry: strip(40, 60), class: '410' }])
    await ground.layer(
      'land-approvals',
      [10, 30, 50, 70, 90].map((east) => given(east, 10)),
    )
    const measured = await ground.measure(REPORT)
    const whole = {
      patch: 5000,
      cultivated: 1000,
      otherAgricultural: 1000,
      construction: 1000,
      unused: 1000,
      unsurveyed: 1000,
      redLine: 1000,
      planConform: 3000,
      planContrary: 2000,
    }
    const left = {
      remainder: 2500,
      remainderCultivated: 500,
      remainderOtherAgricultural: 500,
      remainderConstruction: 500,
      remainderUnused: 500,
      remainderUnsurveyed: 500,
      remainderRedLine: 500,
      remainderPlanConform: 1500,
      remainderPlanContrary: 1000,
    }
    const expected = { ...whole, ...left }
    expect(areas(measured, ...(Object.keys(expected) as LedgerEntry[]))).toEqual(expected)
  })

  test('each register has an entry of its own, and only approvals, temporary use and filings cover', async () => {
    await ground.layer('rural-permits', [given(0, 10)])
    await ground.layer('urban-permits', [given(0, 20)])
    await ground.layer('homestead-approvals', [given(0, 30)])
    await ground.layer('facility-filings', [given(0, 40)])
    const measured = await ground.measure(REPORT)
    expect(
      areas(
        measured,
        'ruralPermitCovered',
        'urbanPermitCovered',
        'homesteadCovered',
        'filingCovered',
        'coveredFacilityFiling',
        'remainder',
      ),
    ).toEqual({
      ruralPermitCovered: 500,
      urbanPermitCovered: 1000,
      homesteadCovered: 1500,
      filingCovered: 2000,
      coveredFacilityFiling: 0, // an industrial use
      remainder: 5000,
    })
  })

  test('of transport land only rural roads cover a rural road', async () => {
    await ground.layer('land-use', [
      { geometry: strip(-10, 30), class: '1006' },
      { geometry: strip(20, 30), class: '1004' },
      { geometry: strip(50, 20), class: '1006K' },
    ])
    const measured = await ground.measure(REPORT, { type: 'ND' })
    expect(areas(measured, 'coveredRuralRoad', 'remainder')).toEqual({
      coveredRuralRoad: 2000,
      remainder: 3000,
    })
  })

  test.each([
    ['issued the day after', { validFrom: '2025-07-01' }, 'issued-later', 0],
    ['issued on the day', { validFrom: DAY }, 'in-force', 5000],
    ['valid for the last day', { validFrom: '2020-01-01', validTo: DAY }, 'in-force', 5000],
    ['expired the day before', { validFrom: '2020-01-01', validTo: '2025-06-29' }, 'expired', 0],
    ['without a day of issue', { validFrom: null }, 'undated', 0],
    ['revoked', { validFrom: '2020-01-01', attributes: { status: 'revoked' } }, 'revoked', 0],
    ['replaced', { validFrom: '2020-01-01', attributes: { status: 'replaced' } }, 'revoked', 0],
  ])('a permit that is %s', async (_name, paper, timing, covered) => {
    await ground.layer('land-approvals', [{ geometry: strip(0, 100), class: 'landApproval', ...paper }])
    await ground.layer('rural-permits', [{ geometry: strip(0, 100), ...paper }])
    const measured = await ground.measure(REPORT)
    expect(areas(measured, 'coveredLandApproval', 'ruralPermitCovered', 'remainder')).toEqual({
      coveredLandApproval: covered,
      ruralPermitCovered: covered,
      remainder: 5000 - covered,
    })
    expect(
      measured.ground.permits.map((permit) => [permit.role, permit.timing, tenth(permit.covered)]),
    ).toEqual([
      ['land-approvals', timing, 5000],
      ['rural-permits', timing, 5000],
    ])
  })

  test('a permit says how far the report goes beyond it, and how wide', async () => {
    await ground.layer('rural-permits', [
      {
        geometry: strip(0, 98.5),
        validFrom: '2020-01-01',
        attributes: { number: 'P-1', approvedAreaM2: 120 },
      },
    ])
    const [permit] = (await ground.measure(REPORT)).ground.permits
    expect(permit).toMatchObject({ number: 'P-1', approvedArea: 120, timing: 'in-force' })
    expect(permit!.covered).toBeCloseTo(4925, 0)
    expect(permit!.excess.area).toBeCloseTo(75, 0)
    expect(permit!.excess.width).toBeCloseTo(1.5, 2)
  })
})

describe('slivers', () => {
  test.each([
    ['a strip along the border', strip(99, 200), 50, 1],
    ['a corner as wide as a hut', rectangle({ east: 92, north: 42, width: 100, height: 100 }), 64, 8],
    ['a field', strip(50, 200), 2500, null],
  ])('%s: area and width', async (_name, geometry, area, width) => {
    await ground.layer('basic-farmland', [{ geometry }])
    const { basicFarmland } = (await ground.measure(REPORT)).ground.ledger
    expect(basicFarmland!.area).toBeCloseTo(area, 1)
    if (width === null) expect(basicFarmland!.width).toBeNull()
    else expect(basicFarmland!.width).toBeCloseTo(width, 2)
  })
})

describe('layers of a day', () => {
  const FIRST = { geometry: across(-10, 200), class: '0103' }
  const LATER = { geometry: across(-10, 200), class: '0702' }

  test.each([
    ['before every version: the earliest serves, and says so', '2019-12-31', 'cultivated', true],
    ['on the first day of the first', '2020-01-01', 'cultivated', false],
    ['on the last day of the first', '2022-12-31', 'cultivated', false],
    ['on the first day of the second', '2023-01-01', 'construction', false],
    ['long after', '2030-01-01', 'construction', false],
  ] as const)('%s', async (_name, day, entry, laterThanDay) => {
    await ground.layer('land-use', [FIRST], { validFrom: '2020-01-01' })
    await ground.layer('land-use', [LATER], { validFrom: '2023-01-01' })
    const measured = await ground.measure(REPORT, {}, day)
    expect(measured.day).toBe(day)
    expect(areas(measured, entry)).toEqual({ [entry]: 5000 })
    expect(measured.ground.layers['land-use']).toMatchObject({ laterThanDay })
  })

  test('a version that waits in staging serves nobody', async () => {
    await ground.layer('land-use', [FIRST])
    await ground.layer('land-use', [LATER], { validFrom: '2023-01-01', publish: false })
    expect(areas(await ground.measure(REPORT), 'cultivated')).toEqual({ cultivated: 5000 })
  })

  test('a version that was withdrawn serves nobody: the one before it does', async () => {
    await ground.layer('land-use', [FIRST])
    const later = await ground.layer('land-use', [LATER], { validFrom: '2023-01-01' })
    await db.transaction((tx) =>
      withdrawLayer(tx, {
        district: ground.district,
        layerVersionId: later,
        name: 'test',
        by: localActor('test'),
        detail: { way: 'machine' },
      }),
    )
    expect(areas(await ground.measure(REPORT), 'cultivated')).toEqual({ cultivated: 5000 })
  })

  test('of versions that are all later the earliest serves', async () => {
    await ground.layer('land-use', [LATER], { validFrom: '2027-01-01' })
    await ground.layer('land-use', [FIRST], { validFrom: '2026-01-01' })
    const measured = await ground.measure(REPORT)
    expect(areas(measured, 'cultivated')).toEqual({ cultivated: 5000 })
    expect(measured.ground.layers['land-use']).toMatchObject({ validFrom: '2026-01-01', laterThanDay: true })
  })

  test('of two versions from the same day the newer serves', async () => {
    await ground.layer('land-use', [FIRST])
    await ground.layer('land-use', [LATER])
    expect(areas(await ground.measure(REPORT), 'construction')).toEqual({ construction: 5000 })
  })

  test('a register serves in its newest version on every day', async () => {
    const paper = { geometry: strip(0, 100), class: 'landApproval', validFrom: '2010-01-01' }
    await ground.layer('land-approvals', [{ ...paper, geometry: strip(500, 1) }], { validFrom: '2020-01-01' })
    await ground.layer('land-approvals', [paper], { validFrom: '2024-01-01' })
    const measured = await ground.measure(REPORT, {}, '2015-01-01')
    expect(areas(measured, 'coveredLandApproval')).toEqual({ coveredLandApproval: 5000 })
    expect(measured.ground.layers['land-approvals']).toMatchObject({ version: 2, laterThanDay: false })
  })

  test('without a day each report is measured by its own: act, else later image, else report', async () => {
    await ground.layer('land-use', [FIRST], { validFrom: '2020-01-01' })
    await ground.layer('land-use', [LATER], { validFrom: '2023-01-01' })
    const days = { reportedOn: '2024-05-01', imageBefore: '2020-05-01', imageAfter: '2021-05-01' }
    const measured = await ground.measureAll(
      [
        await ground.report(REPORT, { reportedOn: '2024-05-01' }),
        await ground.report(REPORT, days),
        await ground.report(REPORT, { ...days, actOn: '2023-05-01' }),
      ],
      null,
    )
    expect(measured.map(({ day }) => day)).toEqual(['2024-05-01', '2021-05-01', '2023-05-01'])
    expect(measured.map(({ ground: { ledger } }) => tenth(ledger.cultivated!.area))).toEqual([0, 5000, 0])
  })
})

describe('township', () => {
  const town = (code: string, east: number, width: number) => ({
    sourceKey: code,
    geometry: strip(east, width),
  })

  test.each([
    ['inside one', [town('A', -50, 300)], 'A', 1],
    ['over a border: the larger share', [town('A', -50, 90), town('B', 40, 200)], 'B', 0.6],
    ['half and half: the lower code', [town('B', -50, 100), town('A', 50, 100)], 'A', 0.5],
    ['mostly outside', [town('A', -50, 60)], 'A', 0.1],
    ['outside every one', [town('A', 500, 60)], null, null],
  ])('%s', async (_name, towns, code, share) => {
    await ground.layer('townships', towns)
    const measured = await ground.measure(REPORT)
    expect(measured.township).toBe(code)
    if (share === null) expect(measured.townshipShare).toBeNull()
    else expect(measured.townshipShare).toBeCloseTo(share, 3)
  })
})

test('a village is told by the largest share, whatever its township', async () => {
  await ground.layer('townships', [
    { sourceKey: 'A', geometry: strip(-50, 110) },
    { sourceKey: 'B', geometry: strip(60, 100) },
  ])
  await ground.layer('villages', [
    { sourceKey: 'A1', geometry: strip(-50, 80) },
    { sourceKey: 'A2', geometry: strip(30, 30) },
    { sourceKey: 'B1', geometry: strip(60, 100) },
  ])
  const { township, townshipShare, village } = await ground.measure(REPORT)
  expect({ township, village }).toEqual({ township: 'A', village: 'B1' })
  expect(townshipShare).toBeCloseTo(0.6, 3)
})

test('a report measured alone and among others gives the very same numbers', async () => {
  await ground.layer('land-use', [
    { geometry: strip(-10, 70), class: '0103' },
    { geometry: strip(60, 300), class: '0702' },
  ])
  await ground.layer('facility-filings', [{ geometry: strip(20, 15), validFrom: '2020-01-01' }])
  await ground.layer('townships', [{ sourceKey: 'A', geometry: strip(-10, 400) }])
  const ids = []
  for (let at = 0; at < 12; at += 1)
    ids.push(await ground.report(strip(at * 23, 37 + at), { attributes: {} }))
  const together = await ground.measureAll(ids)
  const reversed = await ground.measureAll(ids.toReversed())
  expect(reversed.toReversed()).toEqual(together)
  for (const [at, id] of ids.entries()) expect(await ground.measureAll([id])).toEqual([together[at]])
})
