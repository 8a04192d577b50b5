import { degrees, metres } from '../../format/position.ts'
import { toPlane } from '../../map/plane.ts'
import { t } from '../../text/text.ts'

/** The place under the pointer, in degrees and in the 3° zone. Written straight: it changes with every pixel. */
export function writePlace(element: HTMLElement | null, lonLat: readonly number[] | null): void {
  if (!element) return
  if (!lonLat) {
    element.textContent = ''
    return
  }
  const [lon = 0, lat = 0] = lonLat
  const { x, y, meridian } = toPlane(lon, lat)
  element.textContent = t('map.place', {
    lon: degrees(lon),
    lat: degrees(lat),
    x: metres(x),
    y: metres(y),
    meridian,
  })
}
