import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { areas, Ground, tenth } from './ground.ts'

// Ground that the survey or a layer tells more of than its class: forests, crops, roads, parks, and which paper covers.

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
const given = (east: number, width: number) => ({ geometry: strip(east, width), validFrom: '2020-01-01' })
const field = (east: number, width: number, attributes: Record<string, unknown> = {}) => ({
  geometry: strip(east, width),
  class: '0103',
  attributes,
})

test('forests and grassland of what is left, by the survey and by the forest layer', async () => {
  await ground.layer('land-use', [
    { geometry: strip(0, 40), class: '0301' },
    { geometry: strip(40, 20), class: '0307K' },
    { geometry: strip(60, 20), class: '0404' },
    { geometry: strip(70, 30), class: '0103' },
  ])
  await ground.layer('forests', [
    { geometry: strip(0, 30), class: 'public' },
    { geometry: strip(20, 30), class: 'commercial' },
    { geometry: strip(90, 10), class: '疏林' },
  ])
  await ground.layer('land-approvals', [given(0, 10)])
  const measured = await ground.measure(REPORT)
  expect(
    areas(
      measured,
      'remainderForest',
      'remainderGrassland',
      'remainderPublicForest',
      'remainderCommercialForest',
    ),
  ).toEqual({
    remainderForest: 2500, // 10–60 m
    remainderGrassland: 500, // 60–70 m: beyond, the field comes first
    remainderPublicForest: 1000, // 10–30 m
    remainderCommercialForest: 1000, // 30–50 m: before, the public forest comes first
  })
})

describe('how land is planted', () => {
  test.each([
    ['by code', { ZZSXDM: 'FLS' }, { ZZSXDM: 'WG' }],
    ['by name', { ZZSXMC: '种植非粮作物' }, { ZZSXMC: '未耕种' }],
    [
      'by a code that nobody knows and a name',
      { zzsxdm: '02', ZZSXMC: '种植非粮作物' },
      { zzsxdm: '05', zzsxmc: '未耕种' },
    ],
  ])('is told %s', async (_name, nonGrain, untilled) => {
    await ground.layer('land-use', [
      field(0, 40, nonGrain),
      field(40, 20, { ZZSXDM: 'LS' }),
      field(60, 10, { ZZSXDM: 'LYFL', ZZSXMC: '粮与非粮轮作' }),
      field(70, 30, untilled),
    ])
    await ground.layer('grain-zones', [{ geometry: strip(20, 60) }])
    expect(areas(await ground.measure(REPORT), 'nonGrainInZone', 'untilled', 'untilledTwice')).toEqual({
      nonGrainInZone: 1000, // 20–40 m
      untilled: 1500,
      untilledTwice: null, // no survey before it
    })
  })

  test('is not nought where the survey does not say', async () => {
    await ground.layer('land-use', [field(0, 100, { ZZSXDM: '' })])
    await ground.layer('grain-zones', [{ geometry: strip(0, 100) }])
    expect(areas(await ground.measure(REPORT), 'nonGrainInZone', 'untilled')).toEqual({
      nonGrainInZone: null,
      untilled: null,
    })
  })

  test('is compared with the survey before the one that serves', async () => {
    const WG = { ZZSXDM: 'WG' }
    await ground.layer('land-use', [field(0, 100, WG)], { validFrom: '2022-12-31' })
    await ground.layer('land-use', [field(0, 30, WG), field(30, 70, { ZZSXDM: 'LS' })], {
      validFrom: '2023-12-31',
    })
    const version = await ground.layer('land-use', [field(20, 50, WG), field(70, 30)], {
      validFrom: '2024-12-31',
    })
    const measured = await ground.measure(REPORT)
    expect(areas(measured, 'untilled', 'untilledTwice')).toEqual({ untilled: 2500, untilledTwice: 500 })
    expect(measured.ground.layers['land-use']).toMatchObject({
      layerVersionId: version,
      beforeId: String(Number(version) - 1),
    })
    // The survey before serves no facts.
    expect(measured.facts.map(({ layerVersionId }) => layerVersionId)).toEqual([version, version])
  })
})

