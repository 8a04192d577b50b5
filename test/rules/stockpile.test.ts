import { describe, expect, test } from 'vitest'
import { stockpile } from '../../server/rules/stockpile.ts'
import { finding, said } from './said.ts'

const heap = { type: 'TD', use: 'other' } as const

describe('NA-13, stockpiles and rubble on farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderCultivated'] },
    { area: 50, width: 1.99, result: ['sliver: remainderCultivated'] },
    { area: 50, width: 2, result: ['medium'] },
    { area: 100, width: null, result: ['medium'] },
  ])('$area m² of farmland, $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { remainderCultivated: [area, width] as const } }
    expect(said(stockpile, { report: heap, ground })).toEqual(result)
  })

  test.each([
    { basic: [20, 1], result: ['medium'] }, // a sliver of basic farmland
    { basic: [20, 2], result: ['high'] },
    { basic: [500, null], result: ['high'] },
  ] as const)('with $basic of it basic farmland: $result', ({ basic, result }) => {
    const ground = { ledger: { remainderCultivated: 500, remainderBasicFarmland: basic } }
    expect(said(stockpile, { report: heap, ground })).toEqual(result)
  })

  test.each([
    { type: 'TD', result: ['medium'] },
    { type: 'WL', result: ['medium'] },
    { type: 'DT', result: [] },
    { type: '20', result: [] },
    { type: null, result: [] }, // the type is NA-02's doubt
  ] as const)('type $type: $result', ({ type, result }) => {
    const ground = { ledger: { remainderCultivated: 500 } }
    expect(said(stockpile, { report: { ...heap, type }, ground })).toEqual(result)
  })

  test('what is permitted for a time is no dumping', () => {
    const ledger = { coveredTemporaryUse: 1_000, remainder: 0, remainderCultivated: 0 }
    expect(said(stockpile, { report: heap, ground: { ledger } })).toEqual([])
  })

  test('calls the environment bureau, with natural resources', () => {
    const found = finding(stockpile, { report: heap, ground: { ledger: { remainderCultivated: 500 } } })
    expect(found).toMatchObject({ lead: 'EE', assist: ['NR'], missing: ['fieldCheck', 'pollutionReport'] })
  })
})
