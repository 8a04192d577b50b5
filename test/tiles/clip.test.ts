import { describe, expect, test } from 'vitest'
import { clipLine, clipRing, Points } from '../../server/tiles/shapes/clip.ts'

function pointsOf(numbers: readonly number[]): Points {
  const points = new Points()
  for (let n = 0; n < numbers.length; n += 2) points.push(numbers[n]!, numbers[n + 1]!)
  return points
}
const listOf = ({ xy, length }: Points) => [...xy.subarray(0, length)]

/** Within 0 … 10 both ways. */
describe('a ring', () => {
  test.each([
    ['inside stays', [2, 2, 8, 2, 8, 8], [2, 2, 8, 2, 8, 8]],
    ['outside is nothing', [12, 2, 18, 2, 18, 8], []],
    ['across a side is cut there', [5, 2, 15, 2, 15, 8, 5, 8], [10, 8, 5, 8, 5, 2, 10, 2]],
    ['round the square is the square', [-5, -5, 15, -5, 15, 15, -5, 15], [0, 10, 0, 0, 10, 0, 10, 10]],
    ['that touches from outside has no area left', [10, 2, 15, 2, 15, 8, 10, 8], null],
  ])('%s', (_, ring, expected) => {
    const clipped = new Points()
    clipRing(pointsOf(ring), 0, 10, clipped)
    if (expected === null) expect(areaOf(listOf(clipped))).toBe(0)
    else {
      expect(Math.abs(areaOf(listOf(clipped)))).toBe(Math.abs(areaOf(expected)))
      expect(new Set(pairs(listOf(clipped)))).toEqual(new Set(pairs(expected)))
    }
  })
})

describe('a line', () => {
  test.each([
    ['inside stays', [2, 2, 8, 8], [[2, 2, 8, 8]]],
    ['outside is nothing', [12, 2, 18, 8], []],
    ['across is cut on both sides', [-5, 5, 15, 5], [[0, 5, 10, 5]]],
    [
      'that leaves and comes back is two',
      [5, 5, 15, 5, 15, 8, 5, 8],
      [
        [5, 5, 10, 5],
        [10, 8, 5, 8],
      ],
    ],
    ['along the edge stays', [0, 0, 0, 10], [[0, 0, 0, 10]]],
    ['past a corner is nothing', [-4, 3, 3, -5], []],
  ])('%s', (_, line, expected) => {
    const parts: number[][] = []
    clipLine(pointsOf(line), 0, 10, (part) => parts.push(listOf(part)))
    expect(parts).toEqual(expected)
  })
})

const pairs = (numbers: readonly number[]) =>
  Array.from({ length: numbers.length / 2 }, (_, n) => `${numbers[2 * n]}/${numbers[2 * n + 1]}`)

function areaOf(numbers: readonly number[]): number {
  let sum = 0
  for (let n = 0; n < numbers.length; n += 2) {
    const next = (n + 2) % numbers.length
    sum += numbers[n]! * numbers[next + 1]! - numbers[next]! * numbers[n + 1]!
  }
  return sum / 2
}
