import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from '../api/client.ts'
import { exported } from '../api/exported.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

// Everything that changes a case, a layer or a session leaves its event, and does not happen without.

let db: Database
let app: TestApp
let analyst: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'xixiang', { role: 'township', township: WEST })
  app = await startApp(db, { withJobs: true })
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

interface Event {
  actor: string | null
  actor_org: string | null
  session: string | null
  ip: string | null
  action: string
  object: string | null
  outcome: string
  reason: string | null
  before_hash: Buffer | null
  after_hash: Buffer | null
  detail: unknown
  request_id: string | null
}

async function eventsOf(stream: string): Promise<Event[]> {
  const { rows } = await db.query<Event>(
    `select actor, actor_org, session, ip, action, object, outcome, reason, before_hash, after_hash, detail::jsonb as detail, request_id
       from audit.event where stream = $1 order by seq`,
    [stream],
  )
  return rows
}

const caseEvents = (reportId: string) => eventsOf(`report:${DISTRICT}/${reportId}`)

const decide = (reportId: string, version: number, by: Client = analyst) =>
  by.call('POST /reports/:district/:reportId/decisions', {
    params: { district: DISTRICT, reportId },
    headers: { 'if-match': `"${reportId}.${version}"` },
    body: { decision: 'legal', reason: '已批准' },
  })

const square = (lon: number, lat: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [lon, lat],
      [lon + 0.001, lat],
      [lon + 0.001, lat + 0.001],
      [lon, lat + 0.001],
      [lon, lat],
    ],
  ],
})

async function ended(jobId: string): Promise<string> {
  for (;;) {
    const { job } = (await analyst.call('GET /jobs/:jobId', { params: { jobId } })).body
    if (job.state !== 'ready' && job.state !== 'running') return job.state
    await sleep(50)
  }
}

describe('signing in and out', () => {
  test('is told, refused or not, and by which session', async () => {
    const from = (await eventsOf('auth')).length
    for (const login of ['fenxi', 'my secret password'])
      await app.visitor.call('POST /session', { body: { login, password: 'wrong' } })
    const client = await app.signIn('xixiang')
    await client.call('DELETE /session')

    const events = (await eventsOf('auth')).slice(from)
    const nobody = { actor: null, actor_org: null, session: null, action: 'session.open', outcome: 'refused' }
    const clerk = { actor: 'xixiang', object: 'login:xixiang', outcome: 'done' }
    expect(events).toMatchObject([
      { ...nobody, object: 'login:fenxi' },
      { ...nobody, object: null },
      { ...clerk, action: 'session.open' },
      { ...clerk, action: 'session.close' },
    ])
    expect(events[2]!.session).toMatch(/^[0-9a-f]{32}$/)
    expect(events[3]!.session).toBe(events[2]!.session)
    expect(JSON.stringify(events)).not.toMatch(/secret|wrong/)
  })

  test('does not happen where its event cannot be written', async () => {
    const sessions = async () => (await db.query('select from work.session')).rows.length
    const before = await sessions()
    await db.query(`alter table audit.event add constraint broken check (action <> 'session.open') not valid`)
    await expect(app.signIn('xixiang')).rejects.toThrow('cannot sign in')
    await db.query('alter table audit.event drop constraint broken')
    expect(await sessions()).toBe(before)
  })
})

