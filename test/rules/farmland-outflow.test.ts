import { describe, expect, test } from 'vitest'
import { farmlandOutflow } from '../../server/rules/farmland-outflow.ts'
import { finding, said } from './said.ts'

const orchard = { type: '02', use: 'orchard' } as const
const farmland = { ledger: { cultivated: 500 } }

describe('NG-07, outflow of farmland to other agricultural land', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: cultivated'] },
    { area: 70, width: 1.99, result: ['sliver: cultivated'] },
    { area: 70, width: 2, result: ['medium'] },
    { area: 500, width: null, result: ['medium'] },
  ])('$area m² of farmland, $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { cultivated: [area, width] as const } }
    expect(said(farmlandOutflow, { report: orchard, ground })).toEqual(result)
  })

  test.each([
    { now: 'orchard', report: { type: '02', use: null }, result: ['medium'] },
    {
      now: 'forest, which NG-01 asks another approval for',
      report: { type: '03', use: null },
      result: ['medium'],
    },
    { now: 'grass', report: { type: '04', use: null }, result: ['medium'] },
    { now: 'a pond', report: { type: 'KT', use: null }, result: ['medium'] },
    { now: 'a fish pond reported as water', report: { type: 'SM', use: 'fishPond' }, result: ['medium'] },
    { now: 'a cattle shed', report: { type: '20', use: 'livestock' }, result: ['medium'] },
    { now: 'a lake (NG-03)', report: { type: 'SM', use: 'lake' }, result: [] },
    { now: 'crops still', report: { type: '01', use: null }, result: [] },
    { now: 'a factory (NA-02)', report: { type: '20', use: 'industrial' }, result: [] },
    {
      now: 'an orchard with 进出平衡',
      report: { ...orchard, inOutApprovalNo: '平衡〔2025〕3号' },
      result: [],
    },
  ] as const)('farmland that is now $now: $result', ({ report, result }) => {
    expect(said(farmlandOutflow, { report, ground: farmland })).toEqual(result)
  })

  test.each([
    { planting: 'fruit', report: { type: '02', use: 'orchard' }, result: [] },
    { planting: 'a nursery', report: { type: null, use: 'nursery' }, result: [] },
    { planting: 'turf', report: { type: '04', use: 'turf' }, result: [] },
    { planting: 'a greenhouse', report: { type: '20', use: 'greenhouse' }, result: [] },
    { planting: 'trees', report: { type: '03', use: 'forest' }, result: ['medium'] },
    { planting: 'a pond', report: { type: 'KT', use: 'fishPond' }, result: ['medium'] },
    { planting: 'a cattle shed', report: { type: '20', use: 'livestock' }, result: ['medium'] },
  ] as const)('NG-08 first: $planting on an intact tillage layer: $result', ({ report, result }) => {
    expect(
      said(farmlandOutflow, { report: { ...report, tillageLayer: 'intact' }, ground: farmland }),
    ).toEqual(result)
  })

  test('a tillage layer that nobody looked at is asked for', () => {
    expect(finding(farmlandOutflow, { report: orchard, ground: farmland }).missing).toContain(
      'tillageLayerCheck',
    )
    const damaged = { ...orchard, tillageLayer: 'damaged' } as const
    expect(finding(farmlandOutflow, { report: damaged, ground: farmland }).missing).not.toContain(
      'tillageLayerCheck',
    )
  })

  // Mean width of a strip: 2 × area ÷ outline. 1,000 m² with an outline of 250 m are 8 m wide.
  test.each([
    { width: 1.99, result: ['sliver: cultivated'] }, // a path in the field
    { width: 2, result: ['medium'] },
    { width: 8, result: ['medium'] },
    { width: 8.01, result: [] }, // NA-02
  ])('a road of $width m: $result', ({ width, result }) => {
    const ground = { ...farmland, perimeter: 2_000 / width }
    expect(said(farmlandOutflow, { report: { type: 'ND', use: 'road' }, ground })).toEqual(result)
  })

  test('shows how wide the road is', () => {
    const ground = { ...farmland, perimeter: 400 }
    expect(finding(farmlandOutflow, { report: { type: 'ND', use: 'road' }, ground }).numbers).toMatchObject({
      roadWidthM: 5,
    })
  })

  test.each([
    { now: 'a lake for guests (NG-03)', report: { type: 'KT', use: 'tourism' }, result: [] },
    { now: 'water for irrigation', report: { type: 'SM', use: 'irrigation' }, result: ['medium'] },
    { now: 'open water of unknown use (NG-03)', report: { type: 'SM', use: null }, result: [] },
  ] as const)('farmland that is now $now: $result', ({ report, result }) => {
    expect(said(farmlandOutflow, { report, ground: farmland })).toEqual(result)
  })

  test('what a pond or grass is for is asked', () => {
    for (const type of ['KT', '04'] as const)
      expect(finding(farmlandOutflow, { report: { type, use: null }, ground: farmland }).missing).toContain(
        'use',
      )
  })
})
