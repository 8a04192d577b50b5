import { describe, expect, test } from 'vitest'
import { temporaryPlanting } from '../../server/rules/temporary-planting.ts'
import { said } from './said.ts'

const orchard = { type: '02', use: 'orchard', tillageLayer: 'intact' } as const

describe('NG-08, temporary change of planting', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: cultivated'] },
    { area: 500, width: null, result: ['info'] },
  ])('$area m² of farmland, $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { cultivated: [area, width] as const } }
    expect(said(temporaryPlanting, { report: orchard, ground })).toEqual(result)
  })

  test.each([
    { tillageLayer: 'intact', result: ['info'] },
    { tillageLayer: 'damaged', result: [] }, // NG-07
    { tillageLayer: null, result: [] }, // NG-07, which asks for it
  ] as const)('a tillage layer $tillageLayer: $result', ({ tillageLayer, result }) => {
    expect(
      said(temporaryPlanting, {
        report: { ...orchard, tillageLayer },
        ground: { ledger: { cultivated: 500 } },
      }),
    ).toEqual(result)
  })

  test.each([
    { what: 'a greenhouse', report: { type: '20', use: 'greenhouse' }, result: ['info'] },
    { what: 'a nursery', report: { type: null, use: 'nursery' }, result: ['info'] },
    { what: 'trees (NG-01)', report: { type: '03', use: 'forest' }, result: [] },
    { what: 'a pond', report: { type: 'KT', use: 'fishPond' }, result: [] },
    { what: 'a cattle shed', report: { type: '20', use: 'livestock' }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(
      said(temporaryPlanting, {
        report: { ...report, tillageLayer: 'intact' },
        ground: { ledger: { cultivated: 500 } },
      }),
    ).toEqual(result)
  })

  test.each([
    { what: 'an orchard (NG-04)', report: orchard, basicFarmland: 1, result: [] },
    { what: 'an orchard beside it', report: orchard, basicFarmland: 0.99, result: ['info'] },
    {
      what: 'a greenhouse, which may stand there',
      report: { type: '20', use: 'greenhouse', tillageLayer: 'intact' },
      basicFarmland: 400,
      result: ['info'],
    },
  ] as const)('on basic farmland: $what: $result', ({ report, basicFarmland, result }) => {
    expect(
      said(temporaryPlanting, { report, ground: { ledger: { cultivated: 500, basicFarmland } } }),
    ).toEqual(result)
  })
})