describe('farmland beside roads', () => {
  // Roads at the west border of the report, 10 m of which lie within their right-of-way.
  const road = (kind: string) => ({ geometry: strip(-20, 30), class: kind })

  test.each([
    ['国道', 5],
    ['省道', 5],
    ['高速公路', 5],
    ['1001', 5],
    ['G208', 5],
    ['县道', 3],
    ['乡道', 3],
    ['1006', 3],
  ])('along a road of class %s a belt of %i m may stand', async (kind, width) => {
    await ground.layer('land-use', [field(-50, 130), { geometry: strip(80, 70), class: '0702' }])
    await ground.layer('roads', [road(kind)])
    const measured = await ground.measure(REPORT, { type: '03' })
    expect(areas(measured, 'roadBelt', 'roadBeltBeyond')).toEqual({
      roadBelt: width * 50,
      roadBeltBeyond: (70 - width) * 50,
    })
    expect(measured.ground.layers['roads']!.beltM).toEqual([5, 3])
  })

  test('the belt reaches a report that lies beside the road, and none that lies farther', async () => {
    await ground.layer('land-use', [field(-50, 200)])
    await ground.layer('roads', [{ geometry: strip(-22, 20), class: '国道' }])
    expect(areas(await ground.measure(REPORT), 'roadBelt', 'roadBeltBeyond')).toEqual({
      roadBelt: 150,
      roadBeltBeyond: 4850,
    })
    expect(areas(await ground.measure(strip(10, 100)), 'roadBelt', 'roadBeltBeyond')).toEqual({
      roadBelt: 0,
      roadBeltBeyond: 0,
    })
  })
})

test('farm parks', async () => {
  await ground.layer('farm-parks', [{ geometry: strip(70, 100) }, { geometry: strip(60, 20) }])
  expect(areas(await ground.measure(REPORT), 'farmPark')).toEqual({ farmPark: 2000 })
})

describe('which paper covers', () => {
  const COVERED = [
    'coveredLandApproval',
    'coveredSupply',
    'coveredRegistration',
    'coveredTemporaryUse',
    'remainder',
  ] as const

  test('批文 before 供地 before 登记 before 临时用地, each once', async () => {
    await ground.layer('land-approvals', [
      { ...given(0, 30), class: 'landApproval' },
      { ...given(20, 30), class: 'landSupply' },
      { ...given(40, 30), class: 'registration' },
      { ...given(0, 10), class: 'registration' },
    ])
    await ground.layer('temporary-use', [given(60, 20)])
    expect(areas(await ground.measure(REPORT), ...COVERED)).toEqual({
      coveredLandApproval: 3500,
      coveredSupply: 1000, // 30–50 m
      coveredRegistration: 1000, // 50–70 m
      coveredTemporaryUse: 500, // 70–80 m
      remainder: 1000,
    })
  })

  test('a paper whose kind is not told is an approval', async () => {
    await ground.layer('land-approvals', [given(0, 30)])
    expect(areas(await ground.measure(REPORT), ...COVERED)).toMatchObject({
      coveredLandApproval: 1500,
      coveredSupply: 0,
      coveredRegistration: 0,
    })
  })
})

test('versions of releases that kept the attribute only are told as they were', async () => {
  const version = await ground.layer('land-use', [field(0, 100, { ZZSXDM: 'WG' })])
  const { rows } = await db.query<{ planting: string; has_planting: boolean }>(
    `select p.planting, v.has_planting, land.planting_of(f.attributes) as again
       from land.layer_piece p
       join land.layer_version v using (layer_version_id)
       join land.layer_feature f using (layer_version_id, feature_id)
      where layer_version_id = $1`,
    [version],
  )
  expect(rows).toEqual([{ planting: 'untilled', has_planting: true, again: 'untilled' }])
  expect(tenth((await ground.measure(REPORT)).ground.ledger.untilled?.area)).toBe(5000)
})
