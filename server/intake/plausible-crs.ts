/** Northings of China in a Gauss–Krüger plane, m. */
const NORTHING = [1_800_000, 6_000_000] as const
/** Eastings without a zone prefix: 500 km and half a zone to each side, m. */
const EASTING = [100_000, 900_000] as const

const isNorthing = (y: number) => y > NORTHING[0] && y < NORTHING[1]

/**
 * Which systems put a coordinate into China, by the size of its numbers (domain rules 5.1), as the end of a sentence;
 * empty if none does. A suggestion only: nobody is ever taken at it.
 */
export function plausibleSystems(x: number, y: number): string {
  if (Math.abs(x) <= 180 && Math.abs(y) <= 90) return ': they look like longitude and latitude, 4490'
  const zone = Math.floor(x / 1_000_000)
  if (isNorthing(y)) {
    if (zone >= 25 && zone <= 45) return `: they look like the 3° zone ${zone} of CGCS2000, ${4488 + zone}`
    if (zone >= 13 && zone <= 23) return `: they look like the 6° zone ${zone} of CGCS2000, ${4478 + zone}`
    if (x > EASTING[0] && x < EASTING[1])
      return ': they look like a 3° zone of CGCS2000 without prefix, 4534 to 4554 (for 114°E: 4547)'
    if (x > 8_000_000 && x < 15_100_000) return ': they look like Web Mercator, 3857'
  }
  if (isNorthing(x)) return ': they look like northing before easting, swap them'
  return ''
}
