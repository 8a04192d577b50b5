import { describe, expect, test } from 'vitest'
import { pbfTurfNursery } from '../../server/rules/pbf-turf-nursery.ts'
import { finding, said } from './said.ts'

const turf = { type: '04', use: 'turf' } as const

describe('NG-05, nursery or turf on basic farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: basicFarmland'] },
    { area: 40, width: 1.99, result: ['sliver: basicFarmland'] },
    { area: 40, width: 2, result: ['high'] },
    { area: 500, width: null, result: ['high'] },
  ])('$area m², $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { basicFarmland: [area, width] as const } }
    expect(said(pbfTurfNursery, { report: turf, ground })).toEqual(result)
  })

  test.each([
    { what: 'a nursery', report: { type: '02', use: 'nursery' }, result: ['high'] },
    { what: 'turf of unknown type', report: { type: null, use: 'turf' }, result: ['high'] },
    {
      what: 'turf on an intact tillage layer',
      report: { ...turf, tillageLayer: 'intact' },
      result: ['high'],
    },
    { what: 'grass of unknown use', report: { type: '04', use: null }, result: ['attribute-missing: use'] },
    {
      what: 'grass of some other use',
      report: { type: '04', use: 'other' },
      result: ['attribute-missing: use'],
    },
    { what: 'an orchard (NG-04)', report: { type: '02', use: 'orchard' }, result: [] },
    { what: 'crops', report: { type: '01', use: null }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(pbfTurfNursery, { report, ground: { ledger: { basicFarmland: 500 } } })).toEqual(result)
  })

  test('grass of unknown use outside basic farmland is not this rule’s', () => {
    expect(said(pbfTurfNursery, { report: { type: '04', use: null } })).toEqual([])
  })

  test('a tillage layer that nobody looked at is asked for', () => {
    const ground = { ledger: { basicFarmland: 500 } }
    expect(finding(pbfTurfNursery, { report: turf, ground }).missing).toContain('tillageLayerCheck')
    const seen = { ...turf, tillageLayer: 'damaged' } as const
    expect(finding(pbfTurfNursery, { report: seen, ground }).missing).toEqual(['fieldCheck'])
  })
})
