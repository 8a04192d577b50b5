import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { facilityOverFiled } from '../../server/rules/facility-over-filed.ts'
import { finding, said } from './said.ts'

const shed = { use: 'livestock' } as const
const filing = (beyond: number, width: number | null) =>
  aPermit({ role: 'facility-filings', number: '备-1', covered: 1_000 - beyond, excess: [beyond, width] })

describe('GH-06, facility beyond its filed extent', () => {
  test.each([
    { beyond: 0.99, width: 0.9, result: [] },
    { beyond: 1, width: 1, result: ['sliver: filingCovered'] },
    { beyond: 60, width: 1.99, result: ['sliver: filingCovered'] },
    { beyond: 60, width: 2, result: ['medium'] },
    { beyond: 100, width: null, result: ['medium'] },
  ])('$beyond m², $width m wide, beyond the filing: $result', ({ beyond, width, result }) => {
    const ground = { ledger: { filingCovered: 1_000 - beyond }, permits: [filing(beyond, width)] }
    expect(said(facilityOverFiled, { report: shed, ground })).toEqual(result)
  })

  test('two filings side by side count together', () => {
    const permits = [filing(600, null), filing(400, null)]
    expect(
      said(facilityOverFiled, { report: shed, ground: { ledger: { filingCovered: 1_000 }, permits } }),
    ).toEqual([])
  })

  test('what is beyond several filings is no wider than what is beyond one of them', () => {
    const permits = [filing(50, 1.2), filing(90, 3), filing(700, null)]
    const ground = { ledger: { filingCovered: 960 }, permits }
    expect(said(facilityOverFiled, { report: shed, ground })).toEqual(['sliver: filingCovered'])
  })

  test('measures what is beyond, and names the filings in force', () => {
    const expired = aPermit({ role: 'facility-filings', number: '备-0', timing: 'expired' })
    const ground = { ledger: { filingCovered: 700 }, permits: [filing(300, null), expired] }
    expect(finding(facilityOverFiled, { report: shed, ground })).toMatchObject({
      measured: 300,
      numbers: { patch: 1_000, filingCovered: 700, filings: '备-1' },
    })
  })
})
