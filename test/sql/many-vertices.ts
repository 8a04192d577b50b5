import type { MultiPolygon, Position, Ring } from '../../domain/geojson.ts'
import { place } from '../../fixtures/builders/geometry.ts'
import { polygon } from './survey.ts'

/** Reports of many vertices, in metres about the origin: valid, and costly to a spatial engine in one piece. */

const closed = (points: readonly Position[]): Ring => [...points, points[0]!]

/** Arms about a centre, between two radii; two vertices each. */
export function starOf(arms: number, { centre = 500, inner = 200, outer = 450 } = {}): MultiPolygon {
  const points = Array.from({ length: 2 * arms }, (_, at) => {
    const turn = (at * Math.PI) / arms
    const radius = at % 2 === 0 ? outer : inner
    return place(centre + radius * Math.cos(turn), centre + radius * Math.sin(turn))
  })
  return polygon(closed(points))
}

/** A spine a metre high with teeth on it, four vertices each, standing or lying. */
export function combOf(teeth: number, { lying = false, lean = 0, size = 1_000 } = {}): MultiPolygon {
  const pitch = size / teeth
  const at = (along: number, up: number) => (lying ? place(up, along) : place(along, up))
  const tops = Array.from({ length: teeth }, (_, n) => {
    const from = (teeth - 1 - n) * pitch
    const [right, left] = [from + 0.6 * pitch, from + 0.1 * pitch]
    return [at(right, 1), at(right + lean, size), at(left + lean, size), at(left, 1)]
  })
  const ring = closed([at(0, 0), at(size, 0), ...tops.flat()])
  return polygon(lying ? ring.toReversed() : ring)
}

/** A square kilometre with holes in rows. */
export function piercedBy(holesASide: number): MultiPolygon {
  const pitch = 1_000 / holesASide
  const square = (east: number, north: number, size: number): Ring =>
    closed([
      place(east, north),
      place(east + size, north),
      place(east + size, north + size),
      place(east, north + size),
    ])
  const holes = Array.from({ length: holesASide ** 2 }, (_, n) =>
    square(
      ((n % holesASide) + 0.25) * pitch,
      (Math.floor(n / holesASide) + 0.25) * pitch,
      0.5 * pitch,
    ).toReversed(),
  )
  return polygon(square(0, 0, 1_000), ...holes)
}
