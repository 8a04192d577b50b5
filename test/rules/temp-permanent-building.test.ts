import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { tempPermanentBuilding } from '../../server/rules/temp-permanent-building.ts'
import { finding, said } from './said.ts'

const permit = (over: Partial<PermitWords> = {}) =>
  aPermit({ role: 'temporary-use', number: '临用1号', expiresOn: '2026-01-09', ...over })
const permanent = { isPermanent: true } as const

describe('NA-12, a permanent building on temporary land', () => {
  test.each([
    { isPermanent: true, result: ['high'] },
    { isPermanent: false, result: [] },
    { isPermanent: null, result: ['attribute-missing: isPermanent'] },
  ])('permanent: $isPermanent, so $result', ({ isPermanent, result }) => {
    expect(said(tempPermanentBuilding, { report: { isPermanent }, ground: { permits: [permit()] } })).toEqual(
      result,
    )
  })

  test.each([
    { covered: 2.99, result: [] }, // a neighbour's
    { covered: 3, result: ['high'] },
  ])('a permit over $covered m² of it: $result', ({ covered, result }) => {
    const ground = { permits: [permit({ covered })] }
    expect(said(tempPermanentBuilding, { report: permanent, ground })).toEqual(result)
  })

  test.each([
    { timing: 'in-force', result: ['high'] },
    { timing: 'expired', result: ['high'] },
    { timing: 'undated', result: ['high'] },
    { timing: 'issued-later', result: [] }, // NA-02
    { timing: 'revoked', result: [] },
  ] as const)('a permit $timing: $result', ({ timing, result }) => {
    const ground = { permits: [permit({ timing })] }
    expect(said(tempPermanentBuilding, { report: permanent, ground })).toEqual(result)
  })

  test.each([
    { type: '20', result: ['high'] },
    { type: null, result: ['high'] },
    { type: 'YH', result: [] },
    { type: 'TD', result: [] },
  ] as const)('type $type: $result', ({ type, result }) => {
    const ground = { permits: [permit()] }
    expect(said(tempPermanentBuilding, { report: { ...permanent, type }, ground })).toEqual(result)
  })

  test('of several permits the one that covers most speaks', () => {
    const permits = [permit({ covered: 300, number: '临用2号' }), permit({ covered: 700 })]
    const found = finding(tempPermanentBuilding, { report: permanent, ground: { permits } })
    expect(found).toMatchObject({ measured: 700, numbers: { permit: '临用1号' } })
  })

  test('an approval for good over all of it makes it construction land', () => {
    const permits = [permit(), aPermit({ role: 'land-approvals' })]
    expect(said(tempPermanentBuilding, { report: permanent, ground: { permits } })).toEqual([])
  })
})
