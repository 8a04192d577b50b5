import { describe, expect, test } from 'vitest'
import type { ReportFacts } from '../../domain/report.ts'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { approvedIdle } from '../../server/rules/approved-idle.ts'
import { finding, said } from './said.ts'

const approval = (over: Partial<PermitWords> = {}) =>
  aPermit({ role: 'idle-approvals', number: '示政地字1号', issuedOn: '2024-04-01', ...over })
const seen = (over: Partial<ReportFacts> = {}): Partial<ReportFacts> => ({
  type: 'LT',
  use: null,
  imageAfter: null,
  reportedOn: '2026-04-01',
  today: '2026-05-01',
  ...over,
})
const onFarmland = (permit = approval()) => ({ ledger: { cultivated: 1_000 }, permits: [permit] })

describe('NA-16, approved farmland left idle', () => {
  test.each([
    { issuedOn: '2025-05-01', result: [] }, // a year to the day on which one looks
    { issuedOn: '2025-04-30', result: ['attribute-missing: isActive'] }, // a year has passed since it was seen
    { issuedOn: '2025-04-01', result: ['attribute-missing: isActive'] },
    { issuedOn: '2025-03-31', result: ['low'] },
    { issuedOn: '2021-01-01', result: ['low'] },
  ])('approved on $issuedOn, seen on 1 April 2026, looked at on 1 May: $result', ({ issuedOn, result }) => {
    expect(said(approvedIdle, { report: seen(), ground: onFarmland(approval({ issuedOn })) })).toEqual(result)
  })

  test.each([
    { issuedOn: '2025-03-31', years: 1, thresholdKey: 'idle.feeYears' },
    { issuedOn: '2024-04-01', years: 2, thresholdKey: 'idle.feeYears' }, // two years to the day
    { issuedOn: '2024-03-31', years: 2, thresholdKey: 'idle.takeBackYears' },
  ])('approved on $issuedOn: $years whole years, by $thresholdKey', ({ issuedOn, years, thresholdKey }) => {
    const found = finding(approvedIdle, { report: seen(), ground: onFarmland(approval({ issuedOn })) })
    expect(found).toMatchObject({ measured: years, unit: 'year', thresholdKey })
  })

  test.each([
    { cultivated: [0.99, 0.9], result: [] },
    { cultivated: [50, 1.99], result: [] }, // a sliver lies idle for nobody
    { cultivated: [50, 2], result: ['low'] },
  ] as const)('with $cultivated of farmland: $result', ({ cultivated, result }) => {
    const ground = { ledger: { cultivated }, permits: [approval()] }
    expect(said(approvedIdle, { report: seen(), ground })).toEqual(result)
  })

  test.each([
    { what: 'bare ground', report: { type: 'LT' }, result: ['low'] },
    { what: 'bare ground where works go on', report: { type: 'LT', isActive: true }, result: [] },
    { what: 'levelled ground', report: { type: 'TP' }, result: [] }, // begun, for all that is known
    { what: 'levelled ground that stands still', report: { type: 'TP', isActive: false }, result: ['low'] },
    { what: 'a building that stands still', report: { type: '20', isActive: false }, result: [] },
    { what: 'fields without a crop for a year', report: { type: '01', idleYears: 1 }, result: ['low'] },
    { what: 'fields', report: { type: '01' }, result: [] },
    { what: 'an orchard', report: { type: '02', use: 'orchard' }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(approvedIdle, { report: seen(report), ground: onFarmland() })).toEqual(result)
  })

  test.each([
    { why: 'revoked', over: { timing: 'revoked' }, result: [] },
    { why: 'of a neighbour', over: { covered: 2.99 }, result: [] },
    {
      why: 'without a date',
      over: { issuedOn: null, timing: 'undated' },
      result: ['permit-undated: 示政地字1号'],
    },
  ] as const)('an approval $why: $result', ({ over, result }) => {
    expect(said(approvedIdle, { report: seen(), ground: onFarmland(approval(over)) })).toEqual(result)
  })

  test('asks whether anything was begun, where nobody said so', () => {
    expect(finding(approvedIdle, { report: seen(), ground: onFarmland() }).missing).toContain('startRecord')
    const still = seen({ isActive: false })
    expect(finding(approvedIdle, { report: still, ground: onFarmland() }).missing).not.toContain(
      'startRecord',
    )
  })
})
