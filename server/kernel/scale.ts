/** CGCS2000: semi-major axis in m, and the square of the first eccentricity. */
const A = 6_378_137
const E2 = 0.0066943800229
/** x of the central meridian. */
const FALSE_EASTING = 500_000

/**
 * k² of a 3° Gauss–Krüger zone at a place, by which planar areas are divided (docs/adr/0003): k = 1 + x²/2R² + x⁴/24R⁴
 * with x the distance from the central meridian and R² = M·N at the latitude.
 */
export function scale2(eastingM: number, latitudeDeg: number): number {
  const sin = Math.sin((latitudeDeg * Math.PI) / 180)
  const r2 = (A * A * (1 - E2)) / (1 - E2 * sin * sin) ** 2
  const x2 = (eastingM - FALSE_EASTING) ** 2
  return (1 + x2 / (2 * r2) + x2 ** 2 / (24 * r2 * r2)) ** 2
}
