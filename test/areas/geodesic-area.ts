import geographicLib from 'geographiclib-geodesic'
import proj4 from 'proj4'
import type { MultiPolygon, Position, Ring } from '../../domain/geojson.ts'

// Areas on the ellipsoid by other people's code and another method: GeographicLib sums what lies between each edge and the
// equator (Karney 2013), the platform divides an area in the plane by k².

/** CGCS2000. */
const ELLIPSOID = { a: 6_378_137, f: 1 / 298.257222101 } as const
const geodesic = new geographicLib.Geodesic.Geodesic(ELLIPSOID.a, ELLIPSOID.f)

/** Longest piece into which an edge is cut, m. */
export const PIECE_M = 20
/** m; no place of these tests lies farther from its meridian. */
const MOST_X = 170_000
const R = 6_356_752

/**
 * How well this answers, m². An edge of the platform is straight in the plane, one of GeographicLib is a geodesic, which bends
 * away from it by x ÷ R² (x from the central meridian): a piece of length s leaves a sliver of at most s³ x ÷ 12 R² between
 * them. And each vertex is rounded in a sum of areas that reach to the equator. Of a square hectare 3e-4 m², where
 * edges that are not cut would be 7e-3 m² off.
 */
export const uncertainty = ({ outlineM, vertices }: Pick<GeodesicArea, 'outlineM' | 'vertices'>) =>
  (outlineM * (PIECE_M ** 2 * MOST_X)) / (12 * R ** 2) + 1e-5 * vertices

export interface GeodesicArea {
  areaM2: number
  outlineM: number
  /** Cuts included. */
  vertices: number
}

/** Of a polygon in degrees whose edges are straight in the 3° zone of a central meridian. */
export function geodesicArea(
  { coordinates }: MultiPolygon,
  centralMeridian: number,
  pieceM: number = PIECE_M,
): GeodesicArea {
  const plane = proj4(
    '+proj=longlat +ellps=GRS80 +no_defs',
    `+proj=tmerc +lat_0=0 +lon_0=${centralMeridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs`,
  )
  const sum: GeodesicArea = { areaM2: 0, outlineM: 0, vertices: 0 }
  for (const rings of coordinates)
    for (const [at, ring] of rings.entries()) {
      const { areaM2, outlineM, vertices } = ringArea(ring, plane, pieceM)
      sum.areaM2 += at === 0 ? areaM2 : -areaM2
      sum.outlineM += outlineM
      sum.vertices += vertices
    }
  return sum
}

function ringArea(ring: Ring, plane: proj4.Converter, pieceM: number): GeodesicArea {
  const polygon = geodesic.Polygon()
  const corners = ring.map((corner) => plane.forward<Position>([...corner]))
  for (const [at, [x, y]] of corners.slice(0, -1).entries()) {
    const [toX, toY] = corners[at + 1]!
    const pieces = Math.ceil(Math.hypot(toX - x, toY - y) / pieceM)
    polygon.AddPoint(ring[at]![1], ring[at]![0])
    for (let piece = 1; piece < pieces; piece++) {
      const share = piece / pieces
      const [lon, lat] = plane.inverse<Position>([x + share * (toX - x), y + share * (toY - y)])
      polygon.AddPoint(lat, lon)
    }
  }
  const { area, perimeter, number } = polygon.Compute(false, true)
  return { areaM2: Math.abs(area!), outlineM: perimeter, vertices: number }
}
