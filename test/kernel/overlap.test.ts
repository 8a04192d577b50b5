import { describe, expect, test } from 'vitest'
import { between, randomFrom, whole } from '../../fixtures/district/random.ts'
import { overlap } from '../../server/kernel/overlap.ts'
import { patchOf } from '../../server/kernel/patch.ts'
import { areaOf, type Ring } from '../../server/kernel/rings.ts'
import { box, layerOfOne, pierced, ring, star, startedAt, turned } from './shapes.ts'

const shared = (patch: readonly Ring[], ground: readonly Ring[]) =>
  overlap(patchOf(patch), layerOfOne(ground), 0)

/** 100 m by 50 m. */
const PATCH = [box(0, 0, 100, 50)]
const frame = [box(-50, -50, 300, 200), turned(box(10, 10, 20, 20))]

describe('exact cases', () => {
  test.each<[string, readonly Ring[], readonly Ring[], number]>([
    ['the same', PATCH, PATCH, 5000],
    ['beyond it on all sides', PATCH, [box(-10, -10, 200, 200)], 5000],
    ['inside it', PATCH, [box(10, 10, 20, 30)], 600],
    ['over its western side', PATCH, [box(-30, 10, 50, 10)], 200],
    ['over its eastern side', PATCH, [box(90, 10, 50, 10)], 100],
    ['over a corner', PATCH, [box(80, 40, 50, 50)], 200],
    ['wholly to the west', PATCH, [box(-60, 0, 50, 50)], 0],
    ['wholly to the east', PATCH, [box(160, 0, 50, 50)], 0],
    ['wholly to the north', PATCH, [box(0, 60, 50, 50)], 0],
    ['a shared side', PATCH, [box(100, 0, 50, 50)], 0],
    ['a shared part of a side', PATCH, [box(100, 10, 50, 10)], 0],
    ['a shared corner', PATCH, [box(100, 50, 50, 50)], 0],
    ['a strip of a millimetre', PATCH, [box(-10, 0, 10.001, 50)], 0.05],
    ['with a hole', PATCH, frame, 4600],
    ['a hole in the patch', frame, [box(0, 0, 100, 50)], 4600],
    ['the hole itself', frame, [box(10, 10, 20, 20)], 0],
    ['two parts', PATCH, [box(0, 0, 10, 10), box(90, 40, 100, 100)], 200],
    [
      'a triangle across',
      PATCH,
      [
        ring([
          [0, 0],
          [100, 0],
          [100, 50],
        ]),
      ],
      2500,
    ],
    [
      'crossing in the middle',
      [box(0, 0, 10, 10)],
      [
        ring([
          [5, -5],
          [15, 5],
          [5, 15],
          [-5, 5],
        ]),
      ],
      100,
    ],
    [
      'a diamond within',
      [box(0, 0, 10, 10)],
      [
        ring([
          [5, 0],
          [10, 5],
          [5, 10],
          [0, 5],
        ]),
      ],
      50,
    ],
    ['of a square kilometre', [box(0, 0, 1000, 1000)], [box(500, -500, 9000, 9000)], 500_000],
  ])('%s', (_name, patch, ground, m2) => {
    expect(shared(patch, ground)).toBeCloseTo(m2, 7)
    expect(shared(ground, patch)).toBeCloseTo(m2, 7)
  })
})

describe('of random shapes', () => {
  const random = randomFrom(20_261_124)
  const place = (): [number, number] => [between(random, -60, 60), between(random, -60, 60)]
  const shapes = Array.from({ length: 400 }, (_, n) =>
    n % 3 === 0
      ? pierced(random, place(), between(random, 5, 90))
      : [star(random, place(), between(random, 5, 90))],
  )
  const pairs = shapes.map((one, n) => [one, shapes[(n * 7 + 1) % shapes.length]!] as const)

  test('some overlap, some do not', () => {
    const areas = pairs.map(([a, b]) => shared(a, b))
    expect(areas.filter((m2) => m2 > 1).length).toBeGreaterThan(100)
    expect(areas.filter((m2) => Math.abs(m2) < 1e-9).length).toBeGreaterThan(10)
  })

  test('what is shared is shared both ways', () => {
    for (const [a, b] of pairs) expect(Math.abs(shared(a, b) - shared(b, a))).toBeLessThan(1e-8)
  })

  test('a shape shares all of itself with itself', () => {
    for (const one of shapes) expect(Math.abs(shared(one, one) - areaOf(one))).toBeLessThan(1e-8)
  })

  test('what is shared and what is left make the whole', () => {
    // The rest of a plate with the shape as a hole is what the shape leaves of it.
    const plate = box(-400, -400, 800, 800)
    for (const [a, b] of pairs) {
      const rest = [plate, ...b.map(turned)]
      expect(Math.abs(shared(a, b) + shared(a, rest) - areaOf(a))).toBeLessThan(1e-8)
    }
  })

  test('the first point of a ring is of no account', () => {
    for (const [a, b] of pairs) {
      const other = b.map((outline) => startedAt(outline, whole(random, 1, outline.length / 2 - 2)))
      expect(Math.abs(shared(a, other) - shared(a, b))).toBeLessThan(1e-8)
    }
  })

  test('nor is where on earth they lie', () => {
    const moved = (outline: Ring, east: number, north: number) =>
      outline.map((value, at) => value + (at % 2 === 0 ? east : north))
    for (const [a, b] of pairs.slice(0, 50)) {
      const [east, north] = [-505_000, -3_991_000]
      const near = [a, b].map((rings) => rings.map((outline) => moved(outline, east, north)))
      expect(Math.abs(shared(near[0]!, near[1]!) - shared(a, b))).toBeLessThan(1e-7)
    }
  })

  test('many features are found and measured as each alone', () => {
    for (const [a, b] of pairs.slice(0, 50)) {
      const m2 = b.reduce((sum, outline) => sum + shared(a, [outline]), 0)
      expect(Math.abs(m2 - shared(a, b))).toBeLessThan(1e-8)
    }
  })
})
