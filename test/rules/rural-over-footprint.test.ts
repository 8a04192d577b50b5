import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { ruralOverFootprint } from '../../server/rules/rural-over-footprint.ts'
import { finding, said } from './said.ts'

const permitted = (patch: number, approvedArea: number | null) => ({
  patch,
  ledger: { ruralArea: patch },
  permits: [aPermit({ role: 'rural-permits', number: '乡字1号', covered: patch, approvedArea })],
})

describe('RP-02, footprint over the rural permit by more than max(3 %, 5 m²)', () => {
  test.each([
    { approved: 100, patch: 105, result: [] }, // 5 m² rule up to 166.67 m², bound allowed
    { approved: 100, patch: 105.01, result: ['medium'] },
    { approved: 1_000, patch: 1_030, result: [] }, // 3 % above
    { approved: 1_000, patch: 1_030.01, result: ['medium'] },
    { approved: 1_000, patch: 900, result: [] },
  ])('$approved m² permitted, $patch m² built: $result', ({ approved, patch, result }) => {
    expect(said(ruralOverFootprint, { ground: permitted(patch, approved) })).toEqual(result)
  })

  test('a small house is measured in m², a large one as a share: whichever bound decided', () => {
    expect(finding(ruralOverFootprint, { ground: permitted(120, 100) })).toMatchObject({
      measured: 20,
      threshold: 5,
      unit: 'm2',
      thresholdKey: 'rural.footprintToleranceM2',
    })
    expect(finding(ruralOverFootprint, { ground: permitted(1_500, 1_000) })).toMatchObject({
      measured: 0.5,
      threshold: 0.03,
      unit: 'ratio',
      thresholdKey: 'rural.footprintToleranceShare',
      numbers: { patch: 1_500, approvedArea: 1_000, over: 500, permit: '乡字1号' },
    })
  })

  test('a permit that does not say its area is a doubt', () => {
    expect(said(ruralOverFootprint, { ground: permitted(100, null) })).toEqual([
      'attribute-missing: approvedAreaM2',
    ])
  })

  test('a permit not in force permits no area: that is RP-01', () => {
    const expired = aPermit({ role: 'rural-permits', timing: 'expired', approvedArea: 100 })
    const ground = { ledger: { ruralArea: 1_000 }, permits: [expired] }
    expect(said(ruralOverFootprint, { ground })).toEqual([])
  })

  test("a neighbour's permit lends no area", () => {
    const permits = [
      aPermit({ role: 'rural-permits', number: '乡字1号', covered: 100, approvedArea: 100 }),
      aPermit({ role: 'rural-permits', number: '乡字2号', covered: 50, approvedArea: 120 }),
    ]
    const ground = { patch: 150, ledger: { ruralArea: 150 }, permits }
    expect(finding(ruralOverFootprint, { ground }).numbers).toMatchObject({ over: 50, permit: '乡字1号' })
  })
})
