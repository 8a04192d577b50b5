import { describe, expect, test } from 'vitest'
import type { ReportFacts } from '../../domain/report.ts'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { tempNotRestored } from '../../server/rules/temp-not-restored.ts'
import { finding, said } from './said.ts'

const permit = (over: Partial<PermitWords> = {}) =>
  aPermit({
    role: 'temporary-use',
    number: '临用1号',
    issuedOn: '2023-03-01',
    expiresOn: '2025-02-28',
    timing: 'expired',
    ...over,
  })
const seen = (over: Partial<ReportFacts> = {}): Partial<ReportFacts> => ({
  type: 'LT',
  use: null,
  imageAfter: null,
  reportedOn: '2026-04-01',
  today: '2026-05-01',
  ...over,
})

describe('NA-11, temporary land not restored', () => {
  test.each([
    { expiresOn: '2025-05-01', result: [] }, // a year to the day
    { expiresOn: '2025-04-30', result: ['attribute-missing: restoredOn'] }, // due after it was seen
    { expiresOn: '2025-04-01', result: ['attribute-missing: restoredOn'] },
    { expiresOn: '2025-03-31', result: ['medium'] },
    { expiresOn: '2020-06-01', result: ['medium'] },
  ])('a term to $expiresOn, seen on 1 April 2026, looked at on 1 May: $result', ({ expiresOn, result }) => {
    expect(said(tempNotRestored, { report: seen(), ground: { permits: [permit({ expiresOn })] } })).toEqual(
      result,
    )
  })

  test('an accepted restoration is one', () => {
    const report = seen({ restoredOn: '2026-02-01' })
    expect(said(tempNotRestored, { report, ground: { permits: [permit()] } })).toEqual([])
  })

  test('returned is not restored', () => {
    const report = seen({ isReturned: true })
    expect(said(tempNotRestored, { report, ground: { permits: [permit()] } })).toEqual(['medium'])
  })

  test('counts the days from the end of the year, of February too', () => {
    const permits = [permit({ expiresOn: '2024-02-29' })]
    expect(finding(tempNotRestored, { report: seen(), ground: { permits } })).toMatchObject({
      measured: 427,
      unit: 'day',
      missing: ['fieldCheck', 'restorationAcceptance'],
      numbers: { lastDay: '2024-02-29', restoreBy: '2025-02-28' },
    })
  })

  test.each([
    { why: 'revoked', over: { timing: 'revoked' } },
    { why: 'without dates: NA-10 doubts', over: { issuedOn: null, expiresOn: null, timing: 'undated' } },
    { why: 'of a neighbour', over: { covered: 2.99 } },
  ] as const)('a permit $why', ({ over }) => {
    expect(said(tempNotRestored, { report: seen(), ground: { permits: [permit(over)] } })).toEqual([])
  })

  test('ground that was approved for good since needs no restoration', () => {
    const approval = aPermit({ role: 'land-approvals', issuedOn: '2025-12-01', timing: 'issued-later' })
    expect(said(tempNotRestored, { report: seen(), ground: { permits: [permit(), approval] } })).toEqual([])
  })
})
