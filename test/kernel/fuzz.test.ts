import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomFrom, whole } from '../../fixtures/district/random.ts'
import type { Database } from '../../server/db/database.ts'
import { layerOf } from '../../server/kernel/layer.ts'
import { overlap } from '../../server/kernel/overlap.ts'
import { patchOf } from '../../server/kernel/patch.ts'
import { areaOf } from '../../server/kernel/rings.ts'
import { sweep } from '../../server/kernel/sweep.ts'
import { freshDatabase, NATIVE_URL } from '../support/database.ts'
import {
  aligned,
  huge,
  hugeShape,
  mosaic,
  nearlyTheSame,
  onBorderOf,
  randomShape,
  ringsOfShape,
  tinyAt,
  wkbOfShape,
  type Shape,
} from './fuzz-shapes.ts'
import { EAST, feature, NORTH } from './shapes.ts'

// The kernel against PostGIS: more than 100,000 pairs on a native server, a twentieth of them on the embedded engine.

const SIZE = NATIVE_URL ? 1 : 0.05
const count = (pairs: number) => Math.ceil(pairs * SIZE)
/** As performance.md asks: square millimetres a pair, and a part in 10⁹ of what is square kilometres. */
const toleranceOf = (area: number) => 1e-6 + 1e-9 * area
const PAIRS_A_STATEMENT = 2_000

let db: Database

beforeAll(async () => {
  db = await freshDatabase({ statementTimeoutMs: 0 })
  await db.query('create schema fuzz')
  await db.query('create table fuzz.shape (id int primary key, geom geometry not null)')
})
afterAll(() => db.close())

type Pair = readonly [number, number]

interface Answer {
  shared: number
  /** The same, with both shapes moved to where coordinates are small. */
  near: number
  /** What the second leaves of the first. */
  left: number
}

async function store(shapes: readonly Shape[]): Promise<void> {
  await db.query('truncate fuzz.shape')
  for (let from = 0; from < shapes.length; from += 500)
    await db.query(
      `insert into fuzz.shape select $1 + at, ST_GeomFromWKB(wkb) from unnest($2::bytea[]) with ordinality s (wkb, at)`,
      [from - 1, shapes.slice(from, from + 500).map(wkbOfShape)],
    )
  const { rows } = await db.query('select id from fuzz.shape where not ST_IsValid(geom)')
  expect(rows).toEqual([])
}

async function ask<T extends keyof Answer>(pairs: readonly Pair[], what: T, sql: string): Promise<number[]> {
  const found: number[] = []
  for (let from = 0; from < pairs.length; from += PAIRS_A_STATEMENT) {
    const some = pairs.slice(from, from + PAIRS_A_STATEMENT)
    const { rows } = await db.query<Record<T, number>>(
      `select ST_Area(${sql}) as ${what}
         from unnest($1::int[], $2::int[]) with ordinality p (a, b, place)
         join fuzz.shape a on a.id = p.a join fuzz.shape b on b.id = p.b order by p.place`,
      [some.map(([a]) => a), some.map(([, b]) => b)],
    )
    found.push(...rows.map((row) => row[what]))
  }
  return found
}

const SHARED = 'ST_Intersection(a.geom, b.geom)'
/** Where two lines nearly coincide GEOS lets points snap, over distances that grow with the coordinates: near nought they are nothing. */
const [A, B] = ['a', 'b'].map((name) => `ST_Translate(${name}.geom, -${EAST}, -${NORTH})`)
const NEAR = `ST_Intersection(${A}, ${B})`
const LEFT = `ST_Difference(${A}, ${B})`

