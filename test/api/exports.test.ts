import { createHash, randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ApprovalItem, Call, ExportItem } from '../../domain/api.ts'
import { asCaller, requestDatabase } from '../../server/db/acting.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

// What leaves the house is registered, and beyond a threshold approved by a second person.

const THRESHOLD = 3
const LOGINS = ['fenxi', 'fenxi2', 'bangongshi', 'nongye', 'xixiang', 'jianwei'] as const
type Login = (typeof LOGINS)[number]

let db: Database
let app: TestApp
const people = {} as Record<Login, Client>

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'fenxi2', { role: 'analyst', nameZh: '赵敏' })
  await givenPerson(db, 'bangongshi', { role: 'office', nameZh: '陈主任' })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  await givenPerson(db, 'xixiang', { role: 'township', township: WEST })
  await givenPerson(db, 'jianwei', { role: 'officer', unit: 'SV' })
  await givenPerson(db, 'xitong', { role: 'sysadmin' })
  app = await startApp(db, { twoPerson: { exportRows: THRESHOLD } })
  for (const login of LOGINS) people[login] = await app.signIn(login)
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  await db.query('delete from work.export')
  await db.query('delete from work.approval')
  await db.query('delete from work.transfer')
  await db.query('delete from land.report')
})

const given = (rows: number) => Promise.all(Array.from({ length: rows }, () => givenReport(db)))

const ask = (login: Login, over: Partial<NonNullable<Call<'POST /exports'>['body']>> = {}) =>
  people[login].call('POST /exports', {
    body: { district: DISTRICT, format: 'csv', purpose: '季度报表', recipient: '市自然资源局', ...over },
  })
const asked = async (login: Login, over: Parameters<typeof ask>[1] = {}): Promise<ExportItem> => {
  const { status, body, problem } = await ask(login, over)
  if (status !== 200) throw new Error(JSON.stringify(problem))
  return body.export
}
const file = (login: Login, { exportId }: ExportItem) => people[login].fetch(`/api/exports/${exportId}/file`)
const codeOf = async (response: Response) =>
  response.ok ? null : ((await response.json()) as { code: string }).code
const listed = async (login: Login) => (await people[login].call('GET /exports')).body.exports
const stateOf = async ({ exportId }: ExportItem) =>
  (await listed('fenxi2')).find((one) => one.exportId === exportId)?.state
const waiting = async (login: Login): Promise<ApprovalItem> => {
  const { approvals } = (await people[login].call('GET /approvals', { query: { open: 'true' } })).body
  return approvals[0]!
}
const answer = (
  login: Login,
  what: 'approve' | 'refuse' | 'withdraw',
  { approvalId, version }: ApprovalItem,
) =>
  people[login].call(`POST /approvals/:approvalId/${what}`, {
    params: { approvalId },
    headers: ifMatch(approvalId, version),
    body: { note: '核对过' },
  })

/** A layer under every report given here, of which each has its share. */
async function givenLabelledLayer(label: string, reportIds: readonly string[]): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `insert into land.layer_version (district, role, version, status, valid_from, source, file_name, source_crs, imported_by, label, release_no)
     select $1, 'roads', coalesce(max(version), 0) + 1, 'published', '2020-01-01', 'test', 'test', '4490', 'test', $2, '1号'
       from land.layer_version where district = $1 and role = 'roads' returning layer_version_id as id`,
    [DISTRICT, label],
  )
  await db.query(
    `with judged as (
       insert into land.evaluation (district, report_id, as_of, engine, step, report_sha256, rules_version, verdict, layers, permits)
       select $1, id, '2025-05-01', 'test', 1, 'x', 'x', 'clear', '[]', '[]' from unnest($2::bigint[]) id returning evaluation_id)
     insert into land.fact (district, evaluation_id, layer_version_id, feature_id, area_m2)
     select $1, evaluation_id, $3, 1, 10 from judged`,
    [DISTRICT, reportIds, rows[0]!.id],
  )
}

