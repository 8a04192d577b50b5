import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { guardHouseUse } from '../../server/rules/guard-house-use.ts'
import { said } from './said.ts'

const ground = (words: Omit<PermitWords, 'role'> = {}) => ({
  patch: 20,
  ledger: { filingCovered: 20 },
  permits: [aPermit({ role: 'facility-filings', use: 'guardHouse', covered: 20, ...words })],
})

describe('GH-04, guard house put to another use', () => {
  test.each([
    { use: 'dwelling', result: ['high'] },
    { use: 'commercial', result: ['high'] },
    { use: 'tourism', result: ['high'] },
    { use: 'guardHouse', result: [] },
    { use: 'farmStorage', result: [] },
    { use: 'industrial', result: [] }, // GH-10
    { use: null, result: [] }, // GH-05 doubts
  ] as const)('now a $use: $result', ({ use, result }) => {
    expect(said(guardHouseUse, { report: { use }, ground: ground() })).toEqual(result)
  })

  test.each([
    { covered: 9.99, result: [] }, // another building’s filing
    { covered: 10, result: ['high'] },
    { covered: 20, result: ['high'] },
  ])('$covered of 20 m² filed as a guard house: $result', ({ covered, result }) => {
    expect(said(guardHouseUse, { report: { use: 'dwelling' }, ground: ground({ covered }) })).toEqual(result)
  })

  test.each([
    { filed: 'a greenhouse', words: { use: 'greenhouse' } },
    { filed: 'nobody knows what', words: { use: null } },
    { filed: 'a guard house, until it ran out', words: { timing: 'expired' } },
  ] as const)('filed as $filed: not this rule’s', ({ words }) => {
    expect(said(guardHouseUse, { report: { use: 'dwelling' }, ground: ground(words) })).toEqual([])
  })
})
