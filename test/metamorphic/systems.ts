import proj4 from 'proj4'
import type { Position } from '../../domain/geojson.ts'
import type { Written } from './judged.ts'

// Systems that files come in, by proj4: the platform reads them through GDAL.

const system = (epsg: number, definition: string): Written => {
  const converter = proj4('+proj=longlat +ellps=GRS80 +no_defs', definition)
  return { epsg, project: (position) => converter.forward<Position>([...position]) }
}

const zone = (epsg: number, meridian: number, falseEasting: number) =>
  system(
    epsg,
    `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m +no_defs`,
  )

/** Longitude and latitude of WGS 84, taken for those of CGCS2000. */
export const EPSG_4326: Written = { epsg: 4326, project: (position) => position }
/** Zone 38, around 114° E, with its number before the easting and without; and its neighbour in the west. */
export const EPSG_4526 = zone(4526, 114, 38_500_000)
export const EPSG_4547 = zone(4547, 114, 500_000)
export const EPSG_4546 = zone(4546, 111, 500_000)
/** Web Mercator. */
export const EPSG_3857 = system(3857, 'EPSG:3857')
/** UTM zone 31 of ETRS89, in which Andorra's zoning came. */
export const EPSG_25831 = system(25831, '+proj=utm +zone=31 +ellps=GRS80 +units=m +no_defs')
