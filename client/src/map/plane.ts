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

type Project = (lonLat: [number, number]) => [number, number]
const zones = new Map<number, Project>()

function projectionOf(zone: number): Project {
  let project = zones.get(zone)
  if (!project) {
    const definition = `+proj=tmerc +lat_0=0 +lon_0=${zone * 3} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs`
    const converter = proj4('+proj=longlat +ellps=GRS80 +no_defs', definition)
    project = (lonLat) => converter.forward(lonLat)
    zones.set(zone, project)
  }
  return project
}

/** The point in the 3° zone that its longitude lies in. */
export function toPlane(lon: number, lat: number): PlanePoint {
  const zone = Math.round(lon / 3)
  const [easting, northing] = projectionOf(zone)([lon, lat])
  return { x: northing, y: easting, meridian: zone * 3, srid: FIRST_SRID + zone - FIRST_ZONE }
}
