import { between, whole, type Random } from '../../fixtures/district/random.ts'
import { bareFeature, layerOf, type KernelFeature, type KernelLayer } from '../../server/kernel/layer.ts'
import { ringArea, type Ring } from '../../server/kernel/rings.ts'

/** Where shapes of tests lie: coordinates of a 3° zone are as large as this. */
export const [EAST, NORTH] = [505_000, 3_991_000]

export type Points = readonly (readonly [east: number, north: number])[]

/** A ring through points in metres from EAST and NORTH, closed. */
export const ring = (points: Points): Ring =>
  Float64Array.from([...points, points[0]!].flatMap(([east, north]) => [EAST + east, NORTH + north]))

export const box = (east: number, north: number, width: number, height: number): Ring =>
  ring([
    [east, north],
    [east + width, north],
    [east + width, north + height],
    [east, north + height],
  ])

/** The same outline, the other way round. */
export const turned = (outline: Ring): Ring => {
  const points: number[] = []
  for (let i = outline.length - 2; i >= 0; i -= 2) points.push(outline[i]!, outline[i + 1]!)
  return Float64Array.from(points)
}

/** The same outline from another of its points on. */
export function startedAt(outline: Ring, place: number): Ring {
  const open = [...outline.slice(0, -2)]
  const points = [...open.slice(2 * place), ...open.slice(0, 2 * place)]
  return Float64Array.from([...points, points[0]!, points[1]!])
}

export const feature = (rings: readonly Ring[]): KernelFeature => bareFeature(1, rings)

/** One feature of rings as they are. */
export const layerOfOne = (rings: readonly Ring[]): KernelLayer => layerOf([feature(rings)])

/** A star-shaped outline about a place, seen from which it never crosses itself. */
export function star(random: Random, [east, north]: readonly [number, number], radius: number): Ring {
  const corners = whole(random, 6, 40)
  const points = Array.from({ length: corners }, (_, at) => {
    const turn = ((at + between(random, 0, 0.9)) / corners) * 2 * Math.PI
    const reach = radius * between(random, 0.3, 1)
    return [east + reach * Math.cos(turn), north + reach * Math.sin(turn)] as const
  })
  return ring(points)
}

/** A star with a smaller one, of the same corners, cut out of its middle. */
export function pierced(random: Random, place: readonly [number, number], radius: number): Ring[] {
  const outer = star(random, place, radius)
  const [x, y] = [EAST + place[0], NORTH + place[1]]
  const hole = outer.map((value, at) => {
    const middle = at % 2 === 0 ? x : y
    return middle + (value - middle) / 2
  })
  return [outer, turned(hole)]
}

export const isOuter = (outline: Ring) => ringArea(outline) > 0
