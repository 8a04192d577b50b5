import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { facilityAbandoned } from '../../server/rules/facility-abandoned.ts'
import { said } from './said.ts'

const filing = (words: Omit<PermitWords, 'role'>) => aPermit({ role: 'facility-filings', ...words })
const shed = { use: 'livestock', imageAfter: '2025-06-01', reportedOn: '2025-06-15' } as const

describe('GH-09, facility not restored after its filing ended', () => {
  test.each([
    { expiresOn: '2025-06-14', result: ['low'] },
    { expiresOn: '2025-06-15', result: ['attribute-missing: restoredOn'] },
    { expiresOn: '2025-06-19', result: ['attribute-missing: restoredOn'] },
    { expiresOn: '2025-06-20', result: [] },
    { expiresOn: null, result: [] },
  ])(
    'filed until $expiresOn, seen on 2025-06-15, looked at on 2025-06-20: $result',
    ({ expiresOn, result }) => {
      expect(said(facilityAbandoned, { report: shed, ground: { permits: [filing({ expiresOn })] } })).toEqual(
        result,
      )
    },
  )

  test('the later image counts as seen', () => {
    const report = { ...shed, imageAfter: '2025-08-01', today: '2025-08-20' }
    const permits = [filing({ expiresOn: '2025-07-31' })]
    expect(said(facilityAbandoned, { report, ground: { permits } })).toEqual(['low'])
  })

  test.each([
    { what: 'built after it had ended (GH-05)', words: { timing: 'expired', expiresOn: '2025-04-01' } },
    { what: 'revoked (GH-05)', words: { timing: 'revoked', expiresOn: '2025-06-01' } },
  ] as const)('$what: not this rule’s', ({ words }) => {
    expect(said(facilityAbandoned, { report: shed, ground: { permits: [filing(words)] } })).toEqual([])
  })

  test('a filing that followed renews it', () => {
    const permits = [
      filing({ expiresOn: '2025-06-10' }),
      filing({ timing: 'issued-later', issuedOn: '2025-06-11', expiresOn: '2030-06-10' }),
    ]
    expect(said(facilityAbandoned, { report: shed, ground: { permits } })).toEqual([])
  })

  test.each([
    { what: 'accepted as restored', report: { ...shed, restoredOn: '2025-06-12' } },
    { what: 'no facility', report: { use: 'industrial' } },
  ] as const)('$what: nothing to restore', ({ report }) => {
    expect(
      said(facilityAbandoned, { report, ground: { permits: [filing({ expiresOn: '2025-06-10' })] } }),
    ).toEqual([])
  })
})
