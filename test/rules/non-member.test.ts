import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { nonMember } from '../../server/rules/non-member.ts'
import { finding, said } from './said.ts'

const house = { use: 'dwelling', partyKind: 'villager' } as const
const approved = { permits: [aPermit({ role: 'homestead-approvals' })] }

describe('HS-06, dwelling of somebody outside the collective', () => {
  test.each([
    { collectiveMember: true, bare: [], withApproval: [] },
    { collectiveMember: false, bare: ['medium'], withApproval: ['medium'] },
    { collectiveMember: null, bare: ['attribute-missing: collectiveMember'], withApproval: [] },
  ])(
    'member: $collectiveMember: $bare, approved: $withApproval',
    ({ collectiveMember, bare, withApproval }) => {
      expect(said(nonMember, { report: { ...house, collectiveMember } })).toEqual(bare)
      expect(said(nonMember, { report: { ...house, collectiveMember }, ground: approved })).toEqual(
        withApproval,
      )
    },
  )

  test.each([
    { report: { use: 'dwelling', partyKind: null }, result: ['medium'] },
    { report: { use: 'dwelling', partyKind: 'organisation' }, result: [] }, // 土地管理法 77, rules NA
    { report: { use: 'commercial', partyKind: 'villager' }, result: [] },
  ] as const)('$report: $result', ({ report, result }) => {
    expect(said(nonMember, { report: { ...report, collectiveMember: false } })).toEqual(result)
  })

  test('asks for proof', () => {
    const report = { ...house, collectiveMember: false }
    expect(finding(nonMember, { report }).missing).toEqual(['fieldCheck', 'membership', 'householdRegister'])
  })
})
