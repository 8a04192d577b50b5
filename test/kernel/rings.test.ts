import { describe, expect, test } from 'vitest'
import type { Ring as LonLatRing } from '../../domain/geojson.ts'
import { areaOf, centreX, ringsOf } from '../../server/kernel/rings.ts'
import { wkbOf } from '../../server/queries/wkb.ts'
import { isOuter } from './shapes.ts'

const square = (x: number, y: number, side: number): LonLatRing => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]
const read = (...polygons: LonLatRing[][]) => ringsOf(wkbOf({ type: 'MultiPolygon', coordinates: polygons }))

describe('rings of well-known binary', () => {
  test.each<[string, LonLatRing[][]]>([
    ['as they should be', [[square(0, 0, 10), square(2, 2, 3).toReversed()]]],
    ['all counter-clockwise', [[square(0, 0, 10), square(2, 2, 3)]]],
    ['the other way round', [[square(0, 0, 10).toReversed(), square(2, 2, 3)]]],
  ])('outer rings run counter-clockwise, holes clockwise: %s', (_name, polygons) => {
    const rings = read(...polygons)
    expect(rings.map(isOuter)).toEqual([true, false])
    expect(areaOf(rings)).toBe(91)
  })

  test('of several polygons, also where the bytes begin in the middle of a buffer', () => {
    const wkb = wkbOf({ type: 'MultiPolygon', coordinates: [[square(0, 0, 10)], [square(20, 0, 5)]] })
    const within = Buffer.concat([Buffer.alloc(3), wkb]).subarray(3)
    expect(ringsOf(within).map((one) => [...one].slice(0, 2))).toEqual([
      [0, 0],
      [20, 0],
    ])
    expect(areaOf(ringsOf(within))).toBe(125)
  })

  test('of a single polygon', () => {
    const multi = wkbOf({ type: 'MultiPolygon', coordinates: [[square(0, 0, 10)]] })
    expect(areaOf(ringsOf(multi.subarray(9)))).toBe(100)
  })

  test('nothing of nothing', () => {
    expect(read()).toEqual([])
  })

  test('a line is none', () => {
    const line = Buffer.from('010200000002000000', 'hex')
    expect(() => ringsOf(line)).toThrow('WKB type 2')
  })
})

describe('the centre of gravity', () => {
  test.each<[string, LonLatRing[][], number]>([
    ['of a square', [[square(500_000, 4_000_000, 10)]], 500_005],
    ['of two', [[square(0, 0, 10)], [square(20, 0, 10)]], 15],
    ['beside a hole', [[square(0, 0, 10), square(5, 0, 5)]], (100 * 5 - 25 * 7.5) / 75],
  ])('%s', (_name, polygons, x) => {
    expect(centreX(read(...polygons))).toBeCloseTo(x, 9)
  })
})
