import { between, pick, whole, type Random } from '../../fixtures/district/random.ts'
import type { Ring } from '../../server/kernel/rings.ts'
import { box, EAST, NORTH, ring, turned } from './shapes.ts'

// Families of shapes among which pairs are drawn. Every shape is a valid polygon or multipolygon: outer rings first, each with
// its holes after it.

export type Polygon = readonly Ring[]
export type Shape = readonly Polygon[]
type Place = readonly [east: number, north: number]

/** Corners about a place, by their turn: however far each reaches, the outline never crosses itself. */
interface Star {
  place: Place
  turns: readonly number[]
  reaches: readonly number[]
}

function aStar(random: Random, place: Place, radius: number, corners: number, least = 0.3): Star {
  const turns = Array.from(
    { length: corners },
    (_, at) => ((at + between(random, 0, 0.8)) / corners) * 2 * Math.PI,
  )
  return { place, turns, reaches: turns.map(() => radius * between(random, least, 1)) }
}

const outline = ({ place: [east, north], turns, reaches }: Star, share = 1): Ring =>
  ring(
    turns.map((turn, at) => [
      east + share * reaches[at]! * Math.cos(turn),
      north + share * reaches[at]! * Math.sin(turn),
    ]),
  )

/** With a hole of half the size, or without. */
const polygonOf = (star: Star, isPierced: boolean): Polygon =>
  isPierced ? [outline(star), turned(outline(star, 0.5))] : [outline(star)]

/** From a metre to two hundred across, in one part or several, with holes and without. */
export function randomShape(random: Random, field: number): Shape {
  const radius = 10 ** between(random, 0, 2)
  const place: Place = [between(random, 0, field), between(random, 0, field)]
  const one = (at: Place) => polygonOf(aStar(random, at, radius, whole(random, 5, 40)), random() < 0.3)
  if (random() < 0.8) return [one(place)]
  const parts = whole(random, 2, 5)
  return Array.from({ length: parts }, (_, n) => one([place[0] + 2.1 * radius * n, place[1]]))
}

const OFF_M = [0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1] as const

/** The same outline drawn by many hands: each off by another amount, at its corners or as a whole. */
export function nearlyTheSame(random: Random): Shape[] {
  const star = aStar(
    random,
    [between(random, 0, 300), between(random, 0, 300)],
    between(random, 3, 80),
    whole(random, 5, 30),
  )
  const isPierced = random() < 0.3
  return OFF_M.flatMap((off) => [
    [
      polygonOf(
        { ...star, reaches: star.reaches.map((reach) => reach + between(random, -off, off)) },
        isPierced,
      ),
    ],
    [polygonOf({ ...star, place: [star.place[0] + off, star.place[1] - off] }, isPierced)],
  ])
}

/** Parcels that share their borders to the last digit, and shapes traced along them. */
export function mosaic(random: Random): Shape[] {
  const [side, metres] = [5, 40]
  const corner = Array.from({ length: side + 1 }, (_, i) =>
    Array.from({ length: side + 1 }, (_, j): Place => [
      i * metres + between(random, -12, 12),
      j * metres + between(random, -12, 12),
    ]),
  )
  const cells = Array.from({ length: side * side }, (_, n) => [n % side, Math.floor(n / side)] as const)
  const parcels = cells.map(([i, j]): Shape => {
    const points = [corner[i]![j]!, corner[i + 1]![j]!, corner[i + 1]![j + 1]!, corner[i]![j + 1]!]
    return [[ring(points)]]
  })
  // A block of two rows of parcels as one outline, and one that leaves that line here and there.
  const south = Array.from({ length: side + 1 }, (_, i) => corner[i]![1]!)
  const north = Array.from({ length: side + 1 }, (_, i) => corner[side - i]![3]!)
  const strayed = north.map(([x, y]): Place => [x, random() < 0.5 ? y : y - between(random, 1e-9, 5)])
  return [...parcels, [[ring([...south, ...north])]], [[ring([...south, ...strayed])]]]
}

/** Rectangles on whole metres: edges due north and east that touch, coincide and end in each other. */
export function aligned(random: Random): Shape {
  const outer = [
    whole(random, 0, 12),
    whole(random, 0, 12),
    whole(random, 1, 9),
    whole(random, 1, 9),
  ] as const
  const [east, north, width, height] = outer
  const hole = width > 2 && height > 2 && random() < 0.4
  return [hole ? [box(...outer), turned(box(east + 1, north + 1, width - 2, height - 2))] : [box(...outer)]]
}

/** Thousands of vertices and some kilometres. */
export const huge = (random: Random): Star =>
  aStar(
    random,
    [between(random, -500, 500), between(random, -500, 500)],
    between(random, 2_000, 9_000),
    whole(random, 1_000, 5_000),
    0.95,
  )

/** With a hole of half the size. */
export const hugeShape = (star: Star): Shape => [polygonOf(star, true)]

/** Something of a patch's size, on the border of a huge shape. */
export function onBorderOf(random: Random, { place, turns, reaches }: Star): Shape {
  const at = whole(random, 0, turns.length - 1)
  const reach = reaches[at]! * pick(random, [1, 0.5])
  const [x, y] = [place[0] + reach * Math.cos(turns[at]!), place[1] + reach * Math.sin(turns[at]!)]
  return [
    polygonOf(aStar(random, [x, y], 10 ** between(random, -1, 2.5), whole(random, 5, 30)), random() < 0.2),
  ]
}

/** Millimetres to decimetres, at a vertex of something larger. */
export function tinyAt(random: Random, [polygon]: Shape): Shape {
  const vertices = polygon![0]!
  const at = 2 * whole(random, 0, vertices.length / 2 - 1)
  const place: Place = [vertices[at]! - EAST, vertices[at + 1]! - NORTH]
  return [[outline(aStar(random, place, 10 ** between(random, -3, -0.5), whole(random, 5, 12)))]]
}

export const ringsOfShape = (shape: Shape): Ring[] => shape.flat()

/** As PostGIS takes it. */
export function wkbOfShape(shape: Shape): Buffer {
  const bytes = shape.reduce((sum, rings) => sum + rings.reduce((all, one) => all + 4 + 8 * one.length, 9), 9)
  const wkb = Buffer.alloc(bytes)
  let at = 0
  const head = (type: number, count: number) => {
    wkb.writeUInt8(1, at)
    wkb.writeUInt32LE(type, at + 1)
    wkb.writeUInt32LE(count, at + 5)
    at += 9
  }
  head(6, shape.length)
  for (const rings of shape) {
    head(3, rings.length)
    for (const one of rings) {
      at = wkb.writeUInt32LE(one.length / 2, at)
      for (const value of one) at = wkb.writeDoubleLE(value, at)
    }
  }
  return wkb
}
