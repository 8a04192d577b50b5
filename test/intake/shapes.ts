import type { Position, Ring } from '../../domain/geojson.ts'

/** South-west corner of the invented shapes, and their unit: 0.0001° is about ten metres. */
const [LON, LAT] = [113, 36]
const UNIT = 1e-4

const at = (steps: number, origin: number) => Math.round((origin + steps * UNIT) * 1e9) / 1e9

/** A position in units from the corner. */
export const point = (x: number, y: number): Position => [at(x, LON), at(y, LAT)]

/** A ring through corners in units, closed if it is not. */
export function ring(...corners: readonly (readonly [number, number])[]): Ring {
  const points = corners.map(([x, y]) => point(x, y))
  const [first, last] = [points[0]!, points.at(-1)!]
  return first[0] === last[0] && first[1] === last[1] ? points : [...points, first]
}

/** An upright square, counter-clockwise. */
export const square = (x: number, y: number, size: number) =>
  ring([x, y], [x + size, y], [x + size, y + size], [x, y + size])

export const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings })
export const multiPolygon = (...parts: unknown[]) => ({ type: 'MultiPolygon', coordinates: parts })

/** Numbers between 0 and 1 that are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A ring that sees all its vertices from the centre, and so never crosses itself; radius in units. */
export function starRing(count: number, random: () => number, radius = 40, [x, y] = [50, 50]): Ring {
  const corners = Array.from({ length: count }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / count
    const reach = radius * (0.5 + 0.5 * random())
    return [x! + reach * Math.cos(angle), y! + reach * Math.sin(angle)]
  })
  return ring(...corners)
}
