import { describe, expect, test } from 'vitest'
import type { Ring } from '../../domain/geojson.ts'
import type { GeometryError } from '../../domain/geometry-problem.ts'
import {
  checkGeometry,
  LAYER_LIMITS,
  REPORT_LIMITS,
  type GeometryLimits,
} from '../../server/intake/geometry-check.ts'
import { multiPolygon, polygon, ring, square } from './shapes.ts'

const LIMITS: GeometryLimits = { ...REPORT_LIMITS, extent: [112.9, 35.9, 113.3, 36.3] }

/** The one error of a geometry that must not pass. */
function refusalOf(input: unknown, limits = LIMITS): GeometryError {
  const check = checkGeometry(input, limits)
  if (check.ok) throw new Error('It was taken.')
  expect(check.errors).toHaveLength(1)
  return check.errors[0]!
}

const GOOD = square(0, 0, 10)
/** The good square with its second vertex replaced, whatever by. */
const withVertex = (vertex: unknown) => polygon([GOOD[0], vertex, ...GOOD.slice(2)])
const manyVertices = Array.from({ length: 5_001 }, (_, i) => [113 + i * 1e-6, 36])

describe('what is no polygon is refused by its shape', () => {
  test.each([
    ['null', null, 'not-an-object', ''],
    ['a text', '{"type":"Polygon"}', 'not-an-object', ''],
    ['a list', [[113, 36]], 'not-an-object', ''],
    ['an object without type', {}, 'not-a-polygon', '/type'],
    ['a Feature', { type: 'Feature', geometry: polygon(GOOD) }, 'not-a-polygon', '/type'],
    ['a collection', { type: 'GeometryCollection', geometries: [polygon(GOOD)] }, 'not-a-polygon', '/type'],
    ['a LineString', { type: 'LineString', coordinates: GOOD }, 'not-a-polygon', '/type'],
    ['another case of letters', { type: 'POLYGON', coordinates: [GOOD] }, 'not-a-polygon', '/type'],
    ['a crs member', { ...polygon(GOOD), crs: { type: 'name' } }, 'crs-member', '/crs'],
    ['no coordinates', { type: 'Polygon' }, 'bad-structure', '/coordinates'],
    ['coordinates as text', { type: 'Polygon', coordinates: '[[113,36]]' }, 'bad-structure', '/coordinates'],
    ['an empty polygon', polygon(), 'empty', '/coordinates'],
    ['an empty multipolygon', multiPolygon(), 'empty', '/coordinates'],
    ['an empty part', multiPolygon([GOOD], []), 'empty', '/coordinates/1'],
    ['an empty ring', polygon(GOOD, []), 'empty', '/coordinates/1'],
    ['a part that is null', multiPolygon([GOOD], null), 'bad-structure', '/coordinates/1'],
    ['a ring that is a number', polygon(GOOD, 7), 'bad-structure', '/coordinates/1'],
    [
      'a ring one level too flat',
      { type: 'Polygon', coordinates: GOOD },
      'bad-structure',
      '/coordinates/0/0',
    ],
    ['a ring one level too deep', polygon([GOOD]), 'bad-structure', '/coordinates/0/0'],
    ['a multipolygon given as polygon', multiPolygon(GOOD), 'bad-structure', '/coordinates/0/0/0'],
  ])('%s', (_, input, code, pointer) => {
    expect(refusalOf(input)).toMatchObject({ code, pointer })
  })
})

describe('a vertex that is no pair of finite numbers is refused by its place, with what numbers it has', () => {
  test.each([
    ['null for a number', [null, 36], 'bad-number', '/coordinates/0/1/0', [36]],
    ['true for a number', [113.001, true], 'bad-number', '/coordinates/0/1/1', [113.001]],
    ['a number as text', ['113.001', 36], 'bad-number', '/coordinates/0/1/0', [36]],
    ['NaN', [Number.NaN, 36], 'bad-number', '/coordinates/0/1/0', [36]],
    ['infinity, as JSON reads 1e400', JSON.parse('[113, 1e400]'), 'bad-number', '/coordinates/0/1/1', [113]],
    ['minus infinity', [Number.NEGATIVE_INFINITY, 36], 'bad-number', '/coordinates/0/1/0', [36]],
    ['a height that is null', [113.001, 36, null], 'bad-number', '/coordinates/0/1/2', [113.001, 36]],
    ['no number at all', [null, null], 'bad-number', '/coordinates/0/1/0', []],
    ['a vertex with a height between some without', [113.001, 36, 900], 'mixed-dimensions', '/coordinates/0/1', [113.001, 36]], // prettier-ignore
    ['an object for a vertex', { lon: 113.001, lat: 36 }, 'bad-structure', '/coordinates/0/1', []],
    ['null for a vertex', null, 'bad-structure', '/coordinates/0/1', []],
    ['an empty vertex', [], 'bad-structure', '/coordinates/0/1', []],
    ['one number', [113.001], 'bad-structure', '/coordinates/0/1', [113.001]],
    ['five numbers', [113.001, 36, 0, 0, 0], 'bad-structure', '/coordinates/0/1', [113.001, 36, 0, 0]],
  ])('%s', (_, vertex, code, pointer, coordinate) => {
    const place = { part: 0, ring: 0, index: 1, pointer, coordinate }
    expect(refusalOf(withVertex(vertex))).toMatchObject({ code, ...place })
  })

  test('one ring may have heights where another has none', () => {
    const high = (points: Ring) => points.map((position) => [...position, 900])
    expect(checkGeometry(polygon(high(GOOD), square(3, 3, 2)), LIMITS)).toMatchObject({
      ok: true,
      notices: expect.arrayContaining(['z-dropped']) as string[],
    })
  })
})

