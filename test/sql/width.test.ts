import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

async function widthOf(wkt: string): Promise<number | null> {
  const { rows } = await db.query<{ width: number | null }>(
    'select land.width_of(g, ST_Area(g)) as width from (select ST_GeomFromText($1, 4547) as g) s',
    [wkt],
  )
  return rows[0]!.width
}

/** Where the district lies in its plane: so far from the origin that digits are scarce. */
const [EAST, NORTH] = [414_474, 3_991_688]
const ring = (...corners: (readonly [number, number])[]) =>
  `(${[...corners, corners[0]!].map(([x, y]) => `${EAST + x} ${NORTH + y}`).join(', ')})`
const box = (x: number, y: number, width: number, height: number) =>
  `(${ring([x, y], [x + width, y], [x + width, y + height], [x, y + height])})`
const polygon = (rings: string) => `POLYGON${rings}`
const parts = (...polygons: string[]) => `MULTIPOLYGON(${polygons.join(', ')})`
/** `length` × `width`, turned by 30°. */
const slanting = (length: number, width: number) => {
  const [cos, sin] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)]
  return `(${ring([0, 0], [length * cos, length * sin], [length * cos - width * sin, length * sin + width * cos], [-width * sin, width * cos])})`
}

describe('the widest circle in what is under 100 m²', () => {
  test.each([
    ['a hut', polygon(box(0, 0, 8, 9)), 8],
    ['a strip', polygon(box(0, 0, 60, 1.5)), 1.5],
    ['a slanting strip', polygon(slanting(60, 1.5)), 1.5],
    ['a hut with a strip that hangs on it', parts(box(0, 0, 6, 6), box(6.5, 0, 40, 1)), 6],
    ['a hut and a strip a kilometre off', parts(box(0, 0, 3, 3), box(1000, 1000, 40, 1)), 3],
    ['two strips a kilometre apart', parts(box(0, 0, 1, 40), box(1000, 1000, 40, 1)), 1],
    [
      'ground with a hole',
      polygon(`(${ring([0, 0], [10, 0], [10, 9], [0, 9])}, ${ring([2, 2], [2, 7], [8, 7], [8, 2])})`),
      2.34,
    ],
  ])('%s', async (_name, wkt, width) => {
    // The circle is found to a thousandth of the extent of its part.
    expect(Math.abs((await widthOf(wkt))! - width)).toBeLessThan(0.06)
  })

  test.each([
    ['100 m²', polygon(box(0, 0, 10, 10))],
    ['nothing', 'POLYGON EMPTY'],
  ])('not of %s', async (_name, wkt) => {
    expect(await widthOf(wkt)).toBeNull()
  })
})

// GEOS 3.11 lays squares as wide as the sliver over its length: one of them takes forever and all memory there is.
test.each([
  ['a nanometre', polygon(box(0, 0, 300, 1e-9)), 1e-8],
  ['a tenth of a millimetre', polygon(box(0, 0, 1e-4, 2_000)), 1.1e-4],
  ['nine centimetres', polygon(box(0, 0, 1_000, 0.09)), 0.0901],
  ['a slanting nanometre', polygon(slanting(300, 1e-9)), 0.1],
  [
    'one digit',
    `POLYGON((414474.8913965163 3991688.3487149784, 414474.89139651624 3991688.3487149784, 414474.8913965162 3991688.348714979, 414474.8913965163 3991688.3487149784))`,
    1e-8,
  ],
  ['many of a nanometre', parts(...Array.from({ length: 300 }, (_, n) => box(n, 0, 1e-9, 50))), 1e-8],
])('a sliver of %s is measured at once', async (_name, wkt, atMost) => {
  const start = performance.now()
  const width = await widthOf(wkt)
  expect(performance.now() - start).toBeLessThan(5_000)
  if (width !== null) expect(width).toBeLessThanOrEqual(atMost)
})
