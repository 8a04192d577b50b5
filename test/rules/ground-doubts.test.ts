import { describe, expect, test } from 'vitest'
import { aGround, theThresholds, type GroundWords } from '../../fixtures/builders/facts.ts'
import { groundDoubts } from '../../server/rules/ground-doubts.ts'
import { inWords } from './said.ts'

const doubts = (words: GroundWords) => groundDoubts(aGround(words), theThresholds()).map(inWords)

describe('doubts about the ground itself', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 99, width: 1.99, result: [] }, // a gap between two polygons of the survey
    { area: 99, width: 2, result: ['not-surveyed: land-use'] },
    { area: 100, width: null, result: ['not-surveyed: land-use'] },
  ])('$area m² that no survey covers, $width m wide: $result', ({ area, width, result }) => {
    expect(doubts({ ledger: { unsurveyed: [area, width] } })).toEqual(result)
  })

  test('without a land-use layer nothing can be said of the survey', () => {
    expect(doubts({ ledger: { unsurveyed: 500 }, without: ['land-use'], classes: {} })).toEqual([])
  })

  test.each<{ classes: Record<string, number>; result: string[] }>([
    { classes: { '0103': 500 }, result: [] },
    { classes: { '0201K': 500 }, result: [] }, // 可调整 keeps the class of its stem
    { classes: { '0902': 500 }, result: [] }, // 09 with any subclass
    { classes: { '0199': 500 }, result: ['class-unknown: 0199'] },
    { classes: { '': 500 }, result: ['class-unknown: '] },
    { classes: { '0199': 0.99 }, result: [] },
    { classes: { '0199': 1 }, result: ['class-unknown: 0199'] },
  ])('ground of class $classes: $result', ({ classes, result }) => {
    expect(doubts({ classes })).toEqual(result)
  })

  test('areas that do not add up are the only doubt', () => {
    expect(doubts({ step: 4, ledger: { unsurveyed: 500 }, classes: { '0199': 500 } })).toEqual([
      'overlay-failed: patch',
    ])
  })

  test.each([1, 2, 3])('step %i of the overlay ladder gave areas that add up', (step) => {
    expect(doubts({ step })).toEqual([])
  })
})
