import { describe, expect, test } from 'vitest'
import { squareMetres } from '../../domain/units.ts'
import { theThresholds } from '../../fixtures/builders/facts.ts'
import { judgeRatio } from '../../server/rules/illegal-ratio.ts'

const judged = (illegal: number, all: number | null, hasSeriousEffect = false) =>
  judgeRatio(
    { illegalM2: squareMetres(illegal), newM2: all === null ? null : squareMetres(all), hasSeriousEffect },
    theThresholds(),
  )

describe('ES-08, illegally occupied farmland of a year', () => {
  test.each([
    { illegal: 0, band: 'below', threshold: null },
    { illegal: 4_999, band: 'below', threshold: null },
    { illegal: 5_000, band: 'watch', threshold: 0.05 },
    { illegal: 9_999, band: 'watch', threshold: 0.05 },
    { illegal: 10_000, band: 'warn', threshold: 0.1 },
    { illegal: 14_999, band: 'warn', threshold: 0.1 },
    { illegal: 15_000, band: 'accountable', threshold: 0.15 },
    { illegal: 100_000, band: 'accountable', threshold: 0.15 },
  ])('$illegal of 100,000 m²: $band', ({ illegal, band, threshold }) => {
    expect(judged(illegal, 100_000)).toEqual({ ratio: illegal / 100_000, band, threshold, problem: null })
  })

  test.each([
    { illegal: 1, band: 'accountable' },
    { illegal: 0, band: 'below' },
  ])('$illegal m² with a serious effect: $band', ({ illegal, band }) => {
    expect(judged(illegal, 100_000, true).band).toBe(band)
  })

  test('a year in which nothing was taken', () => {
    expect(judged(0, 0)).toEqual({ ratio: null, band: 'below', threshold: null, problem: null })
  })

  test.each([
    { all: null, problem: 'statistics-missing' },
    { all: 99, problem: 'more-illegal-than-new' },
    { all: 0, problem: 'more-illegal-than-new' },
  ])('100 m² of $all: no ratio, $problem', ({ all, problem }) => {
    expect(judged(100, all)).toEqual({ ratio: null, band: null, threshold: null, problem })
  })
})