describe('the threshold', () => {
  test.each([
    [THRESHOLD, 'ready'],
    [THRESHOLD + 1, 'waiting'],
  ] as const)('%i rows are %s', async (rows, state) => {
    await given(rows)
    const one = await asked('fenxi')
    expect(one).toMatchObject({ rows, state, label: 'internal', mayTake: state === 'ready' })
    expect(one.approvalId === null).toBe(state === 'ready')
    expect(await codeOf(await file('fenxi', one))).toBe(state === 'ready' ? null : 'conflict')
  })

  test.each([
    ['public', 'internal', 'ready'],
    ['internal', 'internal', 'ready'],
    ['sensitive', 'sensitive', 'waiting'],
    ['important', 'important', 'waiting'],
  ] as const)('one row on a layer that is %s is %s: %s', async (label, ofExport, state) => {
    const reportIds = await given(2)
    await givenLabelledLayer(label, reportIds.slice(0, 1))
    expect(await asked('fenxi')).toMatchObject({ rows: 2, label: ofExport, state })
  })

  test('counts what the person sees, by the filter of the list', async () => {
    await given(THRESHOLD)
    const east = await givenReport(db, { township: EAST })
    expect(await asked('fenxi', { filter: { township: EAST } })).toMatchObject({ rows: 1, state: 'ready' })
    expect(await asked('fenxi')).toMatchObject({ rows: THRESHOLD + 1, state: 'waiting' })
    await db.query(`update land.report set rules = '{RP-01}' where report_id = $1`, [east])
    expect(await asked('nongye')).toMatchObject({ rows: THRESHOLD, state: 'ready' })
  })

  test('of nothing there is no export, and none without purpose and recipient', async () => {
    expect((await ask('fenxi')).problem.code).toBe('invalid-request')
    await given(1)
    for (const [field, value] of [
      ['purpose', ' '],
      ['recipient', ''],
    ])
      expect((await ask('fenxi', { [field!]: value })).problem.errors?.[0]?.pointer).toBe(`/${field}`)
  })
})

