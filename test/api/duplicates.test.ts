import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
let clerk: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  app = await startApp(db, { withJobs: true })
  analyst = await app.signIn('fenxi')
  clerk = await app.signIn('xi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  await db.query('delete from land.evaluation')
  await db.query('delete from land.report')
})

/** From a place east of 113.01° in thousandths of a degree, so wide, and 0.001° high. */
const square = (east: number, width = 1) => {
  const [west, end] = [113.01 + east / 1000, 113.01 + (east + width) / 1000]
  const [south, north] = [36.02, 36.021]
  return {
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, south],
        [end, south],
        [end, north],
        [west, north],
        [west, south],
      ],
    ],
  }
}
const reported = async (east: number, { width = 1, on = '2025-05-01', by = analyst } = {}) => {
  const reply = await by.call('POST /reports', {
    body: { district: DISTRICT, geometry: square(east, width), reportedOn: on, type: '20' },
  })
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.problem))
  return reply.body.report
}
const read = (client: Client, reportId: string) =>
  client.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })
const ties = async (client: Client, reportId: string) =>
  (await client.call('GET /reports/:district/:reportId/ties', { params: { district: DISTRICT, reportId } }))
    .body
const list = async (query: Record<string, string> = {}, client = analyst) =>
  (await client.call('GET /reports', { query: { district: DISTRICT, ...query } })).body
const decide = async (act: 'confirm' | 'break', reportId: string, otherId: string, by = analyst) => {
  const { version } = (await read(analyst, reportId)).body.report
  return by.call(`POST /reports/:district/:reportId/duplicates/:otherId/${act}`, {
    params: { district: DISTRICT, reportId, otherId },
    headers: ifMatch(reportId, version),
    body: { reason: '现场核对' },
  })
}

describe('a report of ground that is on file already', () => {
  test('is linked when it is made, shown on both, and not counted twice', async () => {
    const first = await reported(0)
    const alone = (await list()).totalAreaM2
    const second = await reported(0.1, { on: '2025-06-01' })
    expect(second.standing).toBe('duplicate')
    expect((await read(analyst, first.reportId)).body.report.standing).toBe('own')

    const [ofSecond] = (await ties(analyst, second.reportId)).duplicates
    expect(ofSecond).toMatchObject({
      partner: { reportId: first.reportId, reportNo: first.reportNo },
      isEarlier: true,
      state: 'found',
      shareOfThis: expect.closeTo(0.9, 3),
      shareOfPartner: expect.closeTo(0.9, 3),
    })
    expect(ofSecond!.partner.geometry.coordinates[0]![0]).toHaveLength(5)
    const [ofFirst] = (await ties(analyst, first.reportId)).duplicates
    expect(ofFirst).toMatchObject({ partner: { reportId: second.reportId }, isEarlier: false })

    const { reports, total, uncounted, totalAreaM2, counts } = await list()
    expect([reports.length, total, uncounted]).toEqual([2, 2, 1])
    expect(totalAreaM2).toBeCloseTo(alone, 6)
    for (const facet of ['verdict', 'township', 'state', 'source'] as const)
      expect(counts[facet].reduce((sum, { count }) => sum + count, 0)).toBe(1)
    expect(Object.fromEntries(counts.tie.map(({ key, count }) => [key, count]))).toEqual({
      duplicate: 2,
      unconfirmed: 1,
    })
    expect((await list({ tie: 'unconfirmed' })).reports.map(({ reportId }) => reportId)).toEqual([
      second.reportId,
    ])
    expect((await list({ tie: 'duplicate' })).total).toBe(2)
  })

  test.each([
    ['too little of it is there', 0.25, {}],
    ['it only touches', 1, {}],
    ['it is larger: most of it is new', 0, { width: 3 }],
    ['too long ago', 0, { on: '2026-05-02' }],
  ] as const)('is a report of its own where %s', async (_why, east, over) => {
    await reported(0)
    const second = await reported(east, over)
    expect(second.standing).toBe('own')
    expect((await ties(analyst, second.reportId)).duplicates).toEqual([])
    expect((await list()).uncounted).toBe(0)
  })

  test('shows both shares where the earlier one is much larger', async () => {
    await reported(0, { width: 5 })
    const [link] = (await ties(analyst, (await reported(1)).reportId)).duplicates
    expect([link!.shareOfThis, link!.shareOfPartner]).toEqual([expect.closeTo(1, 3), expect.closeTo(0.2, 3)])
  })

  test('from a township is linked with one that it may not see, and learns nothing of that', async () => {
    const first = await reported(0)
    const second = await reported(0, { by: clerk })
    expect(second.standing).toBe('duplicate')
    expect(await ties(clerk, second.reportId)).toMatchObject({ duplicates: [], hidden: 1 })
    const hidden = await clerk.call('GET /reports/:district/:reportId/ties', {
      params: { district: DISTRICT, reportId: first.reportId },
    })
    expect(hidden.status).toBe(404)
    expect((await ties(analyst, second.reportId)).duplicates).toHaveLength(1)
  })
})

