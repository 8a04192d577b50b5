import { describe, expect, test } from 'vitest'
import type { Measure } from '../../domain/ledger.ts'
import { squareMetres } from '../../domain/units.ts'
import { atMost, together } from '../../server/rules/rule.ts'

const measure = (area: number, width: number | null = null, bounds?: readonly [number, number]): Measure => ({
  area: squareMetres(area),
  width,
  ...(bounds && { low: squareMetres(bounds[0]), high: squareMetres(bounds[1]) }),
})

describe('ground of two kinds as one', () => {
  test('has the area and, side by side, the width of both', () => {
    expect(together(measure(40, 1.2), measure(30, 0.9))).toEqual(measure(70, 2.1))
    expect(together(measure(40, 1.2), measure(300))).toEqual(measure(340))
  })

  test('nothing adds nothing', () => {
    expect(together(measure(0), measure(30, 0.9, [1, 60]))).toEqual(measure(30, 0.9, [1, 60]))
    expect(together(measure(30, 0.9), measure(0))).toEqual(measure(30, 0.9))
  })

  test('has at least what both have; no upper bound where one is not told', () => {
    expect(together(measure(40, 2, [10, 60]), measure(50, 2, [20, 90]))).toMatchObject({ low: 30, high: 150 })
    const open = together(measure(40, 2, [0, 60]), measure(500))
    expect(open).toMatchObject({ area: 540, low: 3 })
    expect(open.high).toBe(undefined)
    expect(together(measure(400), measure(500)).low).toBe(undefined)
  })
})

test('what two kinds have in common is at most the smaller', () => {
  expect(atMost(measure(40), measure(30))).toEqual(measure(30))
  expect(atMost(measure(30), measure(40))).toEqual(measure(30))
})
