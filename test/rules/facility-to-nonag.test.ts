import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { facilityToNonag } from '../../server/rules/facility-to-nonag.ts'
import { finding, said } from './said.ts'

const permits = [aPermit({ role: 'facility-filings', number: '备-3', use: 'livestock' })]
const filed = { filingCovered: 1_000, remainderOtherAgricultural: 1_000 }

describe('GH-10, filed facility put to non-farm use', () => {
  test.each([
    { use: 'industrial', result: ['high'] },
    { use: 'public', result: ['high'] },
    { use: 'other', result: ['attribute-missing: use'] },
    { use: 'tourism', result: [] }, // GH-01
    { use: 'livestock', result: [] },
    { use: 'road', result: [] },
    { use: null, result: [] }, // GH-05 doubts
  ] as const)('now $use: $result', ({ use, result }) => {
    expect(said(facilityToNonag, { report: { use }, ground: { ledger: filed, permits } })).toEqual(result)
  })

  test.each([
    { covered: 2.99, result: [] },
    { covered: [99, 1.99] as const, result: [] },
    { covered: 100, result: ['high'] },
  ])('$covered m² filed: $result', ({ covered, result }) => {
    const ground = { ledger: { ...filed, filingCovered: covered }, permits }
    expect(said(facilityToNonag, { ground })).toEqual(result)
  })

  test('in a park it is GH-01’s', () => {
    expect(said(facilityToNonag, { ground: { ledger: { ...filed, farmPark: 1_000 }, permits } })).toEqual([])
  })

  test('an approval of the land makes it lawful', () => {
    const ledger = { ...filed, remainderOtherAgricultural: 0, coveredLandApproval: 1_000, remainder: 0 }
    expect(said(facilityToNonag, { ground: { ledger, permits } })).toEqual([])
  })

  test('names the filing', () => {
    expect(finding(facilityToNonag, { ground: { ledger: filed, permits } }).numbers['filings']).toBe('备-3')
  })
})
