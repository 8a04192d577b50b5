import type { Position, Ring } from '../../domain/geojson.ts'
import { multiPolygon, point, polygon, ring, square } from './shapes.ts'

/** A geometry that is small to send and was found to cost a spatial engine much, and what the door says to it. */
export interface Poison {
  name: string
  /** As it is sent, in the place of the geometry. */
  text: string
  status: 200 | 400 | 413 | 422
}

/** A star polygon that goes round its centre almost half a turn a side: each side crosses nearly all others. */
export function starPolygon(arms: number): Ring {
  const step = (arms >> 1) - (arms % 2 === 0 ? 1 : 0)
  const corners = Array.from({ length: arms }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i * step) / arms
    return [100 + 80 * Math.cos(angle), 100 + 80 * Math.sin(angle)]
  })
  return ring(...corners)
}

/** Teeth on a spine, standing or lying, in units; each has four vertices, and leans by `lean`. */
export function comb(teeth: number, { lying = false, lean = 0, size = 100 } = {}): Ring {
  const pitch = size / teeth
  const at = (along: number, up: number): [number, number] =>
    lying ? [10 + up, 10 + along] : [10 + along, 10 + up]
  const tops = Array.from({ length: teeth }, (_, n) => {
    const from = (teeth - 1 - n) * pitch
    const [right, left] = [from + pitch * 0.6, from + pitch * 0.1]
    return [at(right, 1), at(right + lean, size), at(left + lean, size), at(left, 1)]
  })
  return ring(at(0, 0), at(size + pitch, 0), ...tops.flat())
}

/** A strip of a few millimetres that winds itself inwards, its turns as near to each other. */
function spiral(vertices: number): Ring {
  const half = vertices >> 1
  const along = (shift: number) =>
    Array.from({ length: half }, (_, i): Position => {
      const angle = (2 * Math.PI * i) / 40
      const radius = 50 - i * 2e-5 - shift
      return point(100 + radius * Math.cos(angle), 100 + radius * Math.sin(angle))
    })
  const [outer, inner] = [along(0), along(2e-4)]
  return [...outer, ...inner.toReversed(), outer[0]!]
}

const json = JSON.stringify
const nested = (depth: number): string =>
  `${'{"type":"GeometryCollection","geometries":['.repeat(depth)}${json(polygon(square(1, 1, 5)))}${']}'.repeat(depth)}`
const line = (vertices: number) =>
  `{"type":"Polygon","coordinates":[[${Array(vertices).fill('[1,2]').join(',')}]]}`

export const POISON: readonly Poison[] = [
  ...[400, 450, 500].map((arms): Poison => ({
    name: `a star of ${arms} arms`,
    text: json(polygon(starPolygon(arms))),
    status: 422,
  })),
  { name: 'a standing comb of 4,000 vertices', text: json(polygon(comb(999))), status: 200 },
  { name: 'a lying comb of 4,000 vertices', text: json(polygon(comb(999, { lying: true }))), status: 200 },
  { name: 'a slanting comb of 4,000 vertices', text: json(polygon(comb(999, { lean: 90 }))), status: 200 },
  {
    name: 'two combs through each other',
    text: json(multiPolygon([comb(499)], [comb(499, { lying: true })])),
    status: 422,
  },
  { name: 'a spiral of near turns', text: json(polygon(spiral(4_900))), status: 200 },
  {
    name: '10,000 holes',
    text: json(polygon(square(10, 10, 200), ...Array.from({ length: 10_000 }, (_, i) => square(11 + (i % 100), 11 + Math.floor(i / 100), 0.5)))), // prettier-ignore
    status: 422,
  },
  { name: 'collections, sixty deep', text: nested(60), status: 400 },
  {
    name: 'half a million lists in each other',
    text: '['.repeat(500_000) + ']'.repeat(500_000),
    status: 400,
  },
  { name: 'as many vertices as a body holds', text: line(330_000), status: 422 },
  { name: 'a million vertices', text: line(1_000_000), status: 413 },
]
