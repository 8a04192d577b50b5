import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Job } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { pdf } from '../../fixtures/builders/evidence.ts'
import type { Database } from '../../server/db/database.ts'
import type { Scan } from '../../server/http/scan.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'bangongshi', { role: 'office' })
  app = await startApp(db, { withJobs: true })
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const LAYER = { district: DISTRICT, role: 'basic-farmland', validFrom: '2024-01-01', source: '测试' }

const square = (lon: number, lat: number, size = 0.01) => ({
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

const collection = (features: { properties: object; geometry: object }[], more: object = {}) =>
  JSON.stringify({
    type: 'FeatureCollection',
    ...more,
    features: features.map((feature) => ({ type: 'Feature', ...feature })),
  })

const farmland = collection([
  { properties: { BSM: 'F1', DLBM: '0103' }, geometry: square(113.01, 36.01) },
  { properties: { BSM: 'F2', DLBM: '0103' }, geometry: square(113.03, 36.01) },
])

async function ended(jobId: string): Promise<Job> {
  for (;;) {
    const { job } = (await analyst.call('GET /jobs/:jobId', { params: { jobId } })).body
    if (job.state !== 'ready' && job.state !== 'running') return job
    await sleep(100)
  }
}

const uploads = async () => (existsSync(app.uploadFolder) ? readdir(app.uploadFolder) : [])

describe('uploading a layer', () => {
  test('imports, publishes and lists it, and keeps no upload', async () => {
    const { status, body } = await analyst.upload('POST /layers', LAYER, {
      name: '基本农田.geojson',
      content: farmland,
    })
    expect(status).toBe(202)
    const job = await ended(body.job.jobId)
    expect(job).toMatchObject({ state: 'done', result: { features: 2, refused: 0 } })
    const { layers } = (await analyst.call('GET /layers', { query: { district: DISTRICT } })).body
    expect(layers.find((layer) => layer.role === 'basic-farmland')).toMatchObject({
      status: 'published',
      serves: true,
      featureCount: 2,
      fileName: '基本农田.geojson',
      importedBy: 'fenxi',
    })
    // Removed once the job has ended, which the job itself does not tell.
    await expect.poll(uploads).toEqual([])
  })

  test('what lies under a point is told with its class', async () => {
    const { body } = await analyst.call('GET /identify', {
      query: { district: DISTRICT, lon: 113.015, lat: 36.015 },
    })
    expect(body.features.map((feature) => [feature.role, feature.sourceKey])).toEqual([
      ['basic-farmland', 'F1'],
      ['townships', '140404101'],
    ])
  })

  test.each([
    ['an extension that is not read here', 'layer.pdf', '%PDF-1.7', 'unsupported-media'],
    ['no extension', 'layer', '{}', 'unsupported-media'],
  ])('%s is refused at once and leaves nothing', async (_name, name, content, code) => {
    const { problem } = await analyst.upload('POST /layers', LAYER, { name, content })
    expect(problem.code).toBe(code)
    expect(await uploads()).toEqual([])
  })

  test('a role that does not exist is refused at once and leaves nothing', async () => {
    const { problem } = await analyst.upload(
      'POST /layers',
      { ...LAYER, role: 'moon' },
      { name: 'a.geojson', content: farmland },
    )
    expect(problem.errors?.[0]?.pointer).toBe('/role')
    expect(await uploads()).toEqual([])
  })

  test('a person who may not import is refused before the file is read', async () => {
    const office = await app.signIn('bangongshi')
    const { status } = await office.upload('POST /layers', LAYER, { name: 'a.geojson', content: farmland })
    expect(status).toBe(403)
    expect(await uploads()).toEqual([])
  })

  test.each([
    ['a zip that is none', 'layer.zip', 'PK not really', 'file-unreadable'],
    ['JSON that breaks off', 'layer.geojson', farmland.slice(0, 200), 'file-unreadable'],
    [
      'a coordinate system that nobody knows',
      'layer.geojson',
      farmland.replace(
        '"features"',
        '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::99999"}},"features"',
      ),
      'unknown-crs',
    ],
  ])('%s fails with its reason', async (_name, name, content, code) => {
    const { body } = await analyst.upload('POST /layers', LAYER, { name, content })
    expect(await ended(body.job.jobId)).toMatchObject({ state: 'failed', problem: { code } })
  })
})

describe('withdrawing a layer', () => {
  const serving = async () => {
    const { layers } = (await analyst.call('GET /layers', { query: { district: DISTRICT } })).body
    return layers.filter((layer) => layer.role === 'basic-farmland')
  }
  const change = (
    act: 'withdraw' | 'publish',
    { layerVersionId, revision }: { layerVersionId: string; revision: number },
    by: Client = analyst,
  ) =>
    by.call(`POST /layers/:layerVersionId/${act}`, {
      params: { layerVersionId },
      headers: ifMatch(layerVersionId, revision),
    })

  test('takes the version out of service and keeps it; putting it back serves again', async () => {
    const [layer] = await serving()
    const { body } = await change('withdraw', layer!)
    const withdrawn = body.layers.find((one) => one.layerVersionId === layer!.layerVersionId)!
    expect(withdrawn).toMatchObject({ status: 'withdrawn', serves: false, revision: layer!.revision + 1 })
    expect((await change('withdraw', layer!)).problem).toMatchObject({
      code: 'precondition-failed',
      current: { version: withdrawn.revision, changedBy: 'fenxi', layers: body.layers },
    })
    expect((await change('withdraw', withdrawn)).status).toBe(404)
    await change('publish', withdrawn)
    expect(await serving()).toMatchObject([{ status: 'published', serves: true }])
  })

  test('is for analysts, and for layers of their district', async () => {
    const [layer] = await serving()
    const office = await app.signIn('bangongshi')
    expect((await change('withdraw', layer!, office)).status).toBe(403)
    expect((await change('withdraw', { layerVersionId: '999999', revision: 1 })).status).toBe(404)
    expect(await serving()).toMatchObject([{ status: 'published' }])
  })
})

describe('uploading reports', () => {
  test('inserts what is sound, judges it, and lists what was refused with its place', async () => {
    const bowTie = {
      type: 'Polygon',
      coordinates: [
        [
          [113.02, 36.02],
          [113.03, 36.03],
          [113.03, 36.02],
          [113.02, 36.03],
          [113.02, 36.02],
        ],
      ],
    }
    const { body } = await analyst.upload(
      'POST /reports/import',
      { district: DISTRICT, reportedOn: '2025-05-01' },
      {
        name: 'reports.geojson',
        content: collection([
          { properties: { report_no: 'U-1', type: '20' }, geometry: square(113.012, 36.012, 0.001) },
          { properties: { report_no: 'U-2', type: '20' }, geometry: bowTie },
        ]),
      },
    )
    const job = await ended(body.job.jobId)
    expect(job).toMatchObject({
      state: 'done',
      result: { accepted: 1, evaluated: 1, refusedCount: 1, refused: [{ row: 2, code: 'self-crossing' }] },
    })
    const { reports } = (await analyst.call('GET /reports', { query: { district: DISTRICT } })).body
    // No register of approvals is on file here, so the rules doubt and do not accuse.
    expect(reports).toMatchObject([{ reportNo: 'U-1', verdict: 'doubtful' }])
  })
})

describe('cancelling', () => {
  test('a job that waits or runs ends as cancelled; one that ended stays as it is', async () => {
    const ids = await Promise.all(Array.from({ length: 400 }, () => givenReport(db)))
    const { body } = await analyst.call('POST /evaluations', { body: { district: DISTRICT, reportIds: ids } })
    const { jobId } = body.job
    await analyst.call('POST /jobs/:jobId/cancel', { params: { jobId } })
    const job = await ended(jobId)
    expect(job.state).toBe('cancelled')
    expect(job.endedAt).not.toBeNull()
    const again = await analyst.call('POST /jobs/:jobId/cancel', { params: { jobId } })
    expect(again.body.job.state).toBe('cancelled')
  })

  test('an unknown job is not found', async () => {
    expect((await analyst.call('GET /jobs/:jobId', { params: { jobId: '999999' } })).status).toBe(404)
  })
})

describe('a malware scanner', () => {
  const refusing = async (scan: Scan) => startApp(db, { scan })
  const said: readonly [name: string, code: 'file-infected' | 'scanner-down', status: number][] = [
    ['what it takes for malware', 'file-infected', 422],
    ['whatever comes while it is down', 'scanner-down', 503],
  ]

  test.each(said)('that refuses %s leaves nothing of it behind', async (_name, code, status) => {
    const reportId = await givenReport(db)
    const guarded = await refusing(() => Promise.reject(new Problem(code, 'as it says')))
    const client = await guarded.signIn('fenxi')
    const file = { name: '基本农田.geojson', content: farmland }
    const layer = await client.upload('POST /layers', LAYER, file)
    const reports = await client.upload(
      'POST /reports/import',
      { district: DISTRICT, reportedOn: '2025-05-01' },
      file,
    )
    const photo = await client.upload(
      'POST /reports/:district/:reportId/evidence',
      { clientUuid: randomUUID(), witness: '' },
      { name: 'a.pdf', content: new Uint8Array(pdf('scanned')) },
      {},
      { district: DISTRICT, reportId },
    )
    for (const reply of [layer, reports, photo]) {
      expect([reply.status, reply.problem.code]).toEqual([status, code])
      expect(reply.headers.has('retry-after')).toBe(status === 503)
    }
    expect(await readdir(guarded.uploadFolder)).toEqual([])
    expect(await readdir(path.join(guarded.evidence.folder, 'incoming'))).toEqual([])
    await guarded.close()
    analyst = await app.signIn('fenxi')
  })

  test('has looked at the file before anything else does', async () => {
    const looked: string[] = []
    const guarded = await refusing(async (file) => {
      looked.push(await readFile(file, 'utf8'))
    })
    const client = await guarded.signIn('fenxi')
    const { status } = await client.upload('POST /layers', LAYER, { name: '坏.geojson', content: '{"no' })
    expect(status).toBe(202)
    expect(looked).toEqual(['{"no'])
    await guarded.close()
    analyst = await app.signIn('fenxi')
  })
})
