import { describe, expect, test } from 'vitest'
import { aGround, aReport, permitted, theThresholds } from '../../fixtures/builders/facts.ts'
import { accusingRules, evaluate } from '../../server/rules/index.ts'
import { obstruction } from '../../server/rules/obstruction.ts'
import { finding, said } from './said.ts'

describe('ES-10, obstruction', () => {
  test.each([
    { isObstructed: true, result: ['high'] },
    { isObstructed: false, result: [] },
    { isObstructed: null, result: [] }, // raised by hand when it happens
  ])('obstructed: $isObstructed, so $result', ({ isObstructed, result }) => {
    expect(said(obstruction, { report: { isObstructed } })).toEqual(result)
  })

  test('goes to the police, also where the land is in order', () => {
    expect(finding(obstruction, { report: { isObstructed: true } }).lead).toBe('PS')
    const { results } = evaluate(aReport({ isObstructed: true }), aGround(permitted()), theThresholds())
    expect(accusingRules(results)).toEqual(['ES-10'])
  })
})