describe('a vertex in the wrong place is refused by what is probably wrong', () => {
  test.each([
    ['longitude 500', [500, 36], 'outside-world'],
    ['latitude 95', [113, 95], 'outside-world'],
    ['latitude before longitude', [36, 113], 'swapped-axes'],
    ['another district', [114, 36], 'outside-district'],
    ['null island', [0, 0], 'outside-district'],
    ['a sign lost', [-113, 36], 'outside-district'],
    ['metres of zone 38', [38_414_350.125, 3_991_480.25], 'metric-coordinates'],
    ['metres without zone', [414_350.125, 3_991_480.25], 'metric-coordinates'],
    ['metres of Web Mercator', [12_584_722, 4_301_222], 'metric-coordinates'],
  ])('%s', (_, vertex, code) => {
    expect(refusalOf(withVertex(vertex))).toMatchObject({ code, index: 1, coordinate: vertex })
  })

  test('axes swapped near the diagonal are told by the extent', () => {
    const andorra = { ...REPORT_LIMITS, extent: [1.3, 42.3, 1.9, 42.8] as const }
    expect(refusalOf(polygon([[42.5, 1.5], [42.5, 1.6], [42.6, 1.6], [42.5, 1.5]]), andorra).code).toBe('swapped-axes') // prettier-ignore
  })

  test('metres are answered with the system that they look like', () => {
    expect(refusalOf(withVertex([38_414_350, 3_991_480])).detail).toContain('4526')
    expect(refusalOf(withVertex([414_350, 3_991_480])).detail).toContain('4547')
    expect(refusalOf(withVertex([12_584_722, 4_301_222])).detail).toContain('3857')
  })
})

describe('a ring that bounds nothing is refused', () => {
  test.each([
    ['open', polygon(GOOD.slice(0, 4)), { code: 'unclosed', index: 3 }],
    ['closed but for the ninth decimal', polygon([...GOOD.slice(0, 4), [113.000000001, 36]]), { code: 'unclosed', index: 4 }], // prettier-ignore
    ['of three points', polygon([GOOD[0], GOOD[1], GOOD[0]]), { code: 'too-few-points', index: 0 }],
    ['of one point, repeated', polygon([GOOD[0], GOOD[0], GOOD[0], GOOD[0]]), { code: 'too-few-points' }],
    ['to and fro', polygon(ring([0, 0], [5, 5], [0, 0])), { code: 'too-few-points' }],
    ['on one line', polygon(ring([0, 0], [5, 5], [9, 9], [2, 2])), { code: 'ring-without-area', index: 0 }],
    [
      'a hole on one line',
      polygon(GOOD, ring([2, 2], [4, 2], [3, 2])),
      { code: 'ring-without-area', ring: 1 },
    ],
    ['with a spike outwards', polygon(ring([0, 0], [9, 0], [9, 9], [9, 15], [9, 9], [0, 9])), { code: 'spike', index: 3 }], // prettier-ignore
    ['with a spike that comes back past its root', polygon(ring([0, 0], [9, 0], [9, 12], [9, 8], [0, 9])), { code: 'spike', index: 2 }], // prettier-ignore
    ['a hole of a square centimetre', polygon(GOOD, square(3, 3, 1e-3)), { code: 'ring-without-area', ring: 1 }], // prettier-ignore
    ['under a square metre', polygon(square(0, 0, 0.05)), { code: 'too-small' }],
    ['over five square kilometres', polygon(square(0, 0, 300)), { code: 'too-large' }],
    ['of 5,001 vertices', polygon(manyVertices), { code: 'too-many-vertices' }],
    ['201 rings', polygon(GOOD, ...Array.from({ length: 200 }, () => GOOD)), { code: 'too-many-rings' }],
  ])('%s', (_, input, expected) => {
    expect(refusalOf(input)).toMatchObject(expected)
  })
})

