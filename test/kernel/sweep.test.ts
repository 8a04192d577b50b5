import { describe, expect, test } from 'vitest'
import { between, randomFrom } from '../../fixtures/district/random.ts'
import { layerOf } from '../../server/kernel/layer.ts'
import { overlap } from '../../server/kernel/overlap.ts'
import { patchOf } from '../../server/kernel/patch.ts'
import { areaOf, type Ring } from '../../server/kernel/rings.ts'
import { sweep } from '../../server/kernel/sweep.ts'
import { box, feature, pierced, ring, star, turned } from './shapes.ts'

/** Combinations of a patch with features and the kinds that each makes, without what rounding leaves. */
function combinations(patch: readonly Ring[], ground: readonly (readonly [readonly Ring[], number])[]) {
  const layer = layerOf(ground.map(([rings]) => feature(rings)))
  const participants = ground.map(([, kinds], n) => ({ layer, feature: n, kinds }))
  const found = sweep(patchOf(patch), participants).combinations
  return new Map([...found].filter(([, m2]) => Math.abs(m2) > 1e-6))
}

const PATCH = [box(0, 0, 100, 50)]
const [FIELD, VILLAGE, LINE] = [1, 2, 4]

describe('exact cases', () => {
  test.each<[string, (readonly [readonly Ring[], number])[], [number, number][]]>([
    ['nothing there', [], [[0, 5000]]],
    ['all of one kind', [[[box(-10, -10, 200, 100)], FIELD]], [[FIELD, 5000]]],
    [
      'half of one kind',
      [[[box(-10, -10, 60, 100)], FIELD]],
      [
        [0, 2500],
        [FIELD, 2500],
      ],
    ],
    [
      'two kinds side by side, with a shared border',
      [
        [[box(-10, -10, 50, 100)], FIELD],
        [[box(40, -10, 100, 100)], VILLAGE],
      ],
      [
        [FIELD, 2000],
        [VILLAGE, 3000],
      ],
    ],
    [
      'two kinds over each other',
      [
        [[box(-10, -10, 70, 100)], FIELD],
        [[box(40, -10, 100, 100)], LINE],
      ],
      [
        [FIELD, 2000],
        [FIELD | LINE, 1000],
        [LINE, 2000],
      ],
    ],
    [
      'one kind twice over the same ground',
      [
        [[box(-10, -10, 70, 100)], FIELD],
        [[box(40, -10, 100, 100)], FIELD],
      ],
      [[FIELD, 5000]],
    ],
    ['a feature of two kinds', [[[box(-10, -10, 200, 100)], FIELD | LINE]], [[FIELD | LINE, 5000]]],
    [
      'a hole',
      [[[box(-10, -10, 200, 100), turned(box(10, 10, 20, 20))], FIELD]],
      [
        [0, 400],
        [FIELD, 4600],
      ],
    ],
    [
      'crossing diagonals',
      [
        [
          [
            ring([
              [0, 0],
              [100, 0],
              [100, 50],
            ]),
          ],
          FIELD,
        ],
        [
          [
            ring([
              [0, 50],
              [100, 0],
              [100, 50],
            ]),
          ],
          LINE,
        ],
      ],
      [
        [0, 1250],
        [FIELD, 1250],
        [LINE, 1250],
        [FIELD | LINE, 1250],
      ],
    ],
    ['only beside it', [[[box(100, 0, 50, 50)], FIELD]], [[0, 5000]]],
    ['the highest bit', [[[box(-10, -10, 200, 100)], 1 << 31]], [[1 << 31, 5000]]],
  ])('%s', (_name, ground, wanted) => {
    const found = combinations(PATCH, ground)
    expect([...found.keys()].sort()).toEqual(wanted.map(([kinds]) => kinds).sort())
    for (const [kinds, m2] of wanted) expect(found.get(kinds)).toBeCloseTo(m2, 6)
  })

  test('ground in a hole of the patch is none of it', () => {
    const found = combinations(
      [box(0, 0, 100, 50), turned(box(10, 10, 20, 20))],
      [[[box(0, 0, 50, 50)], FIELD]],
    )
    expect(found.get(FIELD)).toBeCloseTo(2100, 6)
    expect(found.get(0)).toBeCloseTo(2500, 6)
  })
})

describe('of random shapes', () => {
  const random = randomFrom(7)
  const place = (): [number, number] => [between(random, -60, 60), between(random, -60, 60)]
  const any = () =>
    random() < 0.3
      ? pierced(random, place(), between(random, 20, 90))
      : [star(random, place(), between(random, 20, 90))]

  test('combinations make the patch, and those with a feature what the patch shares with it', () => {
    for (let n = 0; n < 150; n++) {
      const patch = any()
      const ground = Array.from({ length: 6 }, any)
      const layer = layerOf(ground.map((rings) => feature(rings)))
      const prepared = patchOf(patch)
      const { combinations: found } = sweep(
        prepared,
        ground.map((_, at) => ({ layer, feature: at, kinds: 1 << at })),
      )
      const total = (bit: number | null) =>
        [...found].reduce((sum, [kinds, m2]) => sum + (bit === null || kinds & bit ? m2 : 0), 0)
      expect(Math.abs(total(null) - areaOf(patch))).toBeLessThan(1e-6)
      for (const at of ground.keys())
        expect(Math.abs(total(1 << at) - overlap(prepared, layer, at))).toBeLessThan(1e-6)
    }
  })
})
