/**
 * A closed ring in metres of the district's plane, x and y in turns, the first point again at the end: outer rings run
 * counter-clockwise, holes clockwise, so that areas of rings add up to the area of what they bound.
 */
export type Ring = Float64Array

const POLYGON = 3
const MULTI_POLYGON = 6

/** Bytes before the parts of a geometry: byte order, type, count. */
const HEAD = 9
const POINT = 16

/** Rings of a polygon or multipolygon in little-endian well-known binary, turned as said above; none of an empty one. */
export function ringsOf(wkb: Uint8Array): Ring[] {
  const view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength)
  const rings: Ring[] = []
  let at = 0

  const polygon = () => {
    const count = view.getUint32(at + 5, true)
    at += HEAD
    for (let n = 0; n < count; n++) {
      const length = 2 * view.getUint32(at, true)
      at += 4
      const ring = new Float64Array(length)
      for (let k = 0; k < length; k++) ring[k] = view.getFloat64(at + 8 * k, true)
      at += (length / 2) * POINT
      const isOuter = n === 0
      if (ringArea(ring) > 0 !== isOuter) turn(ring)
      rings.push(ring)
    }
  }

  const type = view.getUint32(1, true)
  if (type === POLYGON) polygon()
  else if (type === MULTI_POLYGON) {
    const count = view.getUint32(5, true)
    at = HEAD
    for (let n = 0; n < count; n++) polygon()
  } else throw new Error(`Not a polygon in the plane: WKB type ${type}.`)
  return rings
}

/** Signed area, positive where the ring runs counter-clockwise; about its first point, since coordinates are large. */
export function ringArea(ring: Ring): number {
  const [x0, y0] = [ring[0]!, ring[1]!]
  let sum = 0
  for (let i = 0; i + 3 < ring.length; i += 2)
    sum += (ring[i]! - x0) * (ring[i + 3]! - y0) - (ring[i + 2]! - x0) * (ring[i + 1]! - y0)
  return sum / 2
}

export const areaOf = (rings: readonly Ring[]) => rings.reduce((sum, ring) => sum + ringArea(ring), 0)

/** x of the centre of gravity of what the rings bound. */
export function centreX(rings: readonly Ring[]): number {
  const [x0, y0] = [rings[0]![0]!, rings[0]![1]!]
  let area = 0
  let moment = 0
  for (const ring of rings)
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay, bx, by] = [ring[i]! - x0, ring[i + 1]! - y0, ring[i + 2]! - x0, ring[i + 3]! - y0]
      const cross = ax * by - bx * ay
      area += cross
      moment += cross * (ax + bx)
    }
  return x0 + moment / (3 * area)
}

function turn(ring: Ring): void {
  for (let i = 0, j = ring.length - 2; i < j; i += 2, j -= 2) {
    const [x, y] = [ring[i]!, ring[i + 1]!]
    ring[i] = ring[j]!
    ring[i + 1] = ring[j + 1]!
    ring[j] = x
    ring[j + 1] = y
  }
}
