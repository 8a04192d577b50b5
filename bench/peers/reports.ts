import { between, randomFrom, share, whole } from '../../fixtures/district/random.ts'

export type Point = readonly [x: number, y: number]
/** Closed, in metres of the district's plane. */
export type Ring = readonly Point[]

/** Areas lie as those of real reports do: half of them under this, some tens of m² to two hectares, m². */
const MEDIAN_M2 = 700
const SPREAD = 1.3
const LEAST_M2 = 50
const MOST_M2 = 20_000

/**
 * Report shapes about the given places, one each and always the same: half are buildings (rectangles at any angle), half are
 * earthworks (rings of 8 to 40 vertices about a middle, as drawn on a screen).
 */
export function* reportShapes(seed: number, places: readonly Point[], count: number): Generator<Ring> {
  for (let n = 0; n < count; n++) {
    const random = randomFrom(seed + n)
    const place = places[Math.floor(share(seed, n) * places.length)]!
    const centre: Point = [place[0] + between(random, -30, 30), place[1] + between(random, -30, 30)]
    const area = areaOf(random(), random())
    yield random() < 0.5
      ? rectangle(centre, area, random() * Math.PI, between(random, 1, 2.5))
      : blob(centre, area, random)
  }
}

/** Log-normal by Box and Muller, within bounds. */
function areaOf(u: number, v: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)
  return Math.min(MOST_M2, Math.max(LEAST_M2, MEDIAN_M2 * Math.exp(SPREAD * normal)))
}

function rectangle([x, y]: Point, area: number, angle: number, ratio: number): Ring {
  const [half, other] = [Math.sqrt(area * ratio) / 2, Math.sqrt(area / ratio) / 2]
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const corners = [
    [-half, -other],
    [half, -other],
    [half, other],
    [-half, other],
    [-half, -other],
  ] as const
  return corners.map(([a, b]): Point => [x + a * cos - b * sin, y + a * sin + b * cos])
}

function blob([x, y]: Point, area: number, random: () => number): Ring {
  const vertices = whole(random, 8, 40)
  const radius = Math.sqrt(area / Math.PI)
  const ring = Array.from({ length: vertices }, (_, at): Point => {
    const angle = (2 * Math.PI * at) / vertices
    const far = radius * between(random, 0.75, 1.25)
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)]
  })
  return [...ring, ring[0]!]
}
