import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDetails } from '../../domain/problem.ts'
import type { Database } from '../../server/db/database.ts'
import { importReportsFile } from '../../server/imports/import-reports.ts'
import { badGeometries } from '../intake/bad-geometry.ts'
import { temporaryFolder } from '../intake/files.ts'
import { HOSTILE } from '../intake/hostile.ts'
import { polygon, square } from '../intake/shapes.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson } from './given.ts'

const OTHER = '140405'
const folder = temporaryFolder()

let db: Database
let app: TestApp
let analyst: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  // The same ground once more, so that what is stored there is told from what is stored here.
  await db.query(
    `insert into land.district (district, name_zh, name_en, plane_srid, extent)
     select $2, name_zh, name_en, plane_srid, extent from land.district where district = $1`,
    [DISTRICT, OTHER],
  )
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

/** The geometry word for word as the text says, in a body that is sound but for it. */
async function sent(route: '/api/geometry/check' | '/api/reports', geometry: string) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() }
  const body = `{"district":"${DISTRICT}","reportedOn":"2025-05-01","type":"20","geometry":${geometry}}`
  const response = await analyst.fetch(route, { method: 'POST', headers, body })
  const text = await response.text()
  return { status: response.status, problem: JSON.parse(text) as ProblemDetails }
}

/** What a refusal of this geometry has to be. */
function expectRefused({ status, problem }: { status: number; problem: ProblemDetails }) {
  expect([400, 422]).toContain(status)
  expect(problem.status).toBe(status)
  if (status === 400) expect(problem.code).toBe('invalid-request')
  else
    expect(problem).toMatchObject({
      code: 'geometry-invalid',
      errors: [
        {
          code: expect.any(String),
          part: expect.any(Number),
          ring: expect.any(Number),
          index: expect.any(Number),
          coordinate: expect.any(Array),
          pointer: expect.stringMatching(/^\/geometry(\/|$)/),
        },
      ],
    })
}

/** Rows of what a report would leave. */
async function stored() {
  const { rows } = await db.query(
    `select (select count(*)::int from land.report where district = '${DISTRICT}') as reports,
            (select count(*)::int from audit.event where action = 'report.create') as events`,
  )
  return rows[0]
}

test('there are 48 hostile inputs, of which PostGIS would take 40', () => {
  expect(HOSTILE).toHaveLength(48)
  expect(HOSTILE.filter(({ postgis }) => postgis)).toHaveLength(40)
})

describe.each(HOSTILE)('$name', ({ text, postgis }) => {
  test('is refused by the check and as a report', async () => {
    expectRefused(await sent('/api/geometry/check', text))
    expectRefused(await sent('/api/reports', text))
    expect(await stored()).toEqual({ reports: 0, events: 0 })
  })

  test(postgis ? 'would be taken by PostGIS' : 'would be refused by PostGIS as well', async () => {
    const taken = db.query('select ST_GeomFromGeoJSON($1::text) is not null as taken', [text]).then(
      ({ rows }) => rows[0]!['taken'] as boolean,
      () => false,
    )
    expect(await taken).toBe(postgis)
  })
})

test('rows of a file are refused for the same reasons and in the same places as bodies', async () => {
  const refusals: { text: string; error: object }[] = []
  for (const { text } of [...HOSTILE, ...badGeometries(150, 17)]) {
    const { status, problem } = await sent('/api/geometry/check', text)
    if (status === 422) refusals.push({ text, error: problem.errors![0]! })
  }
  expect(refusals.length).toBeGreaterThan(120)

  const rows = [JSON.stringify(polygon(square(10, 10, 10))), ...refusals.map(({ text }) => text)]
  const features = rows.map((text) => `{"type":"Feature","properties":{},"geometry":${text}}`)
  const collection = `{"type":"FeatureCollection","features":[${features.join(',')}]}`
  const file = folder.write('reports.geojson', collection)
  const { accepted, refused } = await importReportsFile(db, file, {
    district: OTHER,
    source: 'satellite',
    reportedOn: '2025-05-01',
    importedBy: 'test',
  })
  expect(accepted).toBe(1)
  const told = ({ code, part, ring, index, coordinate, detail }: Record<string, unknown>) => ({
    ...{ code, part, ring, index, coordinate, detail },
  })
  expect(refused.map((row) => told({ ...row }))).toEqual(refusals.map(({ error }) => told({ ...error })))
})

test('200 of the invented bad polygons are refused over HTTP, and nothing is stored', async () => {
  for (const { text } of badGeometries(200, 16)) expectRefused(await sent('/api/geometry/check', text))
  expect(await stored()).toEqual({ reports: 0, events: 0 })
})
