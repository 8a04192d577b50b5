import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSealer } from '../../server/audit/sealer.ts'
import type { Database } from '../../server/db/database.ts'
import { openDatabase } from '../../server/db/open.ts'
import { deliverDue } from '../../server/outbox/relay.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { ifMatch, startApp, type Client, type TestApp } from '../api/client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from '../api/given.ts'
import { freshDatabase, NATIVE_URL } from '../support/database.ts'

// As a bureau runs it: the server's login owns nothing and is a plain member of the two roles. The embedded engine has one login
// only, and takes the roles by SET LOCAL ROLE.

const LOGIN = `tuban_test_plain_${process.pid}`
const log = pino({ level: 'silent' })

let owner: Database
let plain: Database
let app: TestApp
let analyst: Client
let township: Client

describe.skipIf(NATIVE_URL === undefined)('a login that is a plain member of the two roles', () => {
  beforeAll(async () => {
    owner = await freshDatabase()
    await givenDistrict(owner)
    await ensureOrganisations(owner, DISTRICT)
    await givenPerson(owner, 'fenxi', { role: 'analyst' })
    await givenPerson(owner, 'xiang', { role: 'township', township: WEST })
    await owner.query(`create role ${LOGIN} login password 'plain' in role tuban_request, tuban_service`)
    const url = new URL(owner.pool.options.connectionString!)
    url.username = LOGIN
    url.password = 'plain'
    plain = await openDatabase({ url: url.href })
    app = await startApp(plain, { withJobs: true })
    analyst = await app.signIn('fenxi')
    township = await app.signIn('xiang')
  })
  afterAll(async () => {
    await app.close()
    await plain.close()
    await owner.query(`drop owned by ${LOGIN}; drop role ${LOGIN}`)
    await owner.close()
  })

  test('serves the way of a case', async () => {
    const reportId = await givenReport(owner)
    const params = { district: DISTRICT, reportId }
    const decided = await analyst.call('POST /reports/:district/:reportId/decisions', {
      params,
      headers: ifMatch(reportId, 1),
      body: { decision: 'suspected' },
    })
    expect(decided.status).toBe(200)
    const assigned = await analyst.call('POST /assignments', {
      body: {
        district: DISTRICT,
        reports: [{ reportId, version: 2 }],
        township: WEST,
        task: '核查',
        dueOn: '2099-01-01',
      },
    })
    expect(assigned.body.assigned).toBe(1)
    const acknowledged = await township.call('POST /reports/:district/:reportId/assignment/acknowledge', {
      params,
      headers: ifMatch(reportId, 3),
    })
    expect(acknowledged.status).toBe(200)
  })

  test('imports layers and reports, and judges them', async () => {
    const square = (lon: number, lat: number, size: number) => ({
      type: 'Polygon',
      coordinates: [
        [
          [lon, lat],
          [lon + size, lat],
          [lon + size, lat + size],
          [lon, lat + size],
          [lon, lat],
        ],
      ],
    })
    const file = (properties: object, geometry: object) => ({
      name: 'one.geojson',
      content: JSON.stringify({
        type: 'FeatureCollection',
        features: [{ type: 'Feature', properties, geometry }],
      }),
    })
    const layer = await analyst.upload(
      'POST /layers',
      { district: DISTRICT, role: 'basic-farmland', validFrom: '2024-01-01', source: '测试' },
      file({ BSM: 'F1' }, square(113.01, 36.01, 0.02)),
    )
    expect(await ended(layer.body.job.jobId)).toMatchObject({ state: 'done' })
    const reports = await analyst.upload(
      'POST /reports/import',
      { district: DISTRICT, reportedOn: '2025-05-01' },
      file({ report_no: 'P-1' }, square(113.015, 36.015, 0.001)),
    )
    expect(await ended(reports.body.job.jobId)).toMatchObject({ state: 'done' })
  })

  test('seals the trail, and tells what is to be told', async () => {
    const sealer = startSealer({ db: plain, log, key: Buffer.alloc(32, 1), anchorFile: '/dev/null' })
    await sealer.stop()
    while ((await deliverDue(plain, log)) > 0);
    const { rows } = await owner.query<{ waiting: number }>(
      'select count(*)::int as waiting from audit.place where seal is null',
    )
    expect(rows[0]!.waiting).toBe(0)
    expect((await township.call('GET /notifications')).body.notifications.length).toBeGreaterThan(0)
  })

  test.each([
    'update audit.event set actor = null',
    'delete from audit.event',
    'drop table land.report',
    'create table land.other ()',
    'alter table land.report no force row level security',
    'create role tuban_other',
  ])('may not: %s', async (sql) => {
    await expect(plain.query(sql)).rejects.toMatchObject({ code: '42501' })
  })
})

async function ended(jobId: string) {
  for (;;) {
    const { job } = (await analyst.call('GET /jobs/:jobId', { params: { jobId } })).body
    if (job.endedAt !== null) return job
    await sleep(50)
  }
}