describe('the way of a case', () => {
  test('is told from decision to withdrawal, each with who did it and why', async () => {
    const reportId = await givenReport(db)
    const params = { district: DISTRICT, reportId }
    const undo = { params, headers: { 'if-match': `"${reportId}.2"` } }
    await decide(reportId, 1)
    await analyst.call('POST /reports/:district/:reportId/decisions/undo', undo)
    const order = { township: WEST, task: '核查', dueOn: '2025-07-01' }
    await analyst.call('POST /assignments', {
      body: { district: DISTRICT, reports: [{ reportId, version: 3 }], ...order },
    })
    const township = await app.signIn('xixiang')
    await township.call('POST /reports/:district/:reportId/assignment/acknowledge', {
      params,
      headers: ifMatch(reportId, 4),
    })
    await analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
      params,
      headers: ifMatch(reportId, 5),
      body: { reason: '交办有误' },
    })

    const events = await caseEvents(reportId)
    const fenxi = { actor: 'fenxi', actor_org: `${DISTRICT}/NR/analyst`, outcome: 'done' }
    expect(events).toMatchObject([
      { ...fenxi, action: 'report.decide', reason: '已批准', detail: { decision: 'legal', version: 2 } },
      { ...fenxi, action: 'report.undo-decision', reason: null, detail: { undone: 'legal', version: 3 } },
      { ...fenxi, action: 'report.assign', detail: { ...order, version: 4 } },
      { actor: 'xixiang', actor_org: `${DISTRICT}/TW-${WEST}/township`, action: 'report.acknowledge' },
      { ...fenxi, action: 'report.withdraw', reason: '交办有误', detail: { version: 6 } },
    ])
    // What one change left is what the next one found; the assignment in between was made in a set.
    expect(events[1]!.before_hash).toEqual(events[0]!.after_hash)
    expect(events[4]!.before_hash).toEqual(events[3]!.after_hash)
    expect(new Set(events.map(({ request_id }) => request_id)).size).toBe(5)
    expect(new Set(events.map(({ session }) => session)).size).toBe(2)
    expect(events[0]!.ip).toMatch(/127\.0\.0\.1/)
  })

  test('begins with the report, drawn or imported, and the hash of its geometry', async () => {
    const body = { district: DISTRICT, source: 'patrol' as const, reportedOn: '2025-05-01' }
    const drawn = await analyst.call('POST /reports', { body: { ...body, geometry: square(113.02, 36.02) } })
    const { job } = (
      await analyst.upload(
        'POST /reports/import',
        { district: DISTRICT, reportedOn: '2025-05-01' },
        {
          name: 'one.geojson',
          content: JSON.stringify({
            type: 'FeatureCollection',
            features: [
              { type: 'Feature', properties: { report_no: 'I-1' }, geometry: square(113.03, 36.03) },
            ],
          }),
        },
      )
    ).body
    expect(await ended(job.jobId)).toBe('done')
    const { rows } = await db.query<{ report_id: string; report_no: string; sha256: string }>(
      `select report_id, report_no, sha256 from land.report where report_no = 'I-1' or report_id = $1 order by report_id`,
      [drawn.body.report.reportId],
    )
    const actions = ['report.create', 'report.import']
    for (const [at, { report_id, report_no, sha256 }] of rows.entries())
      expect(await caseEvents(report_id)).toMatchObject([
        { actor: 'fenxi', action: actions[at], detail: { reportId: report_id, reportNo: report_no, sha256 } },
      ])
    expect(rows).toHaveLength(2)
    expect((await caseEvents(rows[1]!.report_id))[0]!.detail).toMatchObject({
      row: 1,
      fileName: 'one.geojson',
    })
  })

  test('tells nothing of what was refused', async () => {
    const reportId = await givenReport(db)
    expect((await decide(reportId, 7)).status).toBe(412)
    expect(await caseEvents(reportId)).toEqual([])
  })

  test('does not go on where its event cannot be written', async () => {
    const reportId = await givenReport(db)
    await db.query(
      `alter table audit.event add constraint broken check (action <> 'report.decide') not valid`,
    )
    expect((await decide(reportId, 1)).status).toBe(500)
    await db.query('alter table audit.event drop constraint broken')
    const { rows } = await db.query('select state, version, decision from land.report where report_id = $1', [
      reportId,
    ])
    expect(rows).toEqual([{ state: 'reported', version: 1, decision: null }])
    expect((await db.query('select from work.decision where report_id = $1', [reportId])).rows).toEqual([])
    expect((await decide(reportId, 1)).status).toBe(200)
  })
})

test('publishing and withdrawing a layer is told with its version and hash', async () => {
  await db.query(`update land.layer_version set sha256 = 'abc' where layer_version_id = 1000`)
  for (const [at, act] of (['withdraw', 'publish'] as const).entries())
    await analyst.call(`POST /layers/:layerVersionId/${act}`, {
      params: { layerVersionId: '1000' },
      headers: ifMatch('1000', at + 1),
    })
  const layer = { actor: 'fenxi', object: `layer-version:${DISTRICT}/1000` }
  const detail = { role: 'townships', version: 1, validFrom: '2020-01-01', sha256: 'abc' }
  expect(await eventsOf(`layer:${DISTRICT}`)).toMatchObject([
    { ...layer, action: 'layer.withdraw', detail },
    { ...layer, action: 'layer.publish', detail },
  ])
})

test.each(['csv', 'geojson'] as const)(
  'an export as %s is told with its filter and its size',
  async (format) => {
    const filter = { source: 'satellite' }
    const response = await exported(analyst, { format, filter, purpose: '例会', recipient: '区政府' })
    expect(response.status).toBe(200)
    const bytes = Buffer.from(await response.arrayBuffer())
    const month = new Date().toISOString().slice(0, 7)
    const { rows } = await db.query<{ count: number }>(
      `select count(*)::int from land.report where source = 'satellite'`,
    )
    const [asked, handed] = (await eventsOf(`export:${month}`)).slice(-2)
    const detail = { format, label: 'internal', recipient: '区政府' }
    expect(asked).toMatchObject({
      actor: 'fenxi',
      action: 'export.ask',
      reason: '例会',
      detail: { ...detail, filter: { source: ['satellite'] }, rows: rows[0]!.count, waits: false },
    })
    expect(handed).toMatchObject({
      action: 'export.hand',
      object: asked!.object,
      detail: { ...detail, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
    })
  },
)
