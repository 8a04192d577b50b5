import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { moreThanOneHomestead } from '../../server/rules/more-than-one-homestead.ts'
import { finding, said } from './said.ts'

const house = { use: 'dwelling', partyKind: 'villager' } as const
const approved = { permits: [aPermit({ role: 'homestead-approvals' })] }

describe('HS-02, more than one homestead a household', () => {
  test.each([
    { otherHomesteads: 0, result: [] },
    { otherHomesteads: 1, result: ['medium'] },
    { otherHomesteads: 3, result: ['medium'] },
  ])('$otherHomesteads elsewhere: $result', ({ otherHomesteads, result }) => {
    expect(said(moreThanOneHomestead, { report: { ...house, otherHomesteads } })).toEqual(result)
    expect(said(moreThanOneHomestead, { report: { ...house, otherHomesteads }, ground: approved })).toEqual(
      result,
    )
  })

  test('an unknown household is a doubt, unless the township approved the dwelling', () => {
    expect(said(moreThanOneHomestead, { report: house })).toEqual(['attribute-missing: householdId'])
    expect(said(moreThanOneHomestead, { report: house, ground: approved })).toEqual([])
    const expired = { permits: [aPermit({ role: 'homestead-approvals', timing: 'expired' })] }
    expect(said(moreThanOneHomestead, { report: house, ground: expired })).toEqual([
      'attribute-missing: householdId',
    ])
  })

  test.each([
    { partyKind: null, result: ['medium'] },
    { partyKind: 'organisation', result: [] },
    { partyKind: 'official', result: [] },
  ] as const)('built by $partyKind: $result', ({ partyKind, result }) => {
    expect(said(moreThanOneHomestead, { report: { ...house, partyKind, otherHomesteads: 1 } })).toEqual(
      result,
    )
  })

  test('counts this one too', () => {
    expect(finding(moreThanOneHomestead, { report: { ...house, otherHomesteads: 1 } })).toMatchObject({
      measured: 2,
      threshold: 1,
      unit: 'count',
    })
  })
})
