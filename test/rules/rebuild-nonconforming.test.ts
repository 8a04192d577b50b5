import { describe, expect, test } from 'vitest'
import type { ReportFacts } from '../../domain/report.ts'
import { aPermit, type GroundWords } from '../../fixtures/builders/facts.ts'
import { squareMetres } from '../../domain/units.ts'
import { rebuildNonconforming } from '../../server/rules/rebuild-nonconforming.ts'
import { finding, said } from './said.ts'

const contrary: GroundWords = { ledger: { planConform: 0, planContrary: 1_000 } }
const before = (m2: number | null, over: Partial<ReportFacts> = {}): Partial<ReportFacts> => ({
  previousFootprintM2: m2 === null ? null : squareMetres(m2),
  ...over,
})

describe('NA-14, a non-conforming building rebuilt or extended', () => {
  test.each([
    { previous: 997.01, isRebuilt: false, result: [] }, // ε_b
    { previous: 997, isRebuilt: false, result: ['medium'] },
    { previous: 600, isRebuilt: null, result: ['medium'] },
    { previous: 1_000, isRebuilt: true, result: ['medium'] },
    { previous: 1_000, isRebuilt: false, result: [] },
    { previous: 1_000, isRebuilt: null, result: ['attribute-missing: isRebuilt'] },
    { previous: 1_200, isRebuilt: true, result: ['medium'] }, // smaller, and new
    { previous: 0, isRebuilt: null, result: [] }, // nothing stood there
  ])('1,000 m² where $previous stood, rebuilt: $isRebuilt, so $result', ({ previous, isRebuilt, result }) => {
    expect(said(rebuildNonconforming, { report: before(previous, { isRebuilt }), ground: contrary })).toEqual(
      result,
    )
  })

  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 50, width: 1.99, result: ['sliver: planContrary'] },
    { area: 50, width: 2, result: ['medium'] },
    { area: 100, width: null, result: ['medium'] },
  ])('$area m² contrary to plan, $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { planContrary: [area, width] as const } }
    expect(said(rebuildNonconforming, { report: before(600), ground })).toEqual(result)
  })

  test.each([
    { construction: 1_000, result: ['attribute-missing: previousFootprintM2'] },
    { construction: 1, result: ['attribute-missing: previousFootprintM2'] },
    { construction: 0.99, result: [] }, // on fields, nothing stood there
  ])('of an unknown past, on $construction m² of construction land: $result', ({ construction, result }) => {
    const ground = { ledger: { ...contrary.ledger, construction } }
    expect(said(rebuildNonconforming, { report: before(null), ground })).toEqual(result)
  })

  test('of an unknown past, on registered land: nothing says that it changed', () => {
    const ground = { ledger: { ...contrary.ledger, construction: 1_000, remainder: 0 } }
    expect(said(rebuildNonconforming, { report: before(null), ground })).toEqual([])
  })

  test.each([
    { permit: aPermit({ role: 'land-approvals', kind: 'landApproval' }), result: [] },
    { permit: aPermit({ role: 'land-approvals', kind: 'registration' }), result: ['medium'] },
    { permit: aPermit({ role: 'rural-permits' }), result: [] },
    { permit: aPermit({ role: 'urban-permits' }), result: [] },
    { permit: aPermit({ role: 'rural-permits', timing: 'issued-later' }), result: ['medium'] },
  ])('with a paper of $permit.role ($permit.kind, $permit.timing): $result', ({ permit, result }) => {
    const ground = { ...contrary, permits: [permit] }
    expect(said(rebuildNonconforming, { report: before(600), ground })).toEqual(result)
  })

  test('a yard is no building', () => {
    expect(said(rebuildNonconforming, { report: before(600, { type: 'YH' }), ground: contrary })).toEqual([])
  })

  test('measures the growth, or where there is none what is contrary to plan', () => {
    expect(finding(rebuildNonconforming, { report: before(600), ground: contrary }).measured).toBe(400)
    const rebuilt = before(1_000, { isRebuilt: true })
    expect(finding(rebuildNonconforming, { report: rebuilt, ground: contrary }).measured).toBe(1_000)
  })
})
