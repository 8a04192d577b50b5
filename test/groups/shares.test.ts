import { describe, expect, test } from 'vitest'
import { theThresholds } from '../../fixtures/builders/facts.ts'
import { sharesOf, type MeasuredShare } from '../../server/groups/shares.ts'

const split = (patchM2: number, measured: Record<string, number>, over = {}) =>
  sharesOf(
    patchM2,
    Object.entries(measured).map(([township, areaM2]): MeasuredShare => ({ township, areaM2 })),
    theThresholds(over),
  ).map(({ township, part, countedM2 }) => [township, part, countedM2])

describe('how a patch is split over townships', () => {
  test.each([
    ['wholly in one', 1_000, { A: 1_000 }, [['A', 'lead', 1_000]]],
    [
      'half and half: the lower code leads',
      1_000,
      { B: 500, A: 500 },
      [
        ['A', 'lead', 500],
        ['B', 'assist', 500],
      ],
    ],
    [
      '1 m² over the border is the border’s own error',
      1_000,
      { A: 999, B: 1 },
      [
        ['A', 'lead', 1_000],
        ['B', 'noise', 0],
      ],
    ],
    [
      'just under 100 m² of a large patch',
      1_000,
      { A: 900.01, B: 99.99 },
      [
        ['A', 'lead', 1_000],
        ['B', 'noise', 0],
      ],
    ],
    [
      '100 m²: the bound is included',
      1_000,
      { A: 900, B: 100 },
      [
        ['A', 'lead', 900],
        ['B', 'assist', 100],
      ],
    ],
    [
      'a fifth of a small patch',
      60,
      { A: 48, B: 12 },
      [
        ['A', 'lead', 48],
        ['B', 'assist', 12],
      ],
    ],
    [
      'just under a fifth of a small patch',
      60,
      { A: 48.01, B: 11.99 },
      [
        ['A', 'lead', 60],
        ['B', 'noise', 0],
      ],
    ],
    [
      'a fifth of next to nothing',
      4.5,
      { A: 3.6, B: 0.9 },
      [
        ['A', 'lead', 4.5],
        ['B', 'noise', 0],
      ],
    ],
    [
      'three of them',
      1_000,
      { A: 200, B: 500, C: 300 },
      [
        ['B', 'lead', 500],
        ['C', 'assist', 300],
        ['A', 'assist', 200],
      ],
    ],
    ['outside every one', 1_000, {}, [[null, 'outside', 1_000]]],
    [
      'partly outside',
      1_000,
      { A: 700 },
      [
        ['A', 'lead', 700],
        [null, 'outside', 300],
      ],
    ],
    [
      'mostly outside: a township leads nevertheless',
      1_000,
      { A: 100 },
      [
        ['A', 'lead', 100],
        [null, 'outside', 900],
      ],
    ],
    [
      'a gap between townships within the error',
      1_000,
      { A: 600, B: 399 },
      [
        ['A', 'lead', 601],
        ['B', 'assist', 399],
        [null, 'noise', 0],
      ],
    ],
    [
      'rounding is no gap',
      1_000,
      { A: 600, B: 399.995 },
      [
        ['A', 'lead', 600.005],
        ['B', 'assist', 399.995],
      ],
    ],
    ['a sliver of a border drawn twice is rounding', 1_000, { A: 999.991, B: 0.009 }, [['A', 'lead', 1_000]]],
    ['an edge that only touches', 1_000, { A: 1_000, B: 0 }, [['A', 'lead', 1_000]]],
  ] as const)('%s', (_name, patchM2, measured, expected) => {
    const shares = split(patchM2, measured)
    expect(shares.map(([township, part]) => [township, part])).toEqual(expected.map(([t, part]) => [t, part]))
    shares.forEach(([, , counted], at) => expect(counted).toBeCloseTo(expected[at]![2], 6))
    // What statistics count is the patch, once.
    expect(shares.reduce((sum, [, , counted]) => sum + Number(counted), 0)).toBeCloseTo(patchM2, 9)
  })

  test('the bounds are the register’s', () => {
    expect(split(1_000, { A: 950, B: 50 }, { 'straddle.assistM2': 50 })[1]).toEqual(['B', 'assist', 50])
    expect(split(1_000, { A: 950, B: 50 }, { 'straddle.assistShare': 0.05 })[1]).toEqual(['B', 'assist', 50])
  })
})
