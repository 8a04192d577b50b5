import { describe, expect, test } from 'vitest'
import { ordinaryFarmlandFive } from '../../server/rules/ordinary-farmland-five.ts'
import { finding, said } from './said.ts'

const turf = { type: '04', use: 'turf' } as const
const orchard = { type: '02', use: 'orchard', byBusiness: true } as const
const ordinary = { ledger: { remainderOrdinaryCultivated: 500 } }

describe('NG-06, five prohibitions on ordinary farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderOrdinaryCultivated'] },
    { area: 60, width: 1.99, result: ['sliver: remainderOrdinaryCultivated'] },
    { area: 60, width: 2, result: ['medium'] },
    { area: 500, width: null, result: ['medium'] },
  ])('turf on $area m² of it, $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { remainderOrdinaryCultivated: [area, width] as const } }
    expect(said(ordinaryFarmlandFive, { report: turf, ground })).toEqual(result)
  })

  test.each([
    { what: 'turf', report: turf, result: ['medium'] },
    {
      what: 'turf on an intact tillage layer (NG-08)',
      report: { ...turf, tillageLayer: 'intact' },
      result: [],
    },
    { what: 'grass of unknown use', report: { type: '04', use: null }, result: ['attribute-missing: use'] },
    { what: 'an orchard of business capital', report: orchard, result: ['medium'] },
    {
      what: 'a forest of business capital',
      report: { type: '03', use: null, byBusiness: true },
      result: ['medium'],
    },
    {
      what: 'a nursery of business capital',
      report: { type: null, use: 'nursery', byBusiness: true },
      result: ['medium'],
    },
    { what: 'an orchard of a villager', report: { ...orchard, byBusiness: false }, result: [] },
    {
      what: 'an orchard of nobody knows whom',
      report: { ...orchard, byBusiness: null },
      result: ['attribute-missing: byBusiness'],
    },
    {
      what: 'one that leaves the tillage layer intact',
      report: { ...orchard, tillageLayer: 'intact' },
      result: [],
    },
    { what: 'one with 进出平衡', report: { ...orchard, inOutApprovalNo: '平衡〔2025〕3号' }, result: [] },
    {
      what: 'trees with a greening plan',
      report: { type: '03', use: 'forest', byBusiness: true, greeningApprovalNo: '绿〔2025〕1号' },
      result: [],
    },
    { what: 'a fish pond (NG-07)', report: { type: 'KT', use: 'fishPond', byBusiness: true }, result: [] },
    { what: 'a factory', report: { type: '20', use: 'industrial', byBusiness: true }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(ordinaryFarmlandFive, { report, ground: ordinary })).toEqual(result)
  })

  test.each([turf, orchard, { type: '04', use: null } as const])(
    'on basic farmland alone it is not this rule’s',
    (report) => {
      expect(said(ordinaryFarmlandFive, { report, ground: { ledger: { basicFarmland: 500 } } })).toEqual([])
    },
  )

  test('asks for approvals and the tillage layer', () => {
    expect(finding(ordinaryFarmlandFive, { report: orchard, ground: ordinary }).missing).toEqual(
      expect.arrayContaining(['approvalPapers', 'tillageLayerCheck']),
    )
  })
})
