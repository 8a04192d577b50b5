import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { ruralOnAgland } from '../../server/rules/rural-on-agland.ts'
import { finding, said } from './said.ts'

const rural = { ruralArea: 1_000 }

describe('RP-05, rural building on agricultural land without conversion', () => {
  test.each([
    { cultivated: 0.5, other: 0.49, result: [] },
    { cultivated: 0.5, other: 0.5, result: ['high'] },
    { cultivated: [40, 1.2] as const, other: 0, result: ['sliver: remainder'] },
    { cultivated: [40, 1.2] as const, other: [40, 0.7] as const, result: ['sliver: remainder'] },
    { cultivated: [40, 1.2] as const, other: [40, 0.8] as const, result: ['high'] }, // side by side 2 m wide
    { cultivated: 500, other: 0, result: ['high'] },
    { cultivated: 0, other: 500, result: ['high'] },
  ])(
    '$cultivated m² of farmland and $other m² of other such land: $result',
    ({ cultivated, other, result }) => {
      const ledger = { ...rural, remainderCultivated: cultivated, remainderOtherAgricultural: other }
      expect(said(ruralOnAgland, { ground: { ledger } })).toEqual(result)
    },
  )

  test('a planning permit is no conversion', () => {
    const ledger = { ...rural, ruralPermitCovered: 1_000, remainderCultivated: 500 }
    const permits = [aPermit({ role: 'rural-permits' })]
    expect(said(ruralOnAgland, { ground: { ledger, permits } })).toEqual(['high'])
  })

  test.each([
    {
      what: 'inside the urban boundary (RP-06)',
      ledger: { ruralArea: 0, remainderCultivated: 500 },
      report: {},
    },
    { what: 'converted', ledger: { ...rural, coveredLandApproval: 1_000, remainder: 0 }, report: {} },
    { what: 'hardened ground', ledger: { ...rural, remainderCultivated: 500 }, report: { type: 'YH' } },
  ] as const)('$what: not this rule’s', ({ ledger, report }) => {
    expect(said(ruralOnAgland, { report, ground: { ledger } })).toEqual([])
  })

  test('measures both kinds of land, and the township leads', () => {
    const ledger = { ...rural, remainderCultivated: 200, remainderOtherAgricultural: 300 }
    expect(finding(ruralOnAgland, { ground: { ledger } })).toMatchObject({
      measured: 500,
      lead: 'TW',
      assist: ['NR'],
    })
  })
})