describe('the second person', () => {
  test('approves, and whoever asked takes it; both stand in the trail', async () => {
    await given(THRESHOLD + 1)
    const one = await asked('fenxi', { filter: { state: 'reported', search: 'T-' } })
    const approval = await waiting('bangongshi')
    expect(approval).toMatchObject({ kind: 'report.export', reason: '季度报表', mayDecide: true })
    const { body } = await people.bangongshi.call('GET /approvals/:approvalId', {
      params: { approvalId: approval.approvalId },
    })
    expect(body.evidence!.facts.map(({ key, then }) => [key, then])).toEqual([
      ['rows', THRESHOLD + 1],
      ['label', 'internal'],
      ['recipient', '市自然资源局'],
      ['format', 'csv'],
      ['filter', 'state=reported&search=T-'],
    ])
    expect((await answer('fenxi', 'approve', approval)).problem.code).toBe('second-person-needed')
    expect((await answer('bangongshi', 'approve', approval)).status).toBe(200)
    expect((await listed('fenxi'))[0]).toMatchObject({ state: 'ready', approvedBy: '陈主任', mayTake: true })
    expect((await file('fenxi', one)).status).toBe(200)
    const { rows } = await db.query(
      `select action, actor, detail::jsonb ->> 'askedBy' as asked from audit.event
        where object = $1 order by at, seq`,
      [`export:${DISTRICT}/${one.exportId}`],
    )
    expect(rows).toEqual([
      { action: 'export.ask', actor: 'fenxi', asked: null },
      { action: 'approval.ask', actor: 'fenxi', asked: null },
      { action: 'approval.approve', actor: 'bangongshi', asked: 'fenxi' },
      { action: 'export.release', actor: 'bangongshi', asked: 'fenxi' },
      { action: 'export.hand', actor: 'fenxi', asked: null },
    ])
  })

  test.each([
    ['refuse', 'fenxi2', 'refused'],
    ['withdraw', 'fenxi', 'withdrawn'],
  ] as const)('may %s: it stays where it is', async (what, login, state) => {
    await given(THRESHOLD + 1)
    const one = await asked('fenxi')
    expect((await answer(login, what, await waiting(login))).status).toBe(200)
    expect(await stateOf(one)).toBe(state)
    expect(await codeOf(await file('fenxi', one))).toBe('conflict')
  })

  test('who does not answer in time leaves it expired', async () => {
    await given(THRESHOLD + 1)
    const one = await asked('fenxi')
    await db.query(
      `update work.approval set asked_at = now() - interval '8 days', expires_at = now() - interval '1 second'`,
    )
    expect(await stateOf(one)).toBe('expired')
    expect(await codeOf(await file('fenxi', one))).toBe('conflict')
  })

  test('is not asked by a unit that receives compartments: nobody else hears of what it has', async () => {
    const reportIds = await given(THRESHOLD + 1)
    const send = (ids: readonly string[]) =>
      db.query(
        `insert into work.transfer (district, report_id, to_org, from_org, is_compartment, ask, state, asked_by, sent_by, sent_at)
         select $1, id, sv.org_id, nr.org_id, true, 'x', 'sent', a.person_id, b.person_id, now()
           from unnest($2::bigint[]) id, work.organisation sv, work.organisation nr, work.person a, work.person b
          where sv.code = 'SV' and nr.code = 'NR' and a.login = 'fenxi' and b.login = 'bangongshi'`,
        [DISTRICT, ids],
      )
    await send(reportIds.slice(0, THRESHOLD))
    const one = await asked('jianwei')
    expect(one).toMatchObject({ rows: THRESHOLD, state: 'ready' })
    expect((await file('jianwei', one)).status).toBe(200)
    expect(await listed('jianwei')).toHaveLength(1)
    for (const login of ['fenxi', 'bangongshi'] as const) {
      expect(await listed(login)).toEqual([])
      expect(await codeOf(await file(login, one))).toBe('not-found')
    }
    await send(reportIds.slice(THRESHOLD))
    expect((await ask('jianwei')).problem.code).toBe('forbidden')
    expect(await waiting('bangongshi')).toBeUndefined()
  })
})

