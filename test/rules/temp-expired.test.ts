import { describe, expect, test } from 'vitest'
import type { ReportFacts } from '../../domain/report.ts'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { tempExpired } from '../../server/rules/temp-expired.ts'
import { finding, said } from './said.ts'

const permit = (over: Partial<PermitWords> = {}) =>
  aPermit({
    role: 'temporary-use',
    number: '临用1号',
    issuedOn: '2024-03-01',
    expiresOn: '2026-02-28',
    timing: 'expired',
    ...over,
  })
/** A heap seen after the permit of above ran out. */
const seen = (over: Partial<ReportFacts> = {}): Partial<ReportFacts> => ({
  type: 'TD',
  use: 'other',
  actOn: '2026-03-20',
  judgedOn: '2026-03-20',
  imageAfter: null,
  reportedOn: '2026-04-01',
  today: '2026-05-01',
  ...over,
})

describe('NA-10, temporary land beyond its term', () => {
  test.each([
    { expiresOn: '2026-05-02', result: [] },
    { expiresOn: '2026-05-01', result: [] }, // the last day itself
    { expiresOn: '2026-03-31', result: ['medium'] },
  ])('a permit to $expiresOn, seen on 1 April, looked at on 1 May: $result', ({ expiresOn, result }) => {
    const permits = [permit({ issuedOn: '2024-06-01', expiresOn })]
    expect(said(tempExpired, { report: seen(), ground: { permits } })).toEqual(result)
  })

  test.each(['2026-04-01', '2026-04-30'])('run out on %s, after it was last seen: a doubt', (expiresOn) => {
    const permits = [permit({ issuedOn: '2024-06-01', expiresOn })]
    expect(said(tempExpired, { report: seen(), ground: { permits } })).toEqual([
      'attribute-missing: isReturned',
    ])
  })

  test('a later image also shows that it is still there', () => {
    const ground = { permits: [permit({ issuedOn: '2024-06-01', expiresOn: '2026-04-10' })] }
    expect(said(tempExpired, { report: seen({ imageAfter: '2026-04-11' }), ground })).toEqual(['medium'])
  })

  test.each([
    { isReturned: true, restoredOn: null },
    { isReturned: null, restoredOn: '2026-04-20' },
  ])('returned ($isReturned) or accepted as restored ($restoredOn): nothing', (returned) => {
    expect(said(tempExpired, { report: seen(returned), ground: { permits: [permit()] } })).toEqual([])
  })

  test('asks for the record of return where nobody says that there was none', () => {
    const ground = { permits: [permit()] }
    expect(finding(tempExpired, { report: seen(), ground }).missing).toEqual(['fieldCheck', 'returnRecord'])
    expect(finding(tempExpired, { report: seen({ isReturned: false }), ground }).missing).toEqual([
      'fieldCheck',
    ])
  })

  test('counts the days from the last one on', () => {
    const found = finding(tempExpired, { report: seen(), ground: { permits: [permit()] } })
    expect(found).toMatchObject({
      measured: 62,
      unit: 'day',
      numbers: { permit: '临用1号', issuedOn: '2024-03-01', lastDay: '2026-02-28', today: '2026-05-01' },
    })
  })

  test.each([
    { use: 'other', expiresOn: '2027-06-01', result: [] }, // two years
    { use: 'other', expiresOn: '2027-06-02', result: ['medium'] },
    { use: 'road', expiresOn: '2029-06-01', result: [] }, // four years
    { use: 'road', expiresOn: '2029-06-02', result: ['medium'] },
    { use: '引水工程施工', expiresOn: '2029-06-01', result: [] },
    { use: null, expiresOn: '2027-06-01', result: [] },
    { use: null, expiresOn: '2027-06-02', result: ['attribute-missing: permittedUse'] },
    { use: null, expiresOn: '2029-06-01', result: ['attribute-missing: permittedUse'] },
    { use: null, expiresOn: '2029-06-02', result: ['medium'] }, // too long for either
  ])('a term from 1 June 2025 to $expiresOn for $use: $result', ({ use, expiresOn, result }) => {
    const permits = [permit({ issuedOn: '2025-06-01', expiresOn, use, timing: 'in-force' })]
    expect(said(tempExpired, { report: seen(), ground: { permits } })).toEqual(result)
  })

  test('a term too long names the longest', () => {
    const of = (use: string, expiresOn: string) => {
      const permits = [permit({ issuedOn: '2025-06-01', expiresOn, use, timing: 'in-force' })]
      return finding(tempExpired, { report: seen(), ground: { permits } })
    }
    expect(of('other', '2028-06-01')).toMatchObject({
      thresholdKey: 'tempLand.maxYears',
      threshold: 2,
      unit: 'year',
    })
    expect(of('other', '2028-06-01').measured).toBeCloseTo(3, 2)
    expect(of('road', '2030-06-01')).toMatchObject({ thresholdKey: 'tempLand.maxYearsInfra', threshold: 4 })
  })

  test.each([
    { use: 'other', issuedOn: '2024-03-31', result: [] }, // two years to 31 March: seen on 1 April
    { use: 'other', issuedOn: '2024-03-30', result: ['medium'] },
  ])('without a stated end, $use from $issuedOn runs for the longest term', ({ use, issuedOn, result }) => {
    const permits = [permit({ issuedOn, expiresOn: null, use })]
    const report = seen({ reportedOn: '2026-03-31', today: '2026-03-31' })
    expect(said(tempExpired, { report, ground: { permits } })).toEqual(result)
  })

  test('a permit without dates is a doubt', () => {
    const permits = [permit({ issuedOn: null, expiresOn: null, timing: 'undated' })]
    expect(said(tempExpired, { report: seen(), ground: { permits } })).toEqual(['permit-undated: 临用1号'])
  })

  test('a permit in force for another use is a doubt', () => {
    const permits = [
      permit({ expiresOn: '2026-06-01', issuedOn: '2025-06-01', use: 'road', timing: 'in-force' }),
    ]
    expect(said(tempExpired, { report: seen({ use: 'industrial' }), ground: { permits } })).toEqual([
      'permit-other-use: 临用1号',
    ])
  })

  test.each([
    { why: 'revoked: NA-02 judges the site', over: { timing: 'revoked' } },
    { why: 'of a neighbour', over: { covered: 2.99 } },
  ] as const)('a permit $why', ({ over }) => {
    expect(said(tempExpired, { report: seen(), ground: { permits: [permit(over)] } })).toEqual([])
  })

  test.each([
    { issuedOn: '2026-04-30', covered: 1_000, result: [] },
    { issuedOn: '2026-05-02', covered: 1_000, result: ['medium'] }, // not yet
    { issuedOn: '2026-04-30', covered: 990, result: ['medium'] }, // not all of it
  ])('approved for good on $issuedOn over $covered m²: $result', ({ issuedOn, covered, result }) => {
    const approval = aPermit({ role: 'land-approvals', issuedOn, covered, timing: 'issued-later' })
    expect(said(tempExpired, { report: seen(), ground: { permits: [permit(), approval] } })).toEqual(result)
  })

  test.each([
    { type: 'LT', result: ['medium'] }, // left bare
    { type: '01', result: [] }, // tilled again
    { type: '02', result: [] },
  ] as const)('ground of type $type: $result', ({ type, result }) => {
    expect(said(tempExpired, { report: seen({ type, use: null }), ground: { permits: [permit()] } })).toEqual(
      result,
    )
  })
})
