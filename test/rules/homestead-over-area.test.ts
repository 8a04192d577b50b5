import { describe, expect, test } from 'vitest'
import { aGround, aPermit, aReport, theThresholds } from '../../fixtures/builders/facts.ts'
import { homesteadOverArea } from '../../server/rules/homestead-over-area.ts'
import { inWords, said } from './said.ts'

const house = { use: 'dwelling', partyKind: 'villager' } as const
const ground = (
  patch: number,
  approvedArea: number | null = patch,
  excess: readonly [number, number] = [0, 0],
) => ({
  patch,
  ledger: { homesteadCovered: patch - excess[0] },
  permits: [aPermit({ role: 'homestead-approvals', covered: patch - excess[0], approvedArea, excess })],
})

describe('HS-03, homestead over its area', () => {
  test.each([
    { patch: 100, approvedArea: 100, result: [] },
    { patch: 133, approvedArea: 133, result: [] }, // within the lowest limit that is discussed
    { patch: 133.01, approvedArea: 133, result: ['threshold-unset: homestead.maxAreaM2'] },
    { patch: 100, approvedArea: 160, result: ['threshold-unset: homestead.maxAreaM2'] },
    { patch: 100, approvedArea: null, result: [] },
  ])('limit unset: a house of $patch m² on $approvedArea m²: $result', ({ patch, approvedArea, result }) => {
    expect(said(homesteadOverArea, { report: house, ground: ground(patch, approvedArea) })).toEqual(result)
  })

  test.each([
    { patch: 100, approvedArea: 200, result: [] },
    { patch: 100, approvedArea: 200.01, result: ['medium'] },
    { patch: 200.01, approvedArea: null, result: ['medium'] },
  ])('limit 200 m²: a house of $patch m² on $approvedArea m²: $result', ({ patch, approvedArea, result }) => {
    const set = theThresholds({ 'homestead.maxAreaM2': 200 })
    const found = homesteadOverArea.evaluate(aReport(house), aGround(ground(patch, approvedArea)), set)
    expect(found.map(inWords)).toEqual(result)
  })

  test.each([
    { excess: [0.99, 1] as const, result: [] },
    { excess: [2.99, 1] as const, result: ['sliver: homesteadCovered'] },
    { excess: [3, 0.49] as const, result: ['sliver: homesteadCovered'] },
    { excess: [3, 0.5] as const, result: ['medium'] },
  ])('$excess m² and m beyond the approved ground: $result', ({ excess, result }) => {
    expect(said(homesteadOverArea, { report: house, ground: ground(120, 120, excess) })).toEqual(result)
  })

  test('one act, one finding: over the limit and beyond the approval', () => {
    const set = theThresholds({ 'homestead.maxAreaM2': 100 })
    const found = homesteadOverArea.evaluate(aReport(house), aGround(ground(120, 110, [10, 2])), set)
    expect(found).toMatchObject([{ measured: 120, threshold: 100 }])
  })

  test('without an approval all of it is HS-01’s', () => {
    expect(said(homesteadOverArea, { report: house, ground: { patch: 500 } })).toEqual([])
  })

  test.each(['organisation', null] as const)('the dwelling of %s is judged by other rules', (partyKind) => {
    expect(said(homesteadOverArea, { report: { ...house, partyKind }, ground: ground(500) })).toEqual([])
  })
})