describe('the file', () => {
  test.each([
    ['fenxi', null],
    ['fenxi2', 'forbidden'],
    ['bangongshi', 'forbidden'],
    ['nongye', 'not-found'],
    ['xixiang', 'not-found'],
  ] as const)('of fenxi is answered %s with %s', async (login, code) => {
    await given(1)
    const one = await asked('fenxi')
    expect(await codeOf(await file(login, one))).toBe(code)
    expect(await listed(login)).toHaveLength(code === 'not-found' ? 0 : 1)
  })

  test.each([
    ['until then', `interval '1 minute'`, 200],
    ['and not after', `interval '-1 second'`, 409],
  ])('is there %s', async (_when, until, status) => {
    await given(1)
    const one = await asked('fenxi')
    await db.query(`update work.export set expires_at = now() + ${until}`)
    expect((await file('fenxi', one)).status).toBe(status)
    expect(await stateOf(one)).toBe(status === 200 ? 'ready' : 'expired')
  })

  test('wants a fresh proof of who it is', async () => {
    await given(1)
    const one = await asked('fenxi')
    await db.query(`update work.session set proved_at = now() - interval '6 minutes'`)
    expect(await codeOf(await file('fenxi', one))).toBe('step-up-required')
    expect((await listed('fenxi'))[0]).toMatchObject({ handedAt: null, sha256: null })
    await db.query('update work.session set proved_at = now()')
    expect((await file('fenxi', one)).status).toBe(200)
  })

  test.each(['csv', 'geojson'] as const)(
    'as %s bears its watermark, and its hash is on record',
    async (format) => {
      await given(2)
      const one = await asked('fenxi', { format, purpose: '=1+1 "例会"', recipient: '市局,耕保科' })
      const response = await file('fenxi', one)
      const bytes = Buffer.from(await response.arrayBuffer())
      const sha256 = createHash('sha256').update(bytes).digest()
      expect(response.headers.get('repr-digest')).toBe(`sha-256=:${sha256.toString('base64')}:`)
      expect(response.headers.get('content-disposition')).toContain(`reports-${one.exportId}.${format}`)
      const [now] = await listed('fenxi')
      expect(now).toMatchObject({ sha256: sha256.toString('hex'), bytes: bytes.length })
      const text = bytes.toString('utf8')
      const mark = { exportId: one.exportId, by: '王晓', recipient: '市局,耕保科', purpose: '=1+1 "例会"' }
      if (format === 'geojson')
        expect(JSON.parse(text)).toMatchObject({ type: 'FeatureCollection', tuban: mark, features: [{}, {}] })
      else {
        const lines = text.split('\r\n')
        expect(lines).toHaveLength(5)
        expect(lines[3]).toMatch(/^"# 图斑导出 /)
        for (const word of [`${DISTRICT}/${one.exportId}`, '王晓', '内部', '市局,耕保科', '=1+1 ""例会""'])
          expect(lines[3]).toContain(word)
      }
      // Nothing of it is left on the server, soon after the last byte went out.
      await expect
        .poll(async () => (await readdir(app.uploadFolder)).filter((name) => name.startsWith('export-')))
        .toEqual([])
    },
  )

  test('holds only what its taker still sees', async () => {
    const [first] = await given(2)
    await db.query(`update land.report set rules = '{NG-04}'`)
    const one = await asked('nongye', { format: 'geojson' })
    await db.query(`update land.report set rules = '{RP-01}' where report_id = $1`, [first])
    const { features } = (await (await file('nongye', one)).json()) as { features: unknown[] }
    expect(features).toHaveLength(1)
  })

  test('is not handed out where the trail cannot be written', async () => {
    await given(1)
    const one = await asked('fenxi')
    await db.query(`alter table audit.event add constraint broken check (action <> 'export.hand') not valid`)
    try {
      expect((await file('fenxi', one)).status).toBe(500)
    } finally {
      await db.query('alter table audit.event drop constraint broken')
    }
    expect((await listed('fenxi'))[0]).toMatchObject({ handedAt: null })
  })
})

describe('asking', () => {
  test('twice under one key registers one', async () => {
    await given(1)
    const headers = { 'idempotency-key': randomUUID() }
    const body = { district: DISTRICT, format: 'csv', purpose: '报表', recipient: '市局' } as const
    const [first, again] = [
      await people.fenxi.call('POST /exports', { headers, body }),
      await people.fenxi.call('POST /exports', { headers, body }),
    ]
    expect(again.body).toEqual(first.body)
    expect(await listed('fenxi')).toHaveLength(1)
  })

  test('is not for those who run the platform', async () => {
    const system = await app.signIn('xitong')
    expect((await system.call('GET /exports')).status).toBe(403)
    expect((await system.fetch('/api/exports/1/file')).status).toBe(403)
  })
})

describe('the database', () => {
  test('lets nothing be ready that waits, whoever says so', async () => {
    await given(THRESHOLD + 1)
    const { exportId } = await asked('fenxi')
    const { rows } = await db.query<{ person_id: string }>(
      `select person_id from work.person where login = 'fenxi'`,
    )
    const caller = {
      personId: rows[0]!.person_id,
      forId: null,
      orgId: '0',
      role: 'analyst',
      district: DISTRICT,
      township: null,
      clearance: 'important' as const,
    }
    await expect(
      asCaller(caller, () =>
        requestDatabase(db).query('update work.export set ready_at = now() where export_id = $1', [exportId]),
      ),
    ).rejects.toThrow('row-level security')
  })
})
