const SIZE = 100
const MARGIN = 8

/** Rings as an SVG path in a square of 100, north up, both axes at one scale (degrees of longitude shrink with latitude). */
export function outlinePath(rings: readonly (readonly (readonly number[])[])[]): string {
  const points = rings.flat()
  if (points.length === 0) return ''
  const shrink = Math.cos(((points[0]?.[1] ?? 0) * Math.PI) / 180)
  const xs = points.map(([lon = 0]) => lon * shrink)
  const ys = points.map(([, lat = 0]) => lat)
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const span = Math.max(east - west, north - south) || 1
  const scale = (SIZE - 2 * MARGIN) / span
  const left = (SIZE - (east - west) * scale) / 2
  const top = (SIZE - (north - south) * scale) / 2
  const at = ([lon = 0, lat = 0]: readonly number[]) =>
    `${(left + (lon * shrink - west) * scale).toFixed(1)} ${(top + (north - lat) * scale).toFixed(1)}`
  return rings.map((ring) => `M${ring.map(at).join('L')}Z`).join('')
}
