import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenGround, givenPerson, givenReport } from './given.ts'

// The ground behind each number of a ledger can be drawn, by whoever may see it.

const PERMITS = '1100'

let db: Database
let app: TestApp
let analyst: Client
let east: Client
let internal: Client
let reportId: string

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenGround(db)
  await db.query(
    `insert into land.layer_version (layer_version_id, district, role, version, status, valid_from, source, file_name, source_crs,
                                     feature_count, imported_by)
     overriding system value values ($1, $2, 'rural-permits', 1, 'published', '2020-01-01', 'test', 'test', '4490', 1, 'test')`,
    [PERMITS, DISTRICT],
  )
  // Over the western half of the report, and beyond it.
  await db.query(
    `with permit as (select ST_MakeEnvelope(113.005, 36.005, 113.0105, 36.015, 4490) geom),
     feature as (
       insert into land.layer_feature (district, layer_version_id, feature_id, source_key, valid_from, attributes, area_m2, geom)
       select $1, $2, 1, 'K1', '2024-01-01', '{"number":"乡字1号","use":"industrial"}', 1, ST_Multi(geom) from permit)
     insert into land.layer_piece (district, layer_version_id, feature_id, geom)
     select $1, $2, 1, ST_Transform(geom, 4547) from permit`,
    [DISTRICT, PERMITS],
  )
  await givenPerson(db, 'fenxi', { role: 'analyst', clearance: 'important' })
  await givenPerson(db, 'neibu', { role: 'analyst', clearance: 'internal' })
  await givenPerson(db, 'dong', { role: 'township', township: EAST })
  app = await startApp(db)
  ;[analyst, internal, east] = await Promise.all([
    app.signIn('fenxi'),
    app.signIn('neibu'),
    app.signIn('dong'),
  ])
  reportId = await givenReport(db)
  await db.query(`update land.report set attributes = '{"use":"dwelling"}' where report_id = $1`, [reportId])
  await evaluateReports(db, { district: DISTRICT, reportIds: [reportId] })
}, 180_000)
afterAll(async () => {
  await app.close()
  await db.close()
})

const part = (client: Client, name: string, id = reportId) =>
  client.call('GET /reports/:district/:reportId/parts/:part', {
    params: { district: DISTRICT, reportId: id, part: name },
  })
const evaluation = async (client: Client) =>
  (await client.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })).body
    .evaluation!

/** m² on the ellipsoid, asked of the geometry that was answered. */
async function measured(geometry: unknown): Promise<number> {
  const { rows } = await db.query<{ area: number }>(
    `select land.area_of_record(ST_GeomFromGeoJSON($1), 4547) as area`,
    [JSON.stringify(geometry)],
  )
  return rows[0]!.area
}

describe('the ground of an entry', () => {
  test('has the area that the ledger says, for every entry that has any', async () => {
    const { ledger } = await evaluation(analyst)
    const some = ledger.filter(({ areaM2 }) => areaM2 > 0.01)
    expect(some.map(({ entry }) => entry)).toEqual(
      expect.arrayContaining(['patch', 'cultivated', 'basicFarmland', 'remainder', 'ruralPermitCovered']),
    )
    for (const { entry, areaM2 } of some) {
      const { body } = await part(analyst, entry)
      expect(body.areaM2, entry).toBeCloseTo(areaM2, 4)
      // Nine digits of a degree are a tenth of a millimetre.
      expect(Math.abs((await measured(body.geometry)) - areaM2), entry).toBeLessThan(0.2)
    }
  })

  test('is nothing where there is none', async () => {
    expect((await part(analyst, 'unused')).body).toEqual({ areaM2: 0, geometry: null })
  })

  test('is what lies beyond a permit, by the name that the permit gives it', async () => {
    const [permit] = (await evaluation(analyst)).permits
    expect(permit).toMatchObject({ standing: 'other-use', timing: 'in-force', number: '乡字1号' })
    const { body } = await part(analyst, permit!.beyond!)
    expect(body.areaM2).toBeCloseTo(permit!.excessM2, 4)
    expect(body.areaM2).toBeGreaterThan(4_000)
    expect(Math.abs((await measured(body.geometry)) - permit!.excessM2)).toBeLessThan(0.2)
  })
})

describe('is refused', () => {
  test.each([
    ['no entry', 'farmlands', 400],
    ['a permit that does not touch the report', 'beyond-rural-permits-2', 404],
    ['a permit of a register that did not serve', 'beyond-urban-permits-1', 404],
    ['a layer that is no register', 'beyond-land-use-1', 404],
    ['an entry of a missing layer', 'redLine', 404],
    ['a number too large', 'beyond-rural-permits-99999999999', 400],
  ])('%s: %s', async (_, name, status) => {
    expect((await part(analyst, name)).status).toBe(status)
  })

  test('to whoever does not see the report', async () => {
    expect((await part(east, 'cultivated')).status).toBe(404)
    expect((await part(analyst, 'cultivated', '999999')).status).toBe(404)
  })

  test('to whose clearance the layers behind it are beyond, and what rests on others is not', async () => {
    await db.query(
      `update land.layer_version set label = 'important', release_no = '1', sha256 = 'abc' where role = 'basic-farmland'`,
    )
    expect((await part(internal, 'basicFarmland')).status).toBe(403)
    expect((await part(internal, 'remainderOrdinaryCultivated')).status).toBe(403)
    expect((await part(internal, 'cultivated')).status).toBe(200)
    expect((await part(analyst, 'basicFarmland')).status).toBe(200)
  })
})
