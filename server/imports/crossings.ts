import type { MultiPolygon, Position } from '../../domain/geojson.ts'

/** The work that a repair takes grows with the crossings, not with the vertices: a star of 400 has tens of thousands. */
export const MAX_CROSSINGS = 1_000
/** Pairs of segments that are looked at, about a fifth of a second; a shape that needs more is no survey's. */
const MAX_COMPARISONS = 20_000_000

/** Whether a polygon crosses itself so seldom that repairing it is safe and quick. */
export function isRepairable({ coordinates }: MultiPolygon): boolean {
  const segments = coordinates
    .flat()
    .flatMap((ring) => ring.slice(1).map((end, at) => segmentOf(ring[at]!, end)))
    .sort((a, b) => a.west - b.west)
  let crossings = 0
  let comparisons = 0
  for (let i = 0; i < segments.length; i++) {
    const one = segments[i]!
    for (let j = i + 1; j < segments.length && segments[j]!.west <= one.east; j++) {
      if (++comparisons > MAX_COMPARISONS) return false
      const other = segments[j]!
      if (one.south > other.north || other.south > one.north) continue
      if (cross(one, other) && ++crossings > MAX_CROSSINGS) return false
    }
  }
  return true
}

interface Segment {
  a: Position
  b: Position
  west: number
  east: number
  south: number
  north: number
}

const segmentOf = (a: Position, b: Position): Segment => ({
  a,
  b,
  west: Math.min(a[0], b[0]),
  east: Math.max(a[0], b[0]),
  south: Math.min(a[1], b[1]),
  north: Math.max(a[1], b[1]),
})

const side = ([ax, ay]: Position, [bx, by]: Position, [x, y]: Position) =>
  Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax))

/** Properly, each with its ends on both sides of the other; touching is no work for a repair. */
const cross = (one: Segment, other: Segment) =>
  side(one.a, one.b, other.a) * side(one.a, one.b, other.b) < 0 &&
  side(other.a, other.b, one.a) * side(other.a, other.b, one.b) < 0
