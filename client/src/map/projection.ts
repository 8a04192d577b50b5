import proj4 from 'proj4'
import { register } from 'ol/proj/proj4.js'
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj.js'

/** The server speaks CGCS2000 (EPSG:4490), the view draws in Web Mercator; for display the two datums are one. */
export const GROUND = 'EPSG:4490'
export const VIEW = 'EPSG:3857'

proj4.defs(GROUND, '+proj=longlat +ellps=GRS80 +no_defs')
register(proj4)

export type Bounds = readonly [west: number, south: number, east: number, north: number]

export const toView = (lonLat: readonly number[]) => fromLonLat([lonLat[0] ?? 0, lonLat[1] ?? 0])
export const toGround = (coordinate: readonly number[]) => toLonLat([...coordinate])
export const boundsToView = (bounds: readonly number[]) => transformExtent([...bounds], GROUND, VIEW)
export const boundsToGround = (extent: readonly number[]) => transformExtent([...extent], VIEW, GROUND)
