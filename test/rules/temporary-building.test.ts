import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { temporaryBuilding } from '../../server/rules/temporary-building.ts'
import { finding, said } from './said.ts'

const permit = (words: Omit<PermitWords, 'role'> = {}) =>
  aPermit({ role: 'temporary-permits', number: '临建1号', expiresOn: '2026-01-09', ...words })

describe('RP-07, temporary building', () => {
  test.each([
    { isPermanent: false, result: ['medium'] },
    { isPermanent: null, result: [] }, // RP-06
    { isPermanent: true, result: [] }, // RP-06
  ])('without a temporary permit, permanent: $isPermanent: $result', ({ isPermanent, result }) => {
    expect(said(temporaryBuilding, { report: { isPermanent }, ground: { permits: [] } })).toEqual(result)
  })

  test.each([
    { timing: 'in-force', result: [] },
    { timing: 'issued-later', result: ['medium'] },
    { timing: 'expired', result: ['medium'] },
    { timing: 'revoked', result: ['medium'] },
    { timing: 'undated', result: ['permit-undated: 临建1号'] },
  ] as const)('a permit $timing on the judged day: $result', ({ timing, result }) => {
    expect(said(temporaryBuilding, { ground: { permits: [permit({ timing })] } })).toEqual(result)
  })

  test.each([
    { expiresOn: '2025-06-14', result: ['medium'] },
    { expiresOn: '2025-06-15', result: ['attribute-missing: isReturned'] },
    { expiresOn: '2025-06-19', result: ['attribute-missing: isReturned'] },
    { expiresOn: '2025-06-20', result: [] },
    { expiresOn: null, result: [] },
  ])(
    'permitted until $expiresOn, seen on 2025-06-15, looked at on 2025-06-20: $result',
    ({ expiresOn, result }) => {
      expect(said(temporaryBuilding, { ground: { permits: [permit({ expiresOn })] } })).toEqual(result)
    },
  )

  test('a second permit that still holds excuses the first', () => {
    const permits = [permit({ expiresOn: '2025-06-01' }), permit({ expiresOn: '2026-06-01' })]
    expect(said(temporaryBuilding, { ground: { permits } })).toEqual([])
  })

  test.each([
    { covered: 997.01, result: ['sliver: patch'] },
    { covered: 997, result: ['medium'] },
    { covered: 1_000, result: [] },
  ])('$covered of 1,000 m² inside its parcel: $result', ({ covered, result }) => {
    const permits = [permit({ covered, excess: [1_000 - covered, 4] })]
    expect(said(temporaryBuilding, { ground: { permits } })).toEqual(result)
  })

  test.each([
    { what: 'with an urban permit', ground: { permits: [aPermit({ role: 'urban-permits' })] } },
    { what: 'in the country (RP-01)', ground: { ledger: { ruralArea: 1_000 } } },
    { what: 'gone', report: { isReturned: true } },
  ] as const)('$what: not this rule’s', ({ report, ground }) => {
    expect(said(temporaryBuilding, { report: { isPermanent: false, ...report }, ground })).toEqual([])
  })

  test('says of the permit why it does not count', () => {
    const ground = { permits: [permit({ timing: 'revoked' })] }
    const found = finding(temporaryBuilding, { ground })
    expect(found.numbers['permits']).toBe('临建1号：已撤销或被替换')
    expect(found.missing).toContain('permanence')
  })
})