describe('a person', () => {
  test('breaks a link: both count, until he says otherwise; with reason, name and trail', async () => {
    const first = await reported(0)
    const second = await reported(0)
    const { status, body } = await decide('break', second.reportId, first.reportId)
    expect(status).toBe(200)
    expect(body.report).toMatchObject({ standing: 'own', version: 2 })
    expect((await list()).uncounted).toBe(0)
    const [link] = (await ties(analyst, first.reportId)).duplicates
    expect(link).toMatchObject({ state: 'broken', reason: '现场核对', decidedBy: '王晓' })
    // Judged again, it stays broken.
    await db.query(
      `update work.job set state = 'done', lease_until = null, worker = null, ended_at = now() where state = 'ready'`,
    )
    const { evaluateReports } = await import('../../server/evaluate.ts')
    await evaluateReports(db, { district: DISTRICT })
    expect((await list()).uncounted).toBe(0)

    expect((await decide('break', first.reportId, second.reportId)).status).toBe(409)
    expect((await decide('confirm', first.reportId, second.reportId)).status).toBe(200)
    expect((await list()).uncounted).toBe(1)
    const { rows } = await db.query<{ stream: string; action: string; reason: string }>(
      `select stream, action, reason from audit.event where action like 'duplicate.%' order by seq, stream`,
    )
    expect(rows).toEqual(
      [
        ['duplicate.break', first],
        ['duplicate.break', second],
        ['duplicate.confirm', first],
        ['duplicate.confirm', second],
      ].map(([action, report]) => ({
        stream: `report:${DISTRICT}/${(report as typeof first).reportId}`,
        action,
        reason: '现场核对',
      })),
    )
  })

  test('confirms once; who looked at an older state is told so; others may not', async () => {
    const first = await reported(0)
    const second = await reported(0)
    const params = { district: DISTRICT, reportId: second.reportId, otherId: first.reportId }
    const call = (by: Client, headers: Record<string, string>) =>
      by.call('POST /reports/:district/:reportId/duplicates/:otherId/confirm', {
        params,
        headers,
        body: { reason: '同一建筑' },
      })
    const key = { ...ifMatch(second.reportId, 1), 'idempotency-key': 'once' }
    const [one, again] = [await call(analyst, key), await call(analyst, key)]
    expect([one.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true'])
    expect((await call(analyst, ifMatch(second.reportId, 1))).status).toBe(412)
    expect((await call(clerk, ifMatch(second.reportId, 2))).status).toBe(403)
    expect((await decide('confirm', first.reportId, '999999')).status).toBe(404)
    const third = await reported(10)
    expect((await decide('confirm', first.reportId, third.reportId)).status).toBe(409)
  })

  test('of a chain, the third counts where the second does not, and no more once it does', async () => {
    const [first, second, third] = [await reported(0), await reported(0.15), await reported(0.3)]
    const standing = async () =>
      (await Promise.all([first, second, third].map(({ reportId }) => read(analyst, reportId)))).map(
        ({ body }) => body.report.standing,
      )
    expect(await standing()).toEqual(['own', 'duplicate', 'own'])
    await decide('break', second.reportId, first.reportId)
    expect(await standing()).toEqual(['own', 'own', 'duplicate'])
  })
})

describe('many at once', () => {
  const LONG_MS = 200_000
  test('of reports of one ground sent at once one counts', { timeout: LONG_MS }, async () => {
    const sent = await Promise.all(Array.from({ length: 6 }, () => reported(0)))
    const standing = (await list()).reports.map((report) => report.standing).sort()
    expect(standing).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate', 'own'])
    const first = sent.map(({ reportId }) => Number(reportId)).sort((a, b) => a - b)[0]!
    expect((await read(analyst, String(first))).body.report.standing).toBe('own')
  })

  test('two files of the same ground, imported at once, count once', { timeout: LONG_MS }, async () => {
    const places = Array.from({ length: 30 }, (_, n) => n * 2)
    const file = (batch: string) => ({
      name: `${batch}.geojson`,
      content: JSON.stringify({
        type: 'FeatureCollection',
        features: places.map((place, n) => ({
          type: 'Feature',
          properties: { JCBH: `${batch}${n}` },
          geometry: square(place),
        })),
      }),
    })
    const jobs = await Promise.all(
      ['a', 'b'].map(async (batch) => {
        const { body } = await analyst.upload(
          'POST /reports/import',
          { district: DISTRICT, reportedOn: '2025-05-01', source: 'satellite' },
          file(batch),
        )
        return body.job.jobId
      }),
    )
    for (const jobId of jobs)
      await expect
        .poll(async () => (await analyst.call('GET /jobs/:jobId', { params: { jobId } })).body.job.state, {
          timeout: LONG_MS,
        })
        .toBe('done')
    const { total, uncounted } = await list()
    expect([total, uncounted]).toEqual([60, 30])
  })

  test('a report that is taken back leaves nothing behind, and what was counted in it counts again', async () => {
    const first = await reported(0)
    const second = await reported(0)
    await db.query('delete from land.evaluation where report_id = $1', [first.reportId])
    await db.query('delete from land.report where report_id = $1', [first.reportId])
    expect((await ties(analyst, second.reportId)).duplicates).toEqual([])
    expect((await read(analyst, second.reportId)).body.report.standing).toBe('own')
  })
})
