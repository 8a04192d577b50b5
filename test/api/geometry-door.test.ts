import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDetails } from '../../domain/problem.ts'
import type { Database } from '../../server/db/database.ts'
import { createLog } from '../../server/http/log.ts'
import { polygon, square } from '../intake/shapes.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
const lines: string[] = []
const toLines = new Writable({
  write(line: Buffer, _encoding, done) {
    lines.push(line.toString())
    done()
  },
})

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  app = await startApp(db, { log: createLog({ logLevel: 'warn' }, toLines) })
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const GOOD = { district: DISTRICT, geometry: polygon(square(1, 1, 10)) }

/** The body as these bytes, which no client of ours would send. */
async function sent(
  bytes: Uint8Array<ArrayBuffer> | string,
  type = 'application/json',
): Promise<Partial<ProblemDetails>> {
  const headers = { 'content-type': type }
  const response = await analyst.fetch('/api/geometry/check', { method: 'POST', headers, body: bytes })
  return { status: response.status, ...((await response.json()) as object) }
}

describe('a body that is no plain JSON', () => {
  const text = JSON.stringify(GOOD)

  test.each([
    ['with a byte order mark', Buffer.from(`\uFEFF${text}`), 400, /byte order mark/],
    [
      'with bytes that are no UTF-8',
      Buffer.from(text.replace('Polygon', 'P\xFFolygon'), 'latin1'),
      400,
      /UTF-8/,
    ],
    ['of nine levels', JSON.stringify({ ...GOOD, more: [[[[[[[[1]]]]]]]] }), 400, /deeper than 8/],
    ['with a key twice', text.replace('{', `{"district":"${DISTRICT}",`), 400, /“district” stands twice/],
    ['with something after it', `${text} {}`, 400, /not JSON/],
  ])('%s is refused', async (_, body, status, detail) => {
    expect(await sent(body)).toMatchObject({
      status,
      code: 'invalid-request',
      detail: expect.stringMatching(detail),
    })
  })

  test('in another encoding is refused', async () => {
    const body = Buffer.from(text, 'utf16le')
    expect(await sent(body, 'application/json; charset=utf-16le')).toMatchObject({ status: 415 })
  })

  test('while the same without all that is taken', async () => {
    expect(await sent(text, 'application/json; charset=UTF-8')).toMatchObject({ status: 200 })
  })
})

describe('a polygon that only PostGIS holds for invalid', () => {
  beforeAll(async () => {
    // Our own check and PostGIS agree on everything that was ever tried: so one of them has to be told to differ.
    await db.query(
      `create or replace function ST_IsValidDetail(geom geometry, flags int default 0) returns valid_detail language sql
       as $$ select (false, 'Self-intersection', ST_PointN(ST_ExteriorRing(ST_GeometryN(geom, 1)), 1))::valid_detail $$`,
    )
  })

  test('is refused with the place, and the alarm is raised, which tells no exact place', async () => {
    const reply = await analyst.call('POST /geometry/check', { body: GOOD })
    expect(reply.problem).toMatchObject({
      status: 422,
      code: 'geometry-invalid',
      errors: [{ code: 'postgis-disagrees', coordinate: [113.0001, 36.0001], pointer: '/geometry' }],
    })
    const alarms = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(alarms.filter(({ code }) => code === 'postgis-disagrees')).toMatchObject([
      { level: 50, fault: 'Self-intersection near 113, 36', requestId: expect.any(String) },
    ])
    expect(lines.join('')).not.toContain('113.0001')
  })
})
