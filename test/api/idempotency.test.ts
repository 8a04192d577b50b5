import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api, type IdempotentRoute } from '../../domain/api.ts'
import type { Database } from '../../server/db/database.ts'
import { sweepAnswers } from '../../server/queries/idempotency.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
let other: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '张三' })
  await givenPerson(db, 'fenxi2', { role: 'analyst', nameZh: '李四' })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  other = await app.signIn('fenxi2')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const DECIDE = 'POST /reports/:district/:reportId/decisions'
const keyed = (key: string) => ({ 'idempotency-key': key })

const decide = (reportId: string, key: string, { by = analyst, version = 1, reason = '待核' } = {}) =>
  by.call(DECIDE, {
    params: { district: DISTRICT, reportId },
    headers: { ...ifMatch(reportId, version), ...keyed(key) },
    body: { decision: 'suspected', reason },
  })

const assign = (reportIds: readonly string[], key: string) =>
  analyst.call('POST /assignments', {
    headers: keyed(key),
    body: {
      district: DISTRICT,
      reports: reportIds.map((reportId) => ({ reportId, version: 1 })),
      township: WEST,
      task: '核查',
      dueOn: '2026-07-01',
    },
  })

const countOf = async (table: string, reportId: string) => {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from ${table} where report_id = $1`,
    [reportId],
  )
  return rows[0]!.n
}
const decisionsOn = (reportId: string) => countOf('work.decision', reportId)

const square = (lon: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, 36.02],
      [lon + 0.001, 36.02],
      [lon + 0.001, 36.021],
      [lon, 36.021],
      [lon, 36.02],
    ],
  ],
})
const NEW = { district: DISTRICT, reportedOn: '2026-05-01' } as const

describe('a request that is sent again', () => {
  test('is answered as before, byte for byte and with its ETag, and nothing is done again', async () => {
    const reportId = await givenReport(db)
    const key = randomUUID()
    const first = await decide(reportId, key)
    expect(first.status).toBe(200)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    // Meanwhile somebody else goes on: the answer is still the one of the first time.
    await decide(reportId, randomUUID(), { by: other, version: 2 })
    const again = await decide(reportId, key)
    expect(again.status).toBe(200)
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body))
    expect(again.headers.get('etag')).toBe(`"${reportId}.2"`)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await decisionsOn(reportId)).toBe(2)
    expect(await countOf('land.report', reportId)).toBe(1)
  })

  test('makes no second report, with what was noticed of the first', async () => {
    const key = randomUUID()
    const send = () =>
      analyst.call('POST /reports', { headers: keyed(key), body: { ...NEW, geometry: square(113.02) } })
    const first = await send()
    const again = await send()
    expect(again.body).toEqual(first.body)
    expect(again.body.evaluation).not.toBeNull()
    const { rows } = await db.query('select from land.report where source = $1', ['drawn'])
    expect(rows).toHaveLength(1)
  })

  test('in bulk hands nothing over twice, also where a part was refused', async () => {
    const [free, taken] = [await givenReport(db), await givenReport(db)]
    await assign([taken], randomUUID())
    const key = randomUUID()
    const first = await assign([free, taken], key)
    expect(first.body).toMatchObject({
      assigned: 1,
      refused: [{ reportId: taken, code: 'already-assigned' }],
    })
    expect((await assign([free, taken], key)).body).toEqual(first.body)
    expect(await countOf('work.assignment', free)).toBe(1)
  })

  test('with a file makes no second job, and the file that came again is not kept', async () => {
    const key = randomUUID()
    const send = (content: string) =>
      analyst.upload(
        'POST /reports/import',
        { district: DISTRICT, reportedOn: '2026-05-01' },
        { name: 'a.geojson', content },
        keyed(key),
      )
    const first = await send('{"type":"FeatureCollection","features":[]}')
    expect(first.status).toBe(202)
    const again = await send('{"type":"FeatureCollection","features":[]}')
    expect(again.status).toBe(202)
    expect(again.body).toEqual(first.body)
    expect(await readdir(app.uploadFolder)).toHaveLength(1)
    const changed = await send('{"type":"FeatureCollection","features":[ ]}')
    expect(changed.problem).toMatchObject({ code: 'key-reused', status: 422 })
    expect(await readdir(app.uploadFolder)).toHaveLength(1)
  })
})

describe('a key', () => {
  test.each(Object.keys(api).filter((route) => 'idempotent' in api[route as IdempotentRoute]))(
    'is required by %s',
    async (route) => {
      const [, template] = route.split(' ') as [string, string]
      const isUpload = 'form' in api[route as IdempotentRoute]
      const response = await analyst.fetch(`/api${template.replace(/:\w+/g, '1')}`, {
        method: 'POST',
        headers: isUpload ? { 'x-requested-by': 'test' } : { 'content-type': 'application/json' },
        body: isUpload ? new FormData() : '{}',
      })
      // Where an analyst may not call it, that is said first.
      const { code } = (await response.json()) as { code: string }
      expect(['key-required', 'forbidden']).toContain(code)
    },
  )

  test.each(['', 'a key with blanks', 'x'.repeat(129)])('may not be “%s”', async (key) => {
    const reportId = await givenReport(db)
    expect((await decide(reportId, key)).problem).toMatchObject({ code: 'key-required', status: 400 })
  })

  test('stands for one request: another reason, another report, another version are others', async () => {
    const [reportId, second] = [await givenReport(db), await givenReport(db)]
    const key = randomUUID()
    await decide(reportId, key)
    const others = [
      await decide(reportId, key, { reason: '另有原因' }),
      await decide(second, key),
      await decide(reportId, key, { version: 2 }),
    ]
    for (const { problem } of others) expect(problem).toMatchObject({ code: 'key-reused', status: 422 })
    expect([await decisionsOn(reportId), await decisionsOn(second)]).toEqual([1, 0])
  })

  test('is its person’s and its endpoint’s own', async () => {
    const reportId = await givenReport(db)
    const key = randomUUID()
    await decide(reportId, key)
    expect((await decide(reportId, key, { by: other, version: 2 })).body.report.version).toBe(3)
    const undone = await analyst.call('POST /reports/:district/:reportId/decisions/undo', {
      params: { district: DISTRICT, reportId },
      headers: { ...ifMatch(reportId, 3), ...keyed(key) },
    })
    expect(undone.body.report.version).toBe(4)
  })

  test('of a request that was refused is free: nothing was done', async () => {
    const reportId = await givenReport(db)
    const key = randomUUID()
    expect((await decide(reportId, key, { version: 9 })).status).toBe(412)
    expect((await decide(reportId, key)).status).toBe(200)
    expect(await decisionsOn(reportId)).toBe(1)
  })

  test('is kept for 14 days', async () => {
    const [recent, old] = [randomUUID(), randomUUID()]
    const [first, second] = [await givenReport(db), await givenReport(db)]
    await decide(first, recent)
    await decide(second, old)
    const age = (key: string, days: string) =>
      db.query('update work.idempotency set created_at = now() - $2::interval where key = $1', [key, days])
    await age(recent, '13 days 23 hours')
    await age(old, '14 days 1 minute')
    expect(await sweepAnswers(db, 14)).toBe(1)
    expect((await decide(first, recent)).headers.get('idempotency-replayed')).toBe('true')
    expect((await decide(second, old)).status).toBe(412)
  })
})

describe('the same request at once', () => {
  test('is done once; the others get its answer or are told that it runs', async () => {
    const reportId = await givenReport(db)
    const key = randomUUID()
    const replies = await Promise.all(Array.from({ length: 12 }, () => decide(reportId, key)))
    for (const { status, problem } of replies) if (status !== 200) expect(problem.code).toBe('key-running')
    expect(replies.some(({ status }) => status === 200)).toBe(true)
    expect(await decisionsOn(reportId)).toBe(1)
  })

  test.runIf(process.env['DATABASE_URL'])('is refused while the first is under way', async () => {
    const reportId = await givenReport(db)
    const key = randomUUID()
    const holder = await db.pool.connect()
    await holder.query('begin')
    await holder.query('select from land.report where report_id = $1 for update', [reportId])
    const first = decide(reportId, key)
    const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    await expect.poll(async () => (await db.query(waits)).rows.length).toBe(1)
    const second = await decide(reportId, key)
    expect(second.problem).toMatchObject({ code: 'key-running', status: 409 })
    expect(second.headers.get('retry-after')).toBe('1')
    await holder.query('commit')
    holder.release()
    expect((await first).status).toBe(200)
    expect((await decide(reportId, key)).headers.get('idempotency-replayed')).toBe('true')
  })
})

describe('what breaks in between', () => {
  test('before the commit leaves neither the change nor its answer; the retry does both', async () => {
    const reportId = await givenReport(db)
    const key = randomUUID()
    await db.query(`alter table work.idempotency add constraint broken check (key <> '${key}') not valid`)
    expect((await decide(reportId, key)).status).toBe(500)
    expect(await decisionsOn(reportId)).toBe(0)
    await db.query('alter table work.idempotency drop constraint broken')
    expect((await decide(reportId, key)).headers.get('idempotency-replayed')).toBeNull()
    expect(await decisionsOn(reportId)).toBe(1)
  })

  test('after it, an answer that never arrived comes with the retry', async () => {
    const reportId = await givenReport(db)
    const key = randomUUID()
    await sendAndHangUp(reportId, key)
    const again = await decide(reportId, key)
    expect(again.body.report).toMatchObject({ version: 2, decision: 'suspected' })
    expect(await decisionsOn(reportId)).toBe(1)
  })

  /** The line goes dead with the first byte of the answer. */
  function sendAndHangUp(reportId: string, key: string): Promise<void> {
    return new Promise((resolve) => {
      const sent = request(`${app.origin}/api/reports/${DISTRICT}/${reportId}/decisions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          cookie: analyst.cookie!,
          ...ifMatch(reportId, 1),
          ...keyed(key),
        },
      })
      sent.on('response', () => sent.destroy())
      sent.on('close', () => resolve())
      sent.end(JSON.stringify({ decision: 'suspected', reason: '待核' }))
    })
  }
})
