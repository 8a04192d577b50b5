import type { MultiPolygon, Position, Ring } from '../../domain/geojson.ts'
import { place } from '../../fixtures/builders/geometry.ts'
import { between, pick, type Random } from '../../fixtures/district/random.ts'

/** A land-use survey of invented parcels: neighbours share their borders to the last digit. */

export const CODES = ['0103', '0301', '0702', '1207', '1006'] as const

export interface Parcel {
  class: string
  geometry: MultiPolygon
}

/** Parcels a side, and their size before their corners are moved about. */
export const CELLS = 6
export const CELL_M = 40

/** `corners[i][j]`: i to the east, j to the north. */
export const randomCorners = (random: Random): Position[][] =>
  Array.from({ length: CELLS + 1 }, (_, i) =>
    Array.from({ length: CELLS + 1 }, (_, j) =>
      place(i * CELL_M + between(random, -12, 12), j * CELL_M + between(random, -12, 12)),
    ),
  )

/** By rows from the south-west. */
export const parcelsOf = (random: Random, corners: readonly (readonly Position[])[]): Parcel[] =>
  Array.from({ length: CELLS ** 2 }, (_, n) => {
    const [i, j] = [n % CELLS, Math.floor(n / CELLS)]
    return {
      class: pick(random, CODES),
      geometry: polygon([
        corners[i]![j]!,
        corners[i + 1]![j]!,
        corners[i + 1]![j + 1]!,
        corners[i]![j + 1]!,
        corners[i]![j]!,
      ]),
    }
  })

export const polygon = (...rings: Ring[]): MultiPolygon => ({ type: 'MultiPolygon', coordinates: [rings] })

/** The same outline drawn again: each corner off by up to `jitterDeg`, and on its own. */
export function redrawn(random: Random, { coordinates }: MultiPolygon, jitterDeg: number): MultiPolygon {
  const off = (degrees: number) => degrees + between(random, -jitterDeg, jitterDeg)
  const ring = (points: Ring): Ring => {
    const moved = points.slice(1).map(([lon, lat]): Position => [off(lon), off(lat)])
    return [moved.at(-1)!, ...moved]
  }
  return { type: 'MultiPolygon', coordinates: coordinates.map((rings) => rings.map(ring)) }
}
