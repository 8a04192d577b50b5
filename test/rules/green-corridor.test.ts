import { describe, expect, test } from 'vitest'
import { greenCorridor } from '../../server/rules/green-corridor.ts'
import { finding, said } from './said.ts'

const trees = { type: '03', use: 'forest' } as const
const belt = { cultivated: 1_000, roadBelt: 400 }

describe('NG-02, green corridor over standard', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: roadBeltBeyond'] },
    { area: 60, width: 1.99, result: ['sliver: roadBeltBeyond'] },
    { area: 60, width: 2, result: ['medium'] },
    { area: 600, width: null, result: ['medium'] },
  ])('$area m², $width m wide, beyond the allowed belt: $result', ({ area, width, result }) => {
    const ground = { ledger: { ...belt, roadBeltBeyond: [area, width] as const } }
    expect(said(greenCorridor, { report: trees, ground })).toEqual(result)
  })

  test.each([
    { where: 'no road near', roadBelt: 0, result: [] },
    { where: 'a road touched by less than ε', roadBelt: [40, 0.4] as const, result: [] },
    { where: 'along a road', roadBelt: [40, 2] as const, result: ['medium'] },
  ])('trees with $where: $result', ({ roadBelt, result }) => {
    const ground = { ledger: { cultivated: 1_000, roadBelt, roadBeltBeyond: 500 } }
    expect(said(greenCorridor, { report: trees, ground })).toEqual(result)
  })

  test.each([
    { basicFarmland: 0.99, result: [] },
    { basicFarmland: 1, result: ['high'] },
    { basicFarmland: 400, result: ['high'] },
  ])(
    'a belt of the allowed width with $basicFarmland m² of basic farmland: $result',
    ({ basicFarmland, result }) => {
      const ground = { ledger: { ...belt, basicFarmland } }
      expect(said(greenCorridor, { report: trees, ground })).toEqual(result)
    },
  )

  test('a greening plan does not widen the belt', () => {
    const report = { ...trees, greeningApprovalNo: '绿〔2025〕1号' }
    expect(said(greenCorridor, { report, ground: { ledger: { ...belt, roadBeltBeyond: 500 } } })).toEqual([
      'medium',
    ])
  })

  test.each([
    { what: 'an orchard', report: { type: '02', use: 'orchard' } },
    { what: 'crops', report: { type: '01', use: null } },
    { what: 'a park, which is construction', report: { type: 'LD', use: 'public' } },
  ] as const)('$what is no belt of trees', ({ report }) => {
    expect(said(greenCorridor, { report, ground: { ledger: { ...belt, roadBeltBeyond: 500 } } })).toEqual([])
  })

  test('shows both widths, and asks for the right-of-way', () => {
    const found = finding(greenCorridor, {
      report: trees,
      ground: { ledger: { ...belt, roadBeltBeyond: 500 } },
    })
    expect(found.numbers).toMatchObject({ mainRoadM: 5, localRoadM: 3, roadBelt: 400, roadBeltBeyond: 500 })
    expect(found.missing).toContain('rightOfWay')
    expect(found).toMatchObject({ measured: 500, lead: 'AG' })
  })
})
