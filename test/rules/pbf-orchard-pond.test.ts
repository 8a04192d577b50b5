import { describe, expect, test } from 'vitest'
import { pbfOrchardPond } from '../../server/rules/pbf-orchard-pond.ts'
import { finding, said } from './said.ts'

const orchard = { type: '02', use: 'orchard' } as const

describe('NG-04, orchard, forest or fish pond on basic farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: basicFarmland'] },
    { area: 40, width: 1.99, result: ['sliver: basicFarmland'] },
    { area: 40, width: 2, result: ['high'] },
    { area: 500, width: null, result: ['high'] },
  ])('$area m², $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { basicFarmland: [area, width] as const } }
    expect(said(pbfOrchardPond, { report: orchard, ground })).toEqual(result)
  })

  test.each([
    { what: 'orchard type', report: { type: '02', use: null }, result: ['high'] },
    { what: 'forest type', report: { type: '03', use: null }, result: ['high'] },
    { what: 'pond type', report: { type: 'KT', use: null }, result: ['high'] },
    { what: 'fish pond by use', report: { type: 'DT', use: 'fishPond' }, result: ['high'] },
    { what: 'a nursery (NG-05)', report: { type: '02', use: 'nursery' }, result: [] },
    { what: 'water for irrigation (NG-07)', report: { type: 'KT', use: 'irrigation' }, result: [] },
    { what: 'a lake (NG-03)', report: { type: 'KT', use: 'lake' }, result: [] },
    { what: 'turf (NG-05)', report: { type: '04', use: 'turf' }, result: [] },
    { what: 'crops', report: { type: '01', use: null }, result: [] },
    { what: 'a factory (NA-01)', report: { type: '20', use: 'industrial' }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(pbfOrchardPond, { report, ground: { ledger: { basicFarmland: 500 } } })).toEqual(result)
  })

  test('an intact tillage layer does not excuse an orchard on basic farmland, and needs no second look', () => {
    const ground = { ledger: { basicFarmland: 500 } }
    const seen = finding(pbfOrchardPond, { report: { ...orchard, tillageLayer: 'intact' }, ground })
    expect(seen).toMatchObject({ severity: 'high', missing: ['fieldCheck'] })
    expect(finding(pbfOrchardPond, { report: orchard, ground }).missing).toContain('tillageLayerCheck')
  })
})
