/** Where the map looks, as the address bar carries it: `lon,lat,zoom`. */
export interface MapPosition {
  lon: number
  lat: number
  zoom: number
}

export const positionText = ({ lon, lat, zoom }: MapPosition) =>
  `${lon.toFixed(5)},${lat.toFixed(5)},${zoom.toFixed(1)}`

/** Null for anything that is no place on earth. */
export function positionOf(text: unknown): MapPosition | null {
  if (typeof text !== 'string') return null
  const [lon, lat, zoom, ...rest] = text.split(',').map(Number)
  if (lon === undefined || lat === undefined || zoom === undefined || rest.length > 0) return null
  const isPlace = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 24
  return isPlace ? { lon, lat, zoom } : null
}
