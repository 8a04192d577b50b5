import proj4 from 'proj4'

/** A point of a 3° Gauss–Krüger zone as survey papers write it: X is northing, Y is easting, in metres. */
export interface PlanePoint {
  x: number
  y: number
  /** Central meridian in degrees. */
  meridian: number
  srid: number
}

const FIRST_SRID = 4534 // EPSG:4534–4554: CGCS2000 3-degree Gauss–Kruger by central meridian, 75°E–135°E
const FIRST_ZONE = 25

type LonLat = readonly number[]
type Project = (lonLat: LonLat) => readonly [easting: number, northing: number]
const zones = new Map<number, Project>()

const zoneOf = (lon: number) => Math.round(lon / 3)

function projectionOf(zone: number): Project {
  let project = zones.get(zone)
  if (!project) {
    const definition = `+proj=tmerc +lat_0=0 +lon_0=${zone * 3} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs`
    const converter = proj4('+proj=longlat +ellps=GRS80 +no_defs', definition)
    project = ([lon = 0, lat = 0]) => converter.forward<[number, number]>([lon, lat])
    zones.set(zone, project)
  }
  return project
}

/** The point in the 3° zone that its longitude lies in. */
export function toPlane(lon: number, lat: number): PlanePoint {
  const zone = zoneOf(lon)
  const [easting, northing] = projectionOf(zone)([lon, lat])
  return { x: northing, y: easting, meridian: zone * 3, srid: FIRST_SRID + zone - FIRST_ZONE }
}

const FALSE_EASTING = 500_000
/** Mean radius of curvature in China's latitudes; a hundredth of it changes k by less than 10⁻⁵. */
const RADIUS_M = 6_371_000

/** How much longer the plane shows a line than the ellipsoid has it, at this easting. */
const scaleAt = (easting: number) => 1 + (easting - FALSE_EASTING) ** 2 / (2 * RADIUS_M ** 2)

const planeOf = (line: readonly LonLat[]) => line.map(projectionOf(zoneOf(line[0]?.[0] ?? 0)))

/** Length of a line on the ellipsoid: each leg in the 3° zone of the first point, by the zone's scale. */
export function lengthOf(line: readonly LonLat[]): number {
  const points = planeOf(line)
  let length = 0
  for (let n = 1; n < points.length; n += 1) {
    const [[e1, n1], [e2, n2]] = [points[n - 1]!, points[n]!]
    length += Math.hypot(e2 - e1, n2 - n1) / scaleAt((e1 + e2) / 2)
  }
  return length
}

/** Area inside a ring on the ellipsoid, as the area of record is taken: plane area by the scale squared at its middle. */
export function areaOf(ring: readonly LonLat[]): number {
  const points = planeOf(ring)
  const [originE, originN] = points[0] ?? [0, 0]
  let twice = 0
  let eastings = 0
  points.forEach(([e1, n1], n) => {
    const [e2, n2] = points[(n + 1) % points.length]!
    // Counted from the first point, or the digits of the northings would swallow small areas.
    twice += (e1 - originE) * (n2 - originN) - (e2 - originE) * (n1 - originN)
    eastings += e1
  })
  return points.length < 3 ? 0 : Math.abs(twice) / 2 / scaleAt(eastings / points.length) ** 2
}
