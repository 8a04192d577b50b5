import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { noWorksPermit } from '../../server/rules/no-works-permit.ts'
import { finding, said } from './said.ts'

const active = { isActive: true, storeys: 1 } as const
const none = { permits: [] }

describe('RP-08, works without a works permit', () => {
  test.each([
    { patch: 300, storeys: 1, result: [] },
    { patch: 300.01, storeys: 1, result: ['medium'] },
    { patch: 150, storeys: 2, result: [] },
    { patch: 150.01, storeys: 2, result: ['medium'] },
    { patch: 300, storeys: null, result: ['attribute-missing: storeys'] },
    { patch: 300.01, storeys: null, result: ['medium'] },
  ])('$storeys floors of $patch m²: $result', ({ patch, storeys, result }) => {
    expect(said(noWorksPermit, { report: { ...active, storeys }, ground: { ...none, patch } })).toEqual(
      result,
    )
  })

  test.each([
    { isActive: true, result: ['medium'] },
    { isActive: null, result: ['attribute-missing: isActive'] },
    { isActive: false, result: [] },
  ])('works under way: $isActive: $result', ({ isActive, result }) => {
    expect(said(noWorksPermit, { report: { isActive }, ground: none })).toEqual(result)
  })

  test.each([
    { timing: 'in-force', result: [] },
    { timing: 'issued-later', result: ['medium'] },
    { timing: 'expired', result: ['medium'] },
    { timing: 'revoked', result: ['medium'] },
    { timing: 'undated', result: ['permit-undated: 施工1号'] },
  ] as const)('a permit $timing: $result', ({ timing, result }) => {
    const permits = [aPermit({ role: 'works-permits', number: '施工1号', timing })]
    expect(said(noWorksPermit, { report: active, ground: { permits } })).toEqual(result)
  })

  test.each([
    { storeys: 2, result: [] },
    { storeys: 3, result: ['medium'] },
    { storeys: null, result: ['medium'] },
  ])('a villager’s own house of $storeys storeys: $result', ({ storeys, result }) => {
    const report = { ...active, use: 'dwelling', partyKind: 'villager', storeys } as const
    expect(said(noWorksPermit, { report, ground: none })).toEqual(result)
  })

  test.each([
    { what: 'a number that is claimed', report: { worksPermitNo: '140404202500001' } },
    { what: 'earthwork', report: { type: 'DT' } },
    { what: 'a cattle shed', report: { use: 'livestock' } },
  ] as const)('$what: nothing to ask', ({ report }) => {
    expect(said(noWorksPermit, { report: { ...active, ...report }, ground: none })).toEqual([])
  })

  test('compares the floors', () => {
    const report = { ...active, storeys: 2 }
    expect(finding(noWorksPermit, { report, ground: none })).toMatchObject({
      measured: 2_000,
      threshold: 300,
      lead: 'UE',
    })
  })
})
