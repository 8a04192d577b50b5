import { describe, expect, test } from 'vitest'
import { aGround, aReport, permitted, theThresholds } from '../../fixtures/builders/facts.ts'
import { accusingRules, evaluate } from '../../server/rules/index.ts'
import { officialInvolved } from '../../server/rules/official-involved.ts'
import { finding, said } from './said.ts'

describe('ES-09, a public official among those responsible', () => {
  test.each([
    { involvesOfficial: true, partyKind: 'villager', result: ['high'] },
    { involvesOfficial: null, partyKind: 'official', result: ['high'] },
    { involvesOfficial: false, partyKind: 'villager', result: [] },
    { involvesOfficial: null, partyKind: null, result: [] }, // raised by hand once it is known
  ] as const)('involved: $involvesOfficial, party: $partyKind, so $result', ({ result, ...report }) => {
    expect(said(officialInvolved, { report })).toEqual(result)
  })

  test('goes to the supervisory commission', () => {
    expect(finding(officialInvolved, { report: { involvesOfficial: true } }).lead).toBe('SV')
  })

  test.each([
    { taken: 500, rules: ['NA-02', 'ES-09'] },
    { taken: 0, rules: [] }, // nobody is responsible for what is lawful
  ])('with $taken m² of farmland taken: $rules', ({ taken, rules }) => {
    const report = aReport({ involvesOfficial: true })
    const ground = aGround(permitted({ ledger: { remainderCultivated: taken } }))
    expect(accusingRules(evaluate(report, ground, theThresholds()).results)).toEqual(rules)
  })
})
