import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { homesteadOnAgland } from '../../server/rules/homestead-on-agland.ts'
import { finding, said } from './said.ts'

const house = { use: 'dwelling', partyKind: 'villager' } as const

describe('HS-05, dwelling on agricultural land without conversion', () => {
  test.each([
    { cultivated: 0.99, other: 0, result: [] },
    { cultivated: [50, 1.99] as const, other: 0, result: ['sliver: remainder'] },
    { cultivated: [50, 2] as const, other: 0, result: ['high'] },
    { cultivated: 0, other: 1, result: ['high'] },
    { cultivated: 100, other: 50, result: ['high'] },
  ])('$cultivated m² of farmland, $other m² of other such land: $result', ({ cultivated, other, result }) => {
    const ledger = { remainderCultivated: cultivated, remainderOtherAgricultural: other }
    expect(said(homesteadOnAgland, { report: house, ground: { ledger } })).toEqual(result)
  })

  test('a homestead approval is no conversion', () => {
    const ground = {
      ledger: { homesteadCovered: 1_000, remainderCultivated: 1_000 },
      permits: [aPermit({ role: 'homestead-approvals' })],
    }
    expect(said(homesteadOnAgland, { report: house, ground })).toEqual(['high'])
  })

  test('converted land is lawful', () => {
    const ledger = { coveredLandApproval: 1_000, remainder: 0 }
    expect(said(homesteadOnAgland, { report: house, ground: { ledger } })).toEqual([])
  })

  test.each([
    { partyKind: 'organisation', use: 'dwelling' },
    { partyKind: null, use: 'dwelling' }, // HS-01 doubts
    { partyKind: 'villager', use: 'commercial' },
  ] as const)('$use of $partyKind: not this rule’s', (report) => {
    expect(said(homesteadOnAgland, { report, ground: { ledger: { remainderCultivated: 500 } } })).toEqual([])
  })

  test('natural resources lead, agriculture assists', () => {
    const ledger = { remainderCultivated: 100, remainderOtherAgricultural: 50 }
    expect(finding(homesteadOnAgland, { report: house, ground: { ledger } })).toMatchObject({
      measured: 150,
      lead: 'NR',
      assist: ['AG'],
    })
  })
})
