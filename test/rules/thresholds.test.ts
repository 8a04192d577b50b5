import { describe, expect, test } from 'vitest'
import { THRESHOLDS } from '../../domain/rule.ts'
import { aGround, aReport, theThresholds } from '../../fixtures/builders/facts.ts'
import { thresholdRows } from '../../fixtures/threshold-rows.ts'
import { guardHouseOversize } from '../../server/rules/guard-house-oversize.ts'

const rows = thresholdRows()

describe('the threshold register', () => {
  test('has a value for every day and every key, in the unit that the rules read', () => {
    for (const [key, unit] of Object.entries(THRESHOLDS)) {
      const ofKey = rows.filter((row) => row.key === key)
      expect(ofKey.map((row) => row.unit)).toEqual(ofKey.map(() => unit))
      // From the beginning of time, each row where the one before ends, to no end.
      expect(ofKey.map(({ from }) => from)).toEqual(['', ...ofKey.slice(0, -1).map(({ to }) => to)])
      expect(ofKey.at(-1)?.to).toBe('')
    }
  })

  test('has no key that no rule knows', () => {
    expect(rows.filter(({ key }) => !(key in THRESHOLDS))).toEqual([])
  })

  test('holds the values that tests of rules are written for', () => {
    const today = rows.filter(({ to }) => to === '').map(({ key, value }) => [key, value ?? NaN])
    const inTests = Object.values(theThresholds()).map(({ key, value }) => [key, value])
    expect(Object.fromEntries(today)).toEqual(Object.fromEntries(inTests))
  })

  test('decides: a district in the severe cold allows 30 m² by one row', () => {
    const report = aReport({ use: 'guardHouse', storeys: 1 })
    const severeCold = theThresholds({ 'guardHouse.maxAreaM2': 30 })
    expect(guardHouseOversize.evaluate(report, aGround({ patch: 30 }), severeCold)).toEqual([])
    expect(guardHouseOversize.evaluate(report, aGround({ patch: 30 }), theThresholds())).toHaveLength(1)
  })
})