describe('boundaries that meet are refused with both segments and the place', () => {
  test.each([
    [
      'a bow tie',
      polygon(ring([0, 0], [10, 10], [10, 0], [0, 10])),
      'self-crossing',
      [0, 0, 0],
      [0, 0, 2],
      [113.0005, 36.0005],
    ],
    [
      'a corner pulled through an edge',
      polygon(ring([0, 0], [10, 0], [10, 10], [5, -5], [0, 10])),
      'self-crossing',
      [0, 0, 0],
      [0, 0, 3],
      [113.000333333, 36],
    ],
    [
      'a ring that touches itself at a vertex',
      polygon(ring([0, 0], [10, 0], [5, 5], [10, 10], [0, 10], [5, 5])),
      'self-touching',
      null,
      null,
      [113.0005, 36.0005],
    ],
    [
      'a vertex on an edge of the same ring',
      polygon(ring([0, 0], [10, 0], [10, 10], [5, 0], [0, 10])),
      'self-touching',
      null,
      null,
      [113.0005, 36],
    ],
    [
      'a ring that runs along itself',
      polygon(ring([0, 0], [10, 0], [10, 10], [8, 10], [8, 0], [2, 0], [2, 10], [0, 10])),
      'self-touching',
      null,
      null,
      null,
    ],
    [
      'a hole that crosses the outer ring',
      polygon(GOOD, square(5, 5, 10)),
      'rings-crossing',
      null,
      null,
      null,
    ],
    ['a hole that shares an edge', polygon(GOOD, square(0, 3, 2)), 'shared-edge', null, null, null],
    ['a hole twice', polygon(GOOD, square(3, 3, 2), square(3, 3, 2)), 'shared-edge', null, null, null],
    [
      'a hole outside',
      polygon(GOOD, square(20, 20, 2)),
      'hole-outside',
      [0, 1, 0],
      undefined,
      [113.002, 36.002],
    ],
    [
      'a hole around the outer ring',
      polygon(GOOD, square(-5, -5, 30)),
      'hole-outside',
      [0, 1, 0],
      undefined,
      null,
    ],
    [
      'a hole in a hole',
      polygon(GOOD, square(2, 2, 6), square(4, 4, 2)),
      'holes-nested',
      [0, 2, 0],
      undefined,
      null,
    ],
    ['holes that cross', polygon(GOOD, square(2, 2, 4), square(4, 4, 4)), 'rings-crossing', null, null, null],
    [
      'a hole that touches the outer ring twice',
      polygon(GOOD, ring([0, 5], [5, 3], [10, 5], [5, 7])),
      'interior-cut',
      null,
      undefined,
      null,
    ],
    [
      'rings that cross at a vertex',
      polygon(GOOD, ring([5, 5], [10, 5], [15, 8], [10, 8])),
      'rings-crossing',
      null,
      null,
      null,
    ],
    ['parts that overlap', multiPolygon([GOOD], [square(5, 5, 10)]), 'parts-overlapping', null, null, null],
    [
      'a part inside another',
      multiPolygon([GOOD], [square(3, 3, 2)]),
      'parts-overlapping',
      [1, 0, 0],
      undefined,
      [113.0003, 36.0003],
    ],
    ['a part twice', multiPolygon([GOOD], [GOOD]), 'shared-edge', null, null, null],
    ['parts that share an edge', multiPolygon([GOOD], [square(10, 2, 4)]), 'shared-edge', null, null, null],
    [
      'a part inside another, all corners on its edges',
      multiPolygon([GOOD], [ring([0, 0], [10, 5], [5, 10])]),
      'parts-overlapping',
      null,
      undefined,
      null,
    ],
  ] as const)('%s', (_, input, code, first, second, coordinate) => {
    // prettier-ignore
    const error = refusalOf(input)
    expect(error.code).toBe(code)
    if (first) expect([error.part, error.ring, error.index]).toEqual(first)
    if (second) expect(Object.values(error.other!)).toEqual(second)
    if (second === undefined) expect(error.other).toBeUndefined()
    else expect(error.detail).toMatch(/segment \d+ of part \d+, ring \d+ meets segment \d+ of part \d+, ring \d+ near/) // prettier-ignore
    if (coordinate) expect(error.coordinate).toEqual(coordinate)
  })

  test('the place is told as the file counts, repeated points included', () => {
    const [a, b, c, d] = ring([0, 0], [10, 10], [10, 0], [0, 10])
    const error = refusalOf(multiPolygon([square(20, 20, 5)], [[a, a, a, b, c, d, a]]))
    expect(error).toMatchObject({ part: 1, index: 2, other: { index: 4 }, pointer: '/coordinates/1/0/2' })
  })
})

test('a layer feature that crosses itself is left to PostGIS', () => {
  const bowTie = polygon(ring([0, 0], [10, 10], [10, 0], [0, 9]))
  expect(checkGeometry(bowTie, LAYER_LIMITS).ok).toBe(true)
})
