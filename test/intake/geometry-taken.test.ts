import { describe, expect, test } from 'vitest'
import type { Ring } from '../../domain/geojson.ts'
import { checkGeometry, LAYER_LIMITS, REPORT_LIMITS } from '../../server/intake/geometry-check.ts'
import { multiPolygon, point, polygon, randomNumbers, ring, square, starRing } from './shapes.ts'

function taken(input: unknown, limits = REPORT_LIMITS) {
  const check = checkGeometry(input, limits)
  if (!check.ok) throw new Error(check.errors[0]!.detail)
  return check
}

const EXACT = { ...LAYER_LIMITS, checkCrossings: true }

describe('what cannot alter the ground is set right, and said', () => {
  test('a plain polygon becomes a multipolygon without a notice', () => {
    expect(taken(polygon(square(0, 0, 10)))).toEqual({
      ok: true,
      geometry: multiPolygon([square(0, 0, 10)]),
      notices: [],
      vertices: 5,
    })
  })

  test('heights go', () => {
    const { geometry, notices } = taken(polygon(square(0, 0, 10).map((position) => [...position, 930.5])))
    expect(geometry).toEqual(multiPolygon([square(0, 0, 10)]))
    expect(notices).toEqual(['z-dropped'])
  })

  test('repeated points go', () => {
    const repeated = square(0, 0, 10).flatMap((position) => [position, position])
    const { geometry, notices } = taken(polygon(repeated))
    expect(geometry).toEqual(multiPolygon([square(0, 0, 10)]))
    expect(notices).toEqual(['duplicates-dropped'])
  })

  test('outer rings turn left, holes right', () => {
    const { geometry, notices } = taken(polygon(square(0, 0, 10).toReversed(), square(3, 3, 2)))
    expect(geometry).toEqual(multiPolygon([square(0, 0, 10), square(3, 3, 2).toReversed()]))
    expect(notices).toEqual(['orientation-fixed'])
  })

  test('the tenth decimal goes', () => {
    const [first, ...rest] = square(0, 0, 10).slice(0, 4)
    const corner = [first![0] + 4e-10, first![1]]
    expect(taken(polygon([corner, ...rest, corner])).geometry).toEqual(multiPolygon([square(0, 0, 10)]))
  })
})

describe('rings may touch at points, as ST_IsValid allows', () => {
  test.each([
    ['a hole that touches the outer ring once', polygon(square(0, 0, 10), ring([0, 5], [5, 7], [5, 3]))],
    ['holes that touch', polygon(square(0, 0, 10), square(2, 2, 2), square(4, 4, 2))],
    [
      'two holes at one point of the outer ring',
      polygon(square(0, 0, 10), ring([0, 5], [3, 3], [3, 4]), ring([0, 5], [3, 6], [3, 7])),
    ],
    ['parts that touch at a corner', multiPolygon([square(0, 0, 10)], [square(10, 10, 5)])],
    [
      'parts that touch at two corners',
      multiPolygon([square(0, 0, 10)], [ring([0, 0], [-5, 5], [0, 10], [-9, 5])]),
    ],
    ['a part in the hole of another', multiPolygon([square(0, 0, 10), square(2, 2, 6)], [square(4, 4, 2)])],
    [
      'a part that fits into a hole by its corners',
      multiPolygon([square(0, 0, 10), square(2, 2, 6)], [ring([2, 5], [5, 2], [8, 5], [5, 8])]),
    ],
  ])('%s', (_, input) => {
    // prettier-ignore
    expect(taken(input).ok).toBe(true)
  })
})

const turned = (points: Ring, by: number): Ring => {
  const open = points.slice(0, -1)
  const start = by % open.length
  return [...open.slice(start), ...open.slice(0, start), open[start]!]
}

describe('any valid polygon is taken, however it is written', () => {
  const random = randomNumbers(20260630)
  test.each(Array.from({ length: 100 }, (_, round) => round))('random polygon %i', (round) => {
    const outer = starRing(3 + Math.floor(random() * 60), random)
    const hole = starRing(3 + Math.floor(random() * 20), random, 2)
    const [first, second] = [outer, hole].map((points) => {
      const from = turned(points, Math.floor(random() * 100))
      return random() < 0.5 ? from : from.toReversed()
    })
    // A star of three may not hold its centre, so the hole goes with four arms and more.
    const input = round % 2 === 0 || outer.length < 12 ? polygon(first) : polygon(first, second)
    const { geometry, vertices } = taken(input)
    expect(vertices).toBe(geometry.coordinates.flat().flat().length)
    expect(new Set(geometry.coordinates[0]![0]!.map(String))).toEqual(new Set(outer.map(String)))
  })

  test.each(Array.from({ length: 100 }, (_, round) => round))('random polygon %i with two vertices exchanged', () => {
    const outer = starRing(12 + Math.floor(random() * 40), random)
    const open = outer.slice(0, -1)
    // Exchanged neighbours may leave a valid ring; vertices across the centre never do.
    const i = Math.floor(random() * open.length)
    const j = (i + Math.floor(open.length / 2)) % open.length
    ;[open[i], open[j]] = [open[j]!, open[i]!]
    const check = checkGeometry(polygon([...open, open[0]!]), REPORT_LIMITS)
    expect(check).toMatchObject({ ok: false, errors: [{ code: 'self-crossing', other: { ring: 0 } }] })
  }) // prettier-ignore
})

/** Teeth that all reach over the whole width: every box overlaps every other. */
function comb(teeth: number, slant: number): Ring {
  const corners = Array.from({ length: teeth }, (_, tooth): [number, number][] => {
    const y = (tooth * 100) / teeth
    return [
      [0, y],
      [100, y + slant],
      [0, y + 50 / teeth],
    ]
  }).flat()
  return ring(...corners, [-1, 99.9], [-1, -1])
}

describe('the time of a check grows with the vertices, whatever the shape', () => {
  const random = randomNumbers(1)
  const tangle = Array.from({ length: 4_999 }, () => point(random() * 100, random() * 100))
  const spokes = Array.from({ length: 4_999 }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i * 2_400) / 4_999
    return [50 + 40 * Math.cos(angle), 50 + 40 * Math.sin(angle)]
  })
  test.each([
    ['a star of 49,999 arms', polygon(starRing(49_999, random)), null],
    ['a comb of 16,000 level teeth', polygon(comb(16_000, 0)), null],
    ['a comb of 16,000 slanting teeth', polygon(comb(16_000, 90)), null],
    ['a star polygon that crosses itself twelve million times', polygon(ring(...spokes)), 'self-crossing'],
    ['5,000 random points', polygon([...tangle, tangle[0]]), 'self-crossing'],
  ])('%s is checked at once', (_, input, code) => {
    const start = performance.now()
    const check = checkGeometry(input, EXACT)
    // A third of a second on an idle machine; comparing pairs of boxes did not end in 100 s.
    expect(performance.now() - start).toBeLessThan(3_000)
    expect(check.ok ? null : check.errors[0]!.code).toBe(code)
  })
})
