import { placeOf, type ReadRing } from './geometry-reader.ts'
import { Refusal } from './geometry-refusal.ts'
import { plausibleSystems } from './plausible-crs.ts'

/** West, south, east, north in degrees. */
export type Extent = readonly [number, number, number, number]

/** Larger numbers than these are metres: no typing error of a degree comes out so large. */
const METRES_FROM = 1_000

/**
 * Every vertex must lie in the extent. Two mistakes are told by name, since they are made most: latitude before longitude,
 * and metres of a projected system.
 */
export function checkExtent(parts: readonly (readonly ReadRing[])[], extent: Extent | null): void {
  for (const ring of parts.flat())
    ring.points.forEach((_, index) => {
      checkVertex(ring, index, extent)
    })
}

function checkVertex(ring: ReadRing, index: number, extent: Extent | null): void {
  const [lon, lat] = ring.points[index]!
  const place = () => placeOf(ring, index)
  if (Math.abs(lon) > METRES_FROM || Math.abs(lat) > METRES_FROM)
    throw new Refusal('metric-coordinates', {
      ...place(),
      detail: `The polygon has coordinates in metres (${lon}, ${lat})${plausibleSystems(lon, lat)}; longitude and latitude are expected here.`,
    })
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90)
    throw new Refusal(Math.abs(lon) <= 90 && Math.abs(lat) <= 180 ? 'swapped-axes' : 'outside-world', place())
  if (extent === null || isWithin(lon, lat, extent)) return
  throw new Refusal(isWithin(lat, lon, extent) ? 'swapped-axes' : 'outside-district', place())
}

const isWithin = (x: number, y: number, [west, south, east, north]: Extent) =>
  x >= west && x <= east && y >= south && y <= north
