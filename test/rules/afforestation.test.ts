import { describe, expect, test } from 'vitest'
import { afforestation } from '../../server/rules/afforestation.ts'
import { finding, said } from './said.ts'

const trees = { type: '03', use: null } as const

describe('NG-01, afforestation of farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: cultivated'] },
    { area: 80, width: 1.99, result: ['sliver: cultivated'] },
    { area: 80, width: 2, result: ['medium'] },
    { area: 500, width: null, result: ['medium'] },
  ])('$area m² of farmland, $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { cultivated: [area, width] as const } }
    expect(said(afforestation, { report: trees, ground })).toEqual(result)
  })

  test.each([
    { basicFarmland: 0.99, severity: 'medium' },
    { basicFarmland: 1, severity: 'high' },
  ])('with $basicFarmland m² of basic farmland it is $severity', ({ basicFarmland, severity }) => {
    const ground = { ledger: { cultivated: 500, basicFarmland } }
    expect(said(afforestation, { report: trees, ground })).toEqual([severity])
  })

  test.each([
    { what: 'trees by type', report: { type: '03', use: null }, result: ['medium'] },
    { what: 'trees by use', report: { type: 'QT', use: 'forest' }, result: ['medium'] },
    { what: 'an orchard', report: { type: '02', use: 'orchard' }, result: [] },
    { what: 'a building', report: { type: '20', use: 'industrial' }, result: [] },
    { what: 'an approved greening', report: { ...trees, greeningApprovalNo: '绿〔2025〕1号' }, result: [] },
  ] as const)('$what on farmland: $result', ({ report, result }) => {
    expect(said(afforestation, { report, ground: { ledger: { cultivated: 500 } } })).toEqual(result)
  })

  test('agriculture leads', () => {
    const ground = { ledger: { cultivated: 500 } }
    expect(finding(afforestation, { report: trees, ground }).lead).toBe('AG')
  })

  test.each([
    { belt: 0, beyond: 0, result: ['medium'] },
    { belt: [30, 0.4] as const, beyond: 470, result: ['medium'] }, // along no road
    { belt: 200, beyond: 300, result: [] }, // NG-02
    { belt: 500, beyond: 0, result: [] }, // within the allowed belt
    { belt: 200, beyond: 201, result: ['sliver: cultivated'] }, // 99 m² elsewhere, of unknown width
    { belt: 200, beyond: 200, result: ['medium'] },
  ])('$belt m² in a road belt, $beyond m² beyond, of 500 m²: $result', ({ belt, beyond, result }) => {
    const ledger = { cultivated: 500, roadBelt: belt, roadBeltBeyond: beyond }
    expect(said(afforestation, { report: trees, ground: { ledger } })).toEqual(result)
  })
})
