import { describe, expect, test } from 'vitest'
import { farmlandUnapproved } from '../../server/rules/farmland-unapproved.ts'
import { finding, said } from './said.ts'

describe('NA-02, construction on farmland without conversion approval', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderCultivated'] },
    { area: 50, width: 1.99, result: ['sliver: remainderCultivated'] },
    { area: 50, width: 2, result: ['high'] },
    { area: 100, width: null, result: ['high'] },
  ])('$area m², $width m wide, beyond approvals: $result', ({ area, width, result }) => {
    expect(said(farmlandUnapproved, { ground: { ledger: { remainderCultivated: [area, width] } } })).toEqual(
      result,
    )
  })

  test('farmland of the patch that an approval covers does not count', () => {
    const ledger = { cultivated: 600, coveredLandApproval: 600, remainder: 400, remainderCultivated: 0 }
    expect(said(farmlandUnapproved, { ground: { ledger } })).toEqual([])
  })

  test.each(['YH', 'TD', 'TP', 'DL1', 'DL2', 'DL3', 'TL', 'CK', 'GF', 'SJ', 'LD'] as const)(
    'type %s is construction or earthwork',
    (type) => {
      const ground = { ledger: { remainderCultivated: 500 } }
      expect(said(farmlandUnapproved, { report: { type }, ground })).toEqual(['high'])
    },
  )

  test('an unknown type is a doubt beside the finding', () => {
    const ground = { ledger: { remainderCultivated: 500 } }
    expect(said(farmlandUnapproved, { report: { type: null }, ground })).toEqual([
      'high',
      'attribute-missing: type',
    ])
  })

  test('an unknown type where no farmland is taken matters to nobody', () => {
    expect(said(farmlandUnapproved, { report: { type: null } })).toEqual([])
  })

  test.each([
    { partyKind: 'villager', lead: 'AG' },
    { partyKind: 'organisation', lead: 'NR' },
  ] as const)('the dwelling of a $partyKind is led by $lead', ({ partyKind, lead }) => {
    const report = { use: 'dwelling', partyKind } as const
    const ground = { ledger: { remainderCultivated: 500 } }
    expect(finding(farmlandUnapproved, { report, ground }).lead).toBe(lead)
  })

  test('a building of unknown use is non-agricultural unless shown otherwise: the use is asked for', () => {
    const ground = { ledger: { remainderCultivated: 500 } }
    expect(finding(farmlandUnapproved, { report: { use: null }, ground }).missing).toContain('use')
  })

  test.each([
    { width: 8, result: [] }, // a rural road stays agricultural land: NG-07
    { width: 8.01, result: ['high'] },
  ])('a road of $width m: $result', ({ width, result }) => {
    const ground = { ledger: { remainderCultivated: 500 }, perimeter: 2_000 / width }
    expect(said(farmlandUnapproved, { report: { type: 'ND', use: 'road' }, ground })).toEqual(result)
  })
})
