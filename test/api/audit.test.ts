import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api, type Answer, type Call, type Certificate, type Route } from '../../domain/api.ts'
import { CASE_ROLES } from '../../domain/person.ts'
import { addAnchor } from '../../server/audit/anchors.ts'
import { localActor, recordAll, type AuditEvent } from '../../server/audit/record.ts'
import { sealPending } from '../../server/audit/seal.ts'
import type { Database } from '../../server/db/database.ts'
import { temporaryFolder } from '../intake/files.ts'
import { freshDatabase } from '../support/database.ts'
import { AUDIT_KEY, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from './given.ts'

const run = promisify(execFile)
const folder = temporaryFolder()

let db: Database
let app: TestApp
let auditor: Client
let lagMs = 0

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  for (const role of ['auditor', 'analyst', 'sysadmin', 'secadmin', 'office'] as const)
    await givenPerson(db, role, { role })
  app = await startApp(db, { withJobs: true, sealLagMs: () => lagMs })
  auditor = await app.signIn('auditor')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const anEvent = (stream: string, over: Partial<AuditEvent> = {}): AuditEvent => ({
  stream,
  by: { ...localActor('wang'), org: `${DISTRICT}/NR/analyst`, ip: '10.1.2.3' },
  action: 'report.decide',
  object: stream,
  ...over,
})
const write = (...events: AuditEvent[]) => db.transaction((tx) => recordAll(tx, events))

type Filter = NonNullable<Call<'GET /audit/events'>['query']>
const search = async (query: Filter = {}): Promise<Answer<'GET /audit/events'>> =>
  (await auditor.call('GET /audit/events', { query: query as Record<string, string> })).body

async function verified(): Promise<Certificate> {
  const { verification } = (await auditor.call('POST /audit/verify')).body
  for (;;) {
    const params = { jobId: verification.jobId }
    const now = (await auditor.call('GET /audit/verifications/:jobId', { params })).body.verification
    if (now.endedAt !== null) {
      expect(now.problem).toBe(null)
      return now.certificate!
    }
    await sleep(50)
  }
}

describe('search', () => {
  const CASE = `report:${DISTRICT}/7001`

  test('finds by every field of an event, and only what it should', async () => {
    await write(
      anEvent(CASE, { reason: '未批先建_100%', detail: { decision: 'suspected' } }),
      anEvent(CASE, {
        by: { ...localActor('li'), org: `${DISTRICT}/AG/agriculture/for:9`, ip: '10.9.9.9' },
        outcome: 'refused',
      }),
      anEvent(`report:${DISTRICT}/7002`, { action: 'report.assign' }),
    )
    const own = (filter: Filter) =>
      search({ ...filter }).then(({ events }) =>
        events
          .filter(({ object }) => object?.startsWith(`report:${DISTRICT}/700`))
          .map(({ stream, seq }) => `${stream.slice(-4)}.${seq}`),
      )
    expect(await own({})).toEqual(['7002.1', '7001.2', '7001.1'])
    expect(await own({ actor: 'li' })).toEqual(['7001.2'])
    expect(await own({ org: 'NR' })).toEqual(['7002.1', '7001.1'])
    expect(await own({ org: 'A' })).toEqual([])
    expect(await own({ action: 'report.assign,report.withdraw' })).toEqual(['7002.1'])
    expect(await own({ stream: CASE })).toEqual(['7001.2', '7001.1'])
    expect(await own({ object: CASE, outcome: 'refused' })).toEqual(['7001.2'])
    expect(await own({ ip: '10.9.9.9' })).toEqual(['7001.2'])
    expect(await own({ text: '先建_1' })).toEqual(['7001.1'])
    expect(await own({ text: '先建X1' })).toEqual([])
    expect(await own({ text: '0%' })).toEqual(['7001.1'])
    expect(await own({ text: 'SUSPECTED' })).toEqual(['7001.1'])
    const { at } = (await search({ stream: CASE })).events[1]!
    expect(await own({ from: at, stream: CASE })).toEqual(['7001.2', '7001.1'])
    expect(await own({ to: at })).toEqual([])
    const { counts } = await search({ action: 'report.assign', text: `${DISTRICT}/700` })
    expect(counts).toContainEqual({ action: 'report.decide', count: 2 })
  })

  test('goes on page by page, without gap or double, while events are added', async () => {
    await write(
      ...Array.from({ length: 450 }, (_, n) =>
        anEvent(`report:${DISTRICT}/${8000 + (n % 7)}`, { reason: `n${n}` }),
      ),
    )
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Answer<'GET /audit/events'> = await search({ actor: 'wang', ...(cursor && { cursor }) })
      expect(page.counts === null).toBe(cursor !== null)
      seen.push(...page.events.map(({ stream, seq }) => `${stream}.${seq}`))
      await write(anEvent(`report:${DISTRICT}/9999`))
      cursor = page.next
    } while (cursor !== null)
    expect(seen).toHaveLength(452)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test.each([
    [{ cursor: 'bm9uZQ' }, '/query/cursor'],
    [{ from: 'yesterday' }, '/query/from'],
    [{ action: 'report.burn' }, '/query/action/0'],
  ])('%j is refused', async (query, pointer) => {
    const { problem } = await auditor.call('GET /audit/events', { query: query as Record<string, string> })
    expect(problem).toMatchObject({ code: 'invalid-request', errors: [{ pointer }] })
  })

  test('leaves an event of its own, with what was searched for', async () => {
    await search({ actor: 'wang', text: 'n1' })
    const [event] = (await search({ stream: 'audit' })).events
    expect(event).toMatchObject({ actor: 'auditor', action: 'audit.search' })
    expect(JSON.parse(event!.detail)).toMatchObject({ actor: 'wang', text: 'n1' })
  })

  test('tells by which seal an event is covered, and up to which seals are anchored', async () => {
    await write(anEvent(`report:${DISTRICT}/7100`))
    expect((await search({ stream: `report:${DISTRICT}/7100` })).events).toMatchObject([{ seal: null }])
    while ((await sealPending(db, AUDIT_KEY)) > 0);
    await addAnchor(db, app.anchorFile)
    const { events, newestAnchor } = await search({ stream: `report:${DISTRICT}/7100` })
    expect(events[0]!.seal).toBeGreaterThan(0)
    expect(newestAnchor).toBeGreaterThanOrEqual(events[0]!.seal!)
    const { seals } = (await auditor.call('GET /audit/seals')).body
    expect(seals[0]!.n).toBe(newestAnchor)
    expect((await auditor.call('GET /audit/anchors')).body.anchors).toEqual([
      { n: newestAnchor, root: seals[0]!.hash, at: seals[0]!.at, fits: true },
    ])
  })
})

describe('the auditor’s first page', () => {
  test('lists what administrators did since he was here before', async () => {
    const system = await app.signIn('sysadmin')
    const invite = (login: string) =>
      system.call('POST /accounts', { body: { login, nameZh: login, nameEn: login, phone: null } })
    await invite('before')
    auditor = await app.signIn('auditor')
    await invite('after')
    auditor = await app.signIn('auditor')
    const { administratorsActs, lastVisitAt, lastSeal } = (await auditor.call('GET /audit/state')).body
    expect(administratorsActs).toHaveLength(1)
    expect(administratorsActs[0]).toMatchObject({ actor: 'sysadmin', action: 'account.invite' })
    expect(JSON.parse(administratorsActs[0]!.detail)).toMatchObject({ login: 'after' })
    expect(lastVisitAt! < administratorsActs[0]!.at).toBe(true)
    expect(lastSeal!.n).toBeGreaterThan(0)
  })
})

describe('nobody else', () => {
  const routes = Object.keys(api).filter((route) => route.includes(' /audit/')) as Route[]

  test.each(['analyst', 'office', 'sysadmin', 'secadmin'])(
    '%s reads, verifies or exports it',
    async (login) => {
      const client = await app.signIn(login)
      for (const route of [...routes, 'GET /audit/bundle']) {
        const [method, path] = route.split(' ') as [string, string]
        const response = await client.fetch(`/api${path.replace(':jobId', '1')}`, {
          method,
          headers: { 'content-type': 'application/json' },
          ...(method === 'POST' && { body: '{}' }),
        })
        expect(response.status, route).toBe(403)
      }
    },
  )

  test('and he reads no case, layer or account’s job', async () => {
    const reportId = await givenReport(db)
    for (const path of [
      `/reports?district=${DISTRICT}`,
      `/reports/${DISTRICT}/${reportId}`,
      '/exports',
      '/exports/1/file',
      `/layers?district=${DISTRICT}`,
      `/identify?district=${DISTRICT}&lon=113.01&lat=36.01`,
      '/jobs/1',
    ])
      expect((await auditor.fetch(`/api${path}`)).status, path).toBe(403)
    expect(CASE_ROLES).not.toContain('auditor')
  })
})

describe('verification', () => {
  test('of what nobody touched is a certificate with the last seal', async () => {
    while ((await sealPending(db, AUDIT_KEY)) > 0);
    const certificate = await verified()
    const { seals } = (await auditor.call('GET /audit/seals')).body
    expect(certificate).toMatchObject({ intact: true, hmac: 'verified', findings: [], by: 'auditor' })
    expect(certificate.lastSeal).toEqual(seals[0])
    expect(certificate.events).toBeGreaterThan(450)
    const [event] = (await search({ action: 'audit.certify' })).events
    expect(JSON.parse(event!.detail)).toMatchObject({ intact: true, sha256: certificate.sha256 })
  })

  test('names the row and the field that somebody changed', async () => {
    const set = (reason: string) =>
      db.transaction(async (tx) => {
        await tx.query('set local session_replication_role = replica')
        await tx.query(`update audit.event set reason = $1 where reason = $2`, [
          reason,
          reason === 'n7' ? '合法' : 'n7',
        ])
      })
    await set('合法')
    const { intact, findings } = await verified()
    await set('n7')
    expect(intact).toBe(false)
    expect(findings).toMatchObject([{ kind: 'changed', stream: `report:${DISTRICT}/8000`, field: 'reason' }])
    const { verifications } = (await auditor.call('GET /audit/verifications')).body
    expect(verifications.map(({ certificate }) => certificate!.intact).slice(0, 2)).toEqual([false, true])
  })
})

describe('a bundle', () => {
  const bundle = async (query = '') => {
    const response = await auditor.fetch(`/api/audit/bundle${query}`)
    expect(response.headers.get('content-disposition')).toMatch(/audit-\d{4}-\d\d-\d\d\.jsonl/)
    await writeFile(folder.path('bundle.jsonl'), await response.text())
    await writeFile(folder.path('key'), AUDIT_KEY)
    const args = ['tools/audit-verify/main.ts', '--json', '--key-file', folder.path('key')]
    const { stdout } = await run(process.execPath, [...args, '--from-file', folder.path('bundle.jsonl')])
    return JSON.parse(stdout) as { intact: boolean; events: number; streams: number; excerpt: string | null }
  }

  test('holds while the server goes on, whole or in part', async () => {
    const [whole] = await Promise.all([
      bundle(),
      ...Array.from({ length: 5 }, () => write(anEvent(`report:${DISTRICT}/9999`))),
    ])
    expect(whole).toMatchObject({ intact: true, excerpt: null })
    const part = await bundle(`?stream=report:${DISTRICT}/8000,auth`)
    expect(part).toMatchObject({ intact: true, streams: 2 })
    expect(part.excerpt).toContain('auth')
    const { at } = (await search({ actor: 'wang', text: 'n300' })).events[0]!
    const recent = await bundle(`?from=${at}`)
    expect(recent.intact).toBe(true)
    expect(recent.events).toBeLessThan(whole.events)
  })

  test('leaves its event', async () => {
    await bundle('?stream=auth')
    const [event] = (await search({ action: 'audit.export' })).events
    expect(JSON.parse(event!.detail)).toEqual({ from: null, to: null, streams: ['auth'] })
  })
})

describe('while events are not sealed', () => {
  test('for 15 minutes nothing is changed, but what is there is read', async () => {
    const analyst = await app.signIn('analyst')
    const decide = async () => {
      const reportId = await givenReport(db)
      const { problem, status } = await analyst.call('POST /reports/:district/:reportId/decisions', {
        params: { district: DISTRICT, reportId },
        headers: { 'if-match': `"${reportId}.1"` },
        body: { decision: 'suspected' },
      })
      return status === 200 ? status : problem
    }
    lagMs = 15 * 60_000
    expect(await decide()).toBe(200)
    lagMs += 1
    expect(await decide()).toMatchObject({ code: 'audit-unsealed', status: 503 })
    expect((await analyst.call('GET /reports', { query: { district: DISTRICT } })).status).toBe(200)
    auditor = await app.signIn('auditor')
    expect((await auditor.call('GET /audit/state')).status).toBe(200)
    lagMs = 0
    expect(await decide()).toBe(200)
  })
})
