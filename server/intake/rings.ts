import { orient2d } from 'robust-predicates'
import type { Position, Ring } from '../../domain/geojson.ts'

/** Mean radius of the ellipsoid, m: areas here only bound what is let in; areas of record come from PostGIS. */
const EARTH_RADIUS_M = 6_371_000

const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Twice the signed area in square degrees; positive is counter-clockwise. */
export function signedArea(ring: Ring): number {
  const [x0, y0] = ring[0]!
  let sum = 0
  for (let i = 1; i < ring.length - 1; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
  }
  return sum
}

/** Area of a ring of longitude/latitude in m², good to some parts in a thousand. */
export function approximateArea(ring: Ring): number {
  const degree = radians(1) * EARTH_RADIUS_M
  return (Math.abs(signedArea(ring)) / 2) * degree * degree * Math.cos(radians(ring[0]![1]))
}

export const isCounterClockwise = (ring: Ring) => signedArea(ring) > 0

const areOnOneLine = (a: Position, b: Position, c: Position) =>
  orient2d(a[0], a[1], b[0], b[1], c[0], c[1]) === 0

/** Whether a closed ring without repeated points runs only to and fro on one line. */
export function isOnOneLine(ring: Ring): boolean {
  return ring.every((point) => areOnOneLine(ring[0]!, ring[1]!, point))
}

/** Index of the first vertex from which a ring runs straight back over itself, or null. */
export function spikeOf(ring: Ring): number | null {
  const count = ring.length - 1
  for (let index = 0; index < count; index++) {
    const before = ring[(index + count - 1) % count]!
    const [x, y] = ring[index]!
    const after = ring[index + 1]!
    const isBack = (before[0] - x) * (after[0] - x) + (before[1] - y) * (after[1] - y) > 0
    if (isBack && areOnOneLine(before, [x, y], after)) return index
  }
  return null
}
