import { describe, expect, test } from 'vitest'
import { pbfOccupied } from '../../server/rules/pbf-occupied.ts'
import { finding, said } from './said.ts'

describe('NA-01, construction on permanent basic farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderBasicFarmland'] }, // ε itself counts
    { area: 99.9, width: 1.99, result: ['sliver: remainderBasicFarmland'] },
    { area: 99.9, width: 2, result: ['critical'] }, // as wide as the bound is no sliver
    { area: 100, width: 1, result: ['critical'] }, // a long strip of 100 m² is none either
    { area: 4, width: 2, result: ['critical'] }, // a hut
  ])('$area m², $width m wide, beyond approvals: $result', ({ area, width, result }) => {
    expect(said(pbfOccupied, { ground: { ledger: { remainderBasicFarmland: [area, width] } } })).toEqual(
      result,
    )
  })

  test.each([
    { what: 'a building', report: { type: '20' }, result: ['critical'] },
    { what: 'earthwork', report: { type: 'DT' }, result: ['critical'] },
    { what: 'an act of unknown type', report: { type: null }, result: ['critical'] },
    { what: 'a building of unknown use', report: { use: null }, result: ['critical'] },
    { what: 'a greenhouse (rules GH)', report: { use: 'greenhouse' }, result: [] },
    { what: 'an orchard (rules NG)', report: { type: '02', use: null }, result: [] },
    { what: 'trees on dug ground (rules NG)', report: { type: 'DT', use: 'forest' }, result: [] },
    { what: 'a river', report: { type: 'HL' }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(pbfOccupied, { report, ground: { ledger: { remainderBasicFarmland: 500 } } })).toEqual(result)
  })

  test('basic farmland that an approval covers is not occupied', () => {
    const ledger = { basicFarmland: 500, coveredLandApproval: 1_000, remainder: 0, remainderBasicFarmland: 0 }
    expect(said(pbfOccupied, { ground: { ledger } })).toEqual([])
  })

  test.each([
    { use: 'dwelling', partyKind: 'villager', lead: 'AG' }, // 土地管理法 78
    { use: 'dwelling', partyKind: 'official', lead: 'NR' },
    { use: 'dwelling', partyKind: null, lead: 'NR' },
    { use: 'industrial', partyKind: 'villager', lead: 'NR' },
  ] as const)('a $use of $partyKind is led by $lead', ({ use, partyKind, lead }) => {
    const situation = { report: { use, partyKind }, ground: { ledger: { remainderBasicFarmland: 500 } } }
    expect(finding(pbfOccupied, situation).lead).toBe(lead)
  })

  test('asks for the use and the builder where nobody reported them', () => {
    const ground = { ledger: { remainderBasicFarmland: 500 } }
    expect(finding(pbfOccupied, { report: { use: null }, ground }).missing).toContain('use')
    const unknownBuilder = { use: 'dwelling', partyKind: null } as const
    expect(finding(pbfOccupied, { report: unknownBuilder, ground }).missing).toContain('partyIdentity')
  })

  test('says what it measured, against what, and the areas behind it', () => {
    const ledger = { basicFarmland: 700, coveredLandApproval: 200, remainderBasicFarmland: 500 }
    expect(finding(pbfOccupied, { ground: { ledger } })).toMatchObject({
      measured: 500,
      threshold: 1,
      thresholdKey: 'overlay.noiseM2',
      unit: 'm2',
      layers: ['basic-farmland', 'land-approvals'],
      numbers: { basicFarmland: 700, coveredLandApproval: 200, remainderBasicFarmland: 500 },
    })
  })
})
