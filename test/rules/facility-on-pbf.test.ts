import { describe, expect, test } from 'vitest'
import { facilityOnPbf } from '../../server/rules/facility-on-pbf.ts'
import { said } from './said.ts'

describe('GH-08, facility on permanent basic farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: basicFarmland'] },
    { area: 25, width: 1.99, result: ['sliver: basicFarmland'] },
    { area: 25, width: 2, result: ['high'] },
    { area: 500, width: null, result: ['high'] },
  ])('a cattle shed on $area m², $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { basicFarmland: [area, width] as const } }
    expect(said(facilityOnPbf, { report: { use: 'livestock' }, ground })).toEqual(result)
  })

  test.each([
    { use: 'greenhouse', tillageLayer: 'intact', result: [] }, // allowed without replacement
    { use: 'greenhouse', tillageLayer: 'damaged', result: ['high'] },
    { use: 'greenhouse', tillageLayer: null, result: ['attribute-missing: tillageLayer'] },
    { use: 'livestock', tillageLayer: 'intact', result: ['high'] }, // forbidden since 2021 whatever the soil
    { use: 'aquaculture', tillageLayer: null, result: ['high'] },
    { use: 'guardHouse', tillageLayer: null, result: ['high'] },
    { use: 'industrial', tillageLayer: null, result: [] }, // NA-01
  ] as const)('a $use, tillage layer $tillageLayer: $result', ({ use, tillageLayer, result }) => {
    const ground = { ledger: { basicFarmland: 500 } }
    expect(said(facilityOnPbf, { report: { use, tillageLayer }, ground })).toEqual(result)
  })

  test('a greenhouse off basic farmland needs no look at its soil', () => {
    expect(said(facilityOnPbf, { report: { use: 'greenhouse' } })).toEqual([])
  })

  test('a filing does not make it lawful', () => {
    const ground = { ledger: { basicFarmland: 500, filingCovered: 1_000 } }
    expect(said(facilityOnPbf, { report: { use: 'livestock' }, ground })).toEqual(['high'])
  })
})
