import proj4 from 'proj4'
import type { MultiPolygon, Position, Ring } from '../../domain/geojson.ts'

// Other ways of drawing the same polygon.

const ofEachRing =
  (change: (ring: Ring) => Ring) =>
  (geometry: MultiPolygon): MultiPolygon => ({
    type: 'MultiPolygon',
    coordinates: geometry.coordinates.map((rings) => rings.map(change)),
  })

/** Each ring the other way round. */
export const turned = ofEachRing((ring) => ring.toReversed())

/** Each ring from another of its vertices. */
export const begunElsewhere = ofEachRing((ring) => {
  const open = ring.slice(0, -1)
  const start = Math.ceil(open.length / 2)
  return [...open.slice(start), ...open.slice(0, start), open[start]!]
})

/** With a vertex in the middle of each edge, as the plane has it: there edges are straight. */
export function withMiddles(meridian: number): (geometry: MultiPolygon) => MultiPolygon {
  const plane = proj4(
    '+proj=longlat +ellps=GRS80 +no_defs',
    `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs`,
  )
  const middle = (a: Position, b: Position): Position => {
    const [[ax, ay], [bx, by]] = [plane.forward<Position>([...a]), plane.forward<Position>([...b])]
    return plane.inverse<Position>([(ax + bx) / 2, (ay + by) / 2])
  }
  return ofEachRing((ring) =>
    ring.flatMap((corner, at) => (at === 0 ? [corner] : [middle(ring[at - 1]!, corner), corner])),
  )
}

/** Which side of a → b the point lies on. */
const side = ([ax, ay]: Position, [bx, by]: Position, [x, y]: Position) =>
  Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax))

const areaOf = (ring: readonly Position[]) =>
  ring.reduce((sum, [x, y], at) => {
    const [toX, toY] = ring[(at + 1) % ring.length]!
    return sum + ((x - ring[0]![0]) * (toY - ring[0]![1]) - (toX - ring[0]![0]) * (y - ring[0]![1])) / 2
  }, 0)

/** Rings longer than this are not looked through for a diagonal. */
const MOST_CORNERS = 60
/** The smaller half has at least this share. */
const LEAST_SHARE = 0.1

/**
 * Two polygons along a diagonal of the one, so that no new vertex is needed; null for several parts, holes, and what has no
 * diagonal within it that parts it fairly.
 */
export function halved({ coordinates }: MultiPolygon): [MultiPolygon, MultiPolygon] | null {
  const corners = coordinates[0]![0]!.slice(0, -1)
  if (coordinates.length > 1 || coordinates[0]!.length > 1 || corners.length > MOST_CORNERS) return null
  const whole = areaOf(corners)
  let best: [Position[], Position[]] | null = null
  let most = LEAST_SHARE
  for (let from = 0; from < corners.length - 2; from++)
    for (let to = from + 2; to < corners.length; to++) {
      const one = corners.slice(from, to + 1)
      const other = [...corners.slice(to), ...corners.slice(0, from + 1)]
      const least = Math.min(areaOf(one) / whole, areaOf(other) / whole)
      if (least > most && isClear(corners, from, to)) [best, most] = [[one, other], least]
    }
  if (best === null) return null
  const [one, other] = best.map((ring): MultiPolygon => ({
    type: 'MultiPolygon',
    coordinates: [[[...ring, ring[0]!]]],
  }))
  return [one!, other!]
}

/** Whether no other edge or corner touches the diagonal. With a positive share on both sides it then lies within. */
function isClear(corners: readonly Position[], from: number, to: number): boolean {
  const [a, b] = [corners[from]!, corners[to]!]
  return corners.every((c, at) => {
    const next = (at + 1) % corners.length
    if (at === from || at === to || next === from || next === to)
      return at === from || at === to || side(a, b, c) !== 0
    const d = corners[next]!
    return side(a, b, c) * side(a, b, d) > 0 || side(c, d, a) * side(c, d, b) > 0
  })
}
