/** The geometry that the platform works with: longitude, latitude (EPSG:4490); outer rings counter-clockwise, closed. */
export type Position = [lon: number, lat: number]
export type Ring = Position[]
export type PolygonRings = Ring[]
export interface MultiPolygon {
  type: 'MultiPolygon'
  coordinates: PolygonRings[]
}