/** Every pair, both ways, by both methods of the kernel. Answers how many share ground. */
async function compare(shapes: readonly Shape[], pairs: readonly Pair[]): Promise<number> {
  await store(shapes)
  const postgis = await ask(pairs, 'shared', SHARED)
  const layer = layerOf(shapes.map((shape) => feature(ringsOfShape(shape))))
  const patches = shapes.map((shape) => patchOf(ringsOfShape(shape)))
  const swept = ([a, b]: Pair) =>
    sweep(patches[a]!, [{ layer, feature: b, kinds: 1 }]).combinations.get(1) ?? 0

  const apart = pairs.flatMap(([a, b], n) => {
    const ways = [overlap(patches[a]!, layer, b), overlap(patches[b]!, layer, a)]
    const kernel = n % 8 === 0 ? [...ways, swept([a, b])] : ways
    const isSame = kernel.every((area) => Math.abs(area - postgis[n]!) <= toleranceOf(postgis[n]!))
    return isSame ? [] : [{ pair: [a, b] as Pair, kernel }]
  })
  const near = await ask(
    apart.map(({ pair }) => pair),
    'near',
    NEAR,
  )
  for (const [n, { pair, kernel }] of apart.entries())
    for (const area of kernel)
      expect(Math.abs(area - near[n]!), `shapes ${pair.join(' and ')}`).toBeLessThan(toleranceOf(near[n]!))

  // What is shared and what PostGIS leaves make the whole.
  const some = pairs.filter((_, n) => n % 20 === 0)
  for (const [n, left] of (await ask(some, 'left', LEFT)).entries()) {
    const [a, b] = some[n]!
    const whole = areaOf(patches[a]!.rings)
    expect(Math.abs(overlap(patches[a]!, layer, b) + left - whole)).toBeLessThan(toleranceOf(whole))
  }
  return postgis.filter((area) => area > 1e-6).length
}

/** A pair of each two members of a family. */
const withinFamilies = (families: readonly (readonly Shape[])[]): Pair[] => {
  let first = 0
  return families.flatMap(({ length }) => {
    const start = first
    first += length
    return Array.from({ length }, (_, a) =>
      Array.from({ length: length - a - 1 }, (_, b): Pair => [start + a, start + a + b + 1]),
    ).flat()
  })
}

const random = randomFrom(27)
const drawn = (shapes: number, pairs: number): Pair[] =>
  Array.from({ length: pairs }, () => [whole(random, 0, shapes - 1), whole(random, 0, shapes - 1)])
const several = <T>(many: number, make: () => T): T[] => Array.from({ length: many }, make)

let total = 0

describe('the kernel has the areas of PostGIS', () => {
  test('of shapes of any size, in parts and with holes', async () => {
    const shapes = several(2_000, () => randomShape(random, 120))
    const pairs = drawn(shapes.length, count(55_000))
    total += pairs.length
    expect(await compare(shapes, pairs)).toBeGreaterThan(pairs.length / 5)
  })

  test('of the same outline drawn by many hands', async () => {
    const families = several(count(60), () => nearlyTheSame(random))
    const pairs = withinFamilies(families)
    total += pairs.length
    expect(await compare(families.flat(), pairs)).toBe(pairs.length)
  })

  test('of parcels with shared borders, and of what is traced along them', async () => {
    const families = several(count(40), () => mosaic(random))
    const pairs = withinFamilies(families)
    total += pairs.length
    expect(await compare(families.flat(), pairs)).toBeGreaterThan(10)
  })

  test('of rectangles whose sides coincide, touch and end in each other', async () => {
    const shapes = several(300, () => aligned(random))
    const pairs = drawn(shapes.length, count(15_000))
    total += pairs.length
    expect(await compare(shapes, pairs)).toBeGreaterThan(pairs.length / 5)
  })

  test('of square kilometres with thousands of vertices, and of patches on their borders', async () => {
    const stars = several(Math.max(2, count(15)), () => huge(random))
    const each = 100
    const shapes = [
      ...stars.map(hugeShape),
      ...stars.flatMap((star) => several(each, () => onBorderOf(random, star))),
    ]
    const pairs = stars.flatMap((_, n): Pair[] => [
      ...several(each, () => 0).map((_, m): Pair => [n, stars.length + n * each + m]),
      [n, (n + 1) % stars.length],
    ])
    total += pairs.length
    expect(await compare(shapes, pairs)).toBeGreaterThan(pairs.length / 2)
  })

  test('of what is a millimetre large, at the corners of others', async () => {
    const large = several(count(1_500), () => randomShape(random, 150))
    const tiny = large.flatMap((shape) => [tinyAt(random, shape), tinyAt(random, shape)])
    const pairs = large.flatMap((_, n): Pair[] => {
      const first = large.length + 2 * n
      return [
        [n, first],
        [n, first + 1],
        [first, first + 1],
      ]
    })
    total += pairs.length
    await compare([...large, ...tiny], pairs)
  })

  test('of more than 100,000 pairs in all', () => {
    expect(total).toBeGreaterThan(100_000 * SIZE)
  })
})
