import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { checkGeometry, LAYER_LIMITS } from '../../server/intake/geometry-check.ts'
import { freshDatabase } from '../support/database.ts'
import { multiPolygon, polygon, randomNumbers, ring, square, starRing } from './shapes.ts'

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

const random = randomNumbers(14)
const upTo = (n: number) => Math.floor(random() * n)

/** Few places for many corners, so that they touch, overlap and coincide all the time. */
function box(places: number) {
  const [x, y, size] = [upTo(places), upTo(places), 1 + upTo(places / 2)]
  if (random() < 0.3) return ring([x, y], [x + size, y], [x, y + size])
  if (random() < 0.3) return ring([x, y], [x + size, y + size], [x, y + 2 * size], [x - size, y + size])
  return square(x, y, size)
}
const boxes = (most: number) => Array.from({ length: 1 + upTo(most) }, () => box(10))

const SHAPES = [
  () => polygon(ring(...Array.from({ length: 3 + upTo(6) }, (): [number, number] => [upTo(6), upTo(6)]))),
  () => polygon(square(0, 0, 10), ...boxes(4)),
  () => multiPolygon(...boxes(4).map((outer) => [outer])),
  () => multiPolygon([square(0, 0, 12), ...boxes(2)], ...boxes(2).map((outer) => [outer])),
  () => polygon(starRing(5 + upTo(40), random)),
  () => {
    const [first, ...rest] = starRing(5 + upTo(40), random).slice(0, -1)
    rest.splice(upTo(rest.length), 0, ...rest.splice(upTo(rest.length), 1))
    return polygon([first, ...rest, first])
  },
]

/** Too few different points: PostGIS refuses these already as it reads them. */
const isReadable = (code: string | undefined) => code !== 'too-few-points'

test('4,000 random polygons: taken if and only if ST_IsValid says so', { timeout: 120_000 }, async () => {
  const inputs = Array.from({ length: 4_000 }, (_, i) => SHAPES[i % SHAPES.length]!())
  const checked = inputs.map((input) => ({ input, check: checkGeometry(input, { ...LAYER_LIMITS, checkCrossings: true }) })) // prettier-ignore
  const compared = checked.filter(({ check }) => check.ok || isReadable(check.errors[0]?.code))
  const { rows } = await db.query<{ valid: boolean; reason: string }>(
    `select ST_IsValid(g) as valid, ST_IsValidReason(g) as reason
       from unnest($1::text[]) with ordinality as t(text, n)
      cross join lateral ST_GeomFromGeoJSON(text) as g
      order by n`,
    [compared.map(({ input }) => JSON.stringify(input))],
  )
  const disagreements = compared.flatMap(({ input, check }, i) =>
    check.ok === rows[i]!.valid ? [] : [{ input: JSON.stringify(input), check, postgis: rows[i] }],
  )
  expect(disagreements).toEqual([])
  const taken = compared.filter(({ check }) => check.ok).length
  expect(taken).toBeGreaterThan(500)
  expect(compared.length - taken).toBeGreaterThan(500)
})
