import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { homesteadNoApproval } from '../../server/rules/homestead-no-approval.ts'
import { finding, said } from './said.ts'

const house = { use: 'dwelling', partyKind: 'villager' } as const

describe("HS-01, villager's dwelling without homestead approval", () => {
  test.each([
    { ground: 'village land', ledger: {}, severity: 'medium' },
    { ground: 'farmland', ledger: { cultivated: 300 }, severity: 'high' },
    { ground: 'basic farmland', ledger: { cultivated: 300, basicFarmland: 300 }, severity: 'critical' },
    { ground: 'a trace of farmland', ledger: { cultivated: 0.99 }, severity: 'medium' },
  ])('on $ground it is $severity', ({ ledger, severity }) => {
    expect(said(homesteadNoApproval, { report: house, ground: { ledger } })).toEqual([severity])
  })

  test.each([
    { timing: 'in-force', covered: 1_000, result: [] },
    { timing: 'in-force', covered: 3, result: [] }, // the rest is over-area (HS-03)
    { timing: 'in-force', covered: 2.99, result: ['medium'] }, // a neighbour's
    { timing: 'issued-later', covered: 1_000, result: ['medium'] },
    { timing: 'expired', covered: 1_000, result: ['medium'] },
    { timing: 'revoked', covered: 1_000, result: ['medium'] },
    { timing: 'undated', covered: 1_000, result: ['permit-undated: 宅1号'] },
  ] as const)('an approval $timing over $covered m²: $result', ({ timing, covered, result }) => {
    const permits = [aPermit({ role: 'homestead-approvals', number: '宅1号', timing, covered })]
    const ledger = { homesteadCovered: timing === 'in-force' ? covered : 0 }
    expect(said(homesteadNoApproval, { report: house, ground: { ledger, permits } })).toEqual(result)
  })

  test.each([
    { partyKind: 'villager', result: ['medium'] },
    { partyKind: null, result: ['attribute-missing: partyKind'] },
    { partyKind: 'organisation', result: [] }, // 土地管理法 77, rules NA
    { partyKind: 'official', result: [] },
  ] as const)('built by $partyKind: $result', ({ partyKind, result }) => {
    expect(said(homesteadNoApproval, { report: { use: 'dwelling', partyKind } })).toEqual(result)
  })

  test('who built an approved dwelling need not be known', () => {
    const permits = [aPermit({ role: 'homestead-approvals' })]
    const ground = { ledger: { homesteadCovered: 1_000 }, permits }
    expect(said(homesteadNoApproval, { report: { use: 'dwelling', partyKind: null }, ground })).toEqual([])
  })

  test('a building that is no dwelling needs no homestead approval', () => {
    expect(said(homesteadNoApproval, { report: { use: 'commercial', partyKind: 'villager' } })).toEqual([])
  })

  test('asks for the act date and the household', () => {
    const { missing, lead } = finding(homesteadNoApproval, { report: { ...house, actOn: null } })
    expect(missing).toEqual(expect.arrayContaining(['actDate', 'householdRegister']))
    expect(lead).toBe('AG')
  })
})
