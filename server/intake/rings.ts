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

/** Where a point lies as to a ring; on the boundary is neither. */
export function sideOf([x, y]: Position, ring: Ring): 'inside' | 'outside' | 'boundary' {
  let isInside = false
  for (let i = 0; i < ring.length - 1; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    const isWithin =
      Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by)
    if (cross === 0 && isWithin) return 'boundary'
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside
  }
  return isInside ? 'inside' : 'outside'
}

/** Whether a ring lies inside another, told by the first of its vertices that is not on the boundary. */
export function liesInside(ring: Ring, container: Ring): boolean {
  for (const point of ring) {
    const side = sideOf(point, container)
    if (side !== 'boundary') return side === 'inside'
  }
  return true
}
