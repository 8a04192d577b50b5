import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ApprovalItem, Job } from '../../domain/api.ts'
import { expireOverdue } from '../../server/approvals/expiry.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

// Acts that one person asks for and another does; layers are published so.

let db: Database
let app: TestApp
const people: Record<string, Client> = {}

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'fenxi2', { role: 'analyst', nameZh: '赵敏' })
  await givenPerson(db, 'bangongshi', { role: 'office', nameZh: '陈主任' })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  await givenPerson(db, 'xixiang', { role: 'township', township: WEST })
  await givenPerson(db, 'xitong', { role: 'sysadmin' })
  app = await startApp(db, { withJobs: true, twoPerson: { layers: true } })
  for (const login of ['fenxi', 'fenxi2', 'bangongshi', 'nongye', 'xixiang', 'xitong'])
    people[login] = await app.signIn(login)
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  await db.query(`delete from work.approval`)
  await db.query(`delete from land.layer_version where role = 'basic-farmland'`)
})

const as = (login: string) => people[login]!

const farmland = (size: number) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: [0, 1].map((at) => ({
      type: 'Feature',
      properties: { BSM: `F${at}`, DLBM: '0103' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [113.01 + at * 0.02, 36.01],
            [113.01 + at * 0.02 + (at === 1 ? size : 0.01), 36.01],
            [113.01 + at * 0.02 + (at === 1 ? size : 0.01), 36.02],
            [113.01 + at * 0.02, 36.02],
            [113.01 + at * 0.02, 36.01],
          ],
        ],
      },
    })),
  })

async function ended(jobId: string): Promise<Job> {
  for (;;) {
    const { job } = (await as('fenxi').call('GET /jobs/:jobId', { params: { jobId } })).body
    if (job.state !== 'ready' && job.state !== 'running') return job
    await sleep(50)
  }
}

/** Imports a layer and answers the approval that it waits for. */
async function imported(size = 0.01): Promise<ApprovalItem> {
  const fields = { district: DISTRICT, role: 'basic-farmland', validFrom: '2024-01-01', source: '二调成果' }
  const { body } = await as('fenxi').upload('POST /layers', fields, {
    name: '基本农田.geojson',
    content: farmland(size),
  })
  expect(await ended(body.job.jobId)).toMatchObject({
    state: 'done',
    result: { waits: true, reevaluate: false },
  })
  return open(as('fenxi'))
}

const listed = async (client: Client, query: Record<string, string> = {}) =>
  (await client.call('GET /approvals', { query })).body
const open = async (client: Client) => (await listed(client, { open: 'true' })).approvals[0]!

type Act = 'approve' | 'refuse' | 'withdraw'
const act = (
  login: string,
  what: Act,
  { approvalId, version }: Pick<ApprovalItem, 'approvalId' | 'version'>,
  note = '已核对',
) =>
  as(login).call(`POST /approvals/:approvalId/${what}`, {
    params: { approvalId },
    headers: ifMatch(approvalId, version),
    body: { note },
  })

const layers = async () =>
  (await as('fenxi').call('GET /layers', { query: { district: DISTRICT } })).body.layers.filter(
    ({ role }) => role === 'basic-farmland',
  )

const change = async (login: string, what: 'publish' | 'withdraw', reason: string) => {
  const { layerVersionId, revision } = (await layers())[0]!
  return as(login).call(`POST /layers/:layerVersionId/${what}`, {
    params: { layerVersionId },
    headers: ifMatch(layerVersionId, revision),
    body: { reason },
  })
}

const stateOf = async ({ approvalId }: Pick<ApprovalItem, 'approvalId'>) =>
  (await db.query<{ state: string }>('select state from work.approval where approval_id = $1', [approvalId]))
    .rows[0]!.state

async function newestEvents(count: number) {
  const { rows } = await db.query<{ action: string; actor: string; object: string; detail: unknown }>(
    `select action, actor, object, detail::jsonb as detail from audit.event where stream = $1 order by seq desc limit $2`,
    [`layer:${DISTRICT}`, count],
  )
  return rows.reverse()
}

describe('a layer that was imported', () => {
  test('waits, serves nobody, and says for whom', async () => {
    const { approvalId } = await imported()
    expect(await layers()).toMatchObject([
      { status: 'waiting', serves: false, approval: { approvalId, kind: 'layer.publish', askedBy: '王晓' } },
    ])
    const tile = (id: string) => as('fenxi').fetch(`/api/tiles/layers/${id}/10/833/401.mvt`)
    expect((await tile((await layers())[0]!.layerVersionId)).status).toBe(404)
  })

  test('serves once a second person approved, and the trail names both', async () => {
    const asked = await imported()
    const { body } = await act('bangongshi', 'approve', asked)
    expect(body.approval).toMatchObject({
      state: 'approved',
      askedBy: '王晓',
      decidedBy: '陈主任',
      version: 2,
    })
    expect(await layers()).toMatchObject([{ status: 'published', serves: true, approval: null }])
    const object = `layer-version:${DISTRICT}/${String(asked.payload['layerVersionId'])}`
    const both = { askedBy: 'fenxi', askedByName: '王晓' }
    expect(await newestEvents(3)).toMatchObject([
      { action: 'approval.ask', actor: 'fenxi', object, detail: { kind: 'layer.publish' } },
      { action: 'approval.approve', actor: 'bangongshi', object, detail: both },
      {
        action: 'layer.publish',
        actor: 'bangongshi',
        object,
        detail: { ...both, way: 'two-person', approvedBy: 'bangongshi', approvedByName: '陈主任' },
      },
    ])
  })

  test('shows what would change against the version that serves', async () => {
    await act('fenxi2', 'approve', await imported())
    const { approvalId } = await imported(0.015)
    const { body } = await as('fenxi2').call('GET /approvals/:approvalId', { params: { approvalId } })
    const facts = Object.fromEntries(
      body.evidence!.facts.map(({ key, now, then }): [string, unknown] => [key, [now, then]]),
    )
    expect(facts).toMatchObject({
      version: [1, 2],
      features: [2, 2],
      source: ['二调成果', '二调成果'],
      added: [null, 0],
      removed: [null, 0],
      changed: [null, 1],
    })
    const [before, after] = facts['areaM2'] as [number, number]
    expect(after / before).toBeCloseTo(1.25, 3)
    expect(body.evidence!.bounds!.now![2]).toBeCloseTo(113.04, 9)
    expect(body.evidence!.bounds!.then![2]).toBeCloseTo(113.045, 9)
  })

  test('once refused may be asked for again, or set aside by one', async () => {
    const first = await imported()
    await act('fenxi2', 'refuse', first, '面积与台账不符')
    const { layerVersionId, status } = (await layers())[0]!
    expect(status).toBe('waiting')
    expect((await change('fenxi', 'publish', '')).problem.errors?.[0]?.pointer).toBe('/reason')
    expect((await change('fenxi', 'publish', '台账已更正')).status).toBe(200)
    expect(await open(as('fenxi'))).toMatchObject({ reason: '台账已更正', kind: 'layer.publish' })
    // While somebody is asked to publish it, it is not set aside behind his back.
    expect((await change('fenxi', 'withdraw', '')).problem.code).toBe('conflict')
    await act('fenxi', 'withdraw', await open(as('fenxi')))
    expect((await change('fenxi', 'withdraw', '')).body.layers).toContainEqual(
      expect.objectContaining({ layerVersionId, status: 'withdrawn' }),
    )
  })

  test('is taken out of service, and put back, by two', async () => {
    await act('fenxi2', 'approve', await imported())
    const ask = (what: 'publish' | 'withdraw') => change('fenxi2', what, '坐标整体偏移')
    await ask('withdraw')
    expect((await ask('withdraw')).problem.code).toBe('conflict')
    expect(await layers()).toMatchObject([{ status: 'published', serves: true }])
    expect((await act('fenxi2', 'approve', await open(as('fenxi2')))).problem.code).toBe(
      'second-person-needed',
    )
    await act('fenxi', 'approve', await open(as('fenxi')))
    expect(await layers()).toMatchObject([{ status: 'withdrawn', serves: false }])
    await ask('publish')
    await act('bangongshi', 'approve', await open(as('bangongshi')))
    expect(await layers()).toMatchObject([{ status: 'published', serves: true }])
  })
})

describe('deciding', () => {
  test.each<[string, Act, number, string | null]>([
    ['fenxi', 'approve', 403, 'second-person-needed'],
    ['fenxi', 'refuse', 403, 'second-person-needed'],
    ['nongye', 'approve', 404, 'not-found'], // of what does not concern her she does not hear
    ['xixiang', 'refuse', 404, 'not-found'],
    ['xitong', 'approve', 403, 'forbidden'],
    ['fenxi2', 'withdraw', 403, 'forbidden'],
    ['fenxi', 'withdraw', 200, null],
    ['fenxi2', 'refuse', 200, null],
    ['bangongshi', 'approve', 200, null],
  ])('%s may %s: %i', async (login, what, status, code) => {
    const asked = await imported()
    const reply = await act(login, what, asked)
    expect(reply.status).toBe(status)
    if (code !== null) {
      expect(reply.problem.code).toBe(code)
      expect(await stateOf(asked)).toBe('asked')
      expect(await layers()).toMatchObject([{ status: 'waiting' }])
    }
  })

  test.each<Act>(['approve', 'refuse', 'withdraw'])('nobody can %s what is closed', async (what) => {
    const asked = await imported()
    await act('fenxi2', 'refuse', asked)
    const login = what === 'withdraw' ? 'fenxi' : 'bangongshi'
    const stale = await act(login, what, asked)
    expect(stale.problem).toMatchObject({
      code: 'precondition-failed',
      status: 412,
      current: { state: 'refused', version: 2, changedBy: '赵敏' },
    })
    expect((await act(login, what, { ...asked, version: 2 })).problem.code).toBe('conflict')
    expect(await layers()).toMatchObject([{ status: 'waiting' }])
  })

  test('needs the version that was seen, and a refusal its reason', async () => {
    const asked = await imported()
    const { approvalId } = asked
    const call = as('fenxi2').call('POST /approvals/:approvalId/approve', { params: { approvalId } })
    expect((await call).status).toBe(428)
    expect((await act('fenxi2', 'refuse', asked, ' ')).problem.errors?.[0]?.pointer).toBe('/note')
  })

  test('of two who approve at once exactly one does', async () => {
    const asked = await imported()
    const replies = await Promise.all(
      ['fenxi2', 'bangongshi', 'fenxi2', 'bangongshi'].map((login) => act(login, 'approve', asked)),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
    const events = (await newestEvents(10)).filter(({ action }) => action === 'layer.publish')
    expect(events.filter(({ object }) => object === asked.object)).toHaveLength(1)
  })

  test('is undone where the act fails: neither approved nor published, and no event', async () => {
    const asked = await imported()
    const before = await newestEvents(1)
    await db.query(
      `alter table land.layer_version add constraint broken check (status <> 'published' or role <> 'basic-farmland') not valid`,
    )
    try {
      expect((await act('fenxi2', 'approve', asked)).status).toBe(500)
    } finally {
      await db.query('alter table land.layer_version drop constraint broken')
    }
    expect(await stateOf(asked)).toBe('asked')
    expect(await layers()).toMatchObject([{ status: 'waiting' }])
    expect(await newestEvents(1)).toEqual(before)
    expect((await act('fenxi2', 'approve', asked)).status).toBe(200)
  })
})

describe('what nobody decided in time', () => {
  const overdue = ({ approvalId }: ApprovalItem) =>
    db.query(
      `update work.approval set asked_at = now() - interval '31 days', expires_at = now() - interval '1 second' where approval_id = $1`,
      [approvalId],
    )

  test('counts as expired at once, and is closed with its event', async () => {
    const asked = await imported()
    await overdue(asked)
    expect((await listed(as('fenxi2'), { open: 'true' })).approvals).toEqual([])
    expect((await listed(as('fenxi2'))).approvals).toMatchObject([{ state: 'expired', mayDecide: false }])
    expect((await act('fenxi2', 'approve', asked)).problem.code).toBe('conflict')
    expect(await db.transaction(expireOverdue)).toBe(1)
    expect(await db.transaction(expireOverdue)).toBe(0)
    expect(await stateOf(asked)).toBe('expired')
    expect(await newestEvents(1)).toMatchObject([{ action: 'approval.expire', object: asked.object }])
    expect(await layers()).toMatchObject([{ status: 'waiting', approval: null }])
  })

  test('may be asked for again at once', async () => {
    const asked = await imported()
    await overdue(asked)
    const { status } = await change('fenxi', 'publish', '再次申请')
    expect(status).toBe(200)
    expect(await stateOf(asked)).toBe('expired')
    expect(await open(as('fenxi2'))).toMatchObject({ reason: '再次申请', mayDecide: true })
  })
})

describe('the list', () => {
  test('tells each person what concerns him and what he may do', async () => {
    await imported()
    expect(await listed(as('fenxi'))).toMatchObject({
      toDecide: 0,
      approvals: [{ mayDecide: false, mayWithdraw: true, whyNot: 'same-person' }],
    })
    for (const login of ['fenxi2', 'bangongshi'])
      expect(await listed(as(login))).toMatchObject({
        toDecide: 1,
        approvals: [{ mayDecide: true, mayWithdraw: false, whyNot: null }],
      })
    for (const login of ['nongye', 'xixiang'])
      expect(await listed(as(login))).toEqual({ approvals: [], toDecide: 0 })
    expect((await as('xitong').call('GET /approvals')).status).toBe(403)
  })
})

describe('a deadline', () => {
  const given = async () => {
    const reportId = await givenReport(db)
    const body = { district: DISTRICT, reports: [{ reportId, version: 1 }], township: WEST }
    await as('fenxi').call('POST /assignments', { body: { ...body, task: '核查', dueOn: '2026-07-01' } })
    return reportId
  }
  const ask = (login: string, reportId: string, dueOn = '2026-12-31') =>
    as(login).call('POST /reports/:district/:reportId/assignment/deadline', {
      params: { district: DISTRICT, reportId },
      headers: ifMatch(reportId, 2),
      body: { dueOn, reason: '复耕须待春季' },
    })
  const dueOn = async (reportId: string) =>
    (
      await as('fenxi').call('GET /reports/:district/:reportId', {
        params: { district: DISTRICT, reportId },
      })
    ).body.report.dueOn

  test.each([
    ['xixiang', 'fenxi'],
    ['fenxi', 'bangongshi'],
    ['bangongshi', 'fenxi2'],
  ])('asked for by %s is changed once %s approves', async (asker, approver) => {
    const reportId = await given()
    expect((await ask(asker, reportId)).status).toBe(200)
    expect(await dueOn(reportId)).toBe('2026-07-01')
    const asked = await open(as(approver))
    expect(asked).toMatchObject({ payload: { from: '2026-07-01', to: '2026-12-31' }, mayDecide: true })
    const { body } = await as(approver).call('GET /approvals/:approvalId', {
      params: { approvalId: asked.approvalId },
    })
    expect(body.evidence!.facts.map(({ key, now, then }) => [key, now, then])).toEqual([
      ['dueOn', '2026-07-01', '2026-12-31'],
      ['township', '西乡', '西乡'],
      ['task', '核查', '核查'],
    ])
    expect((await act(approver, 'approve', asked)).status).toBe(200)
    expect(await dueOn(reportId)).toBe('2026-12-31')
    const { rows } = await db.query<{ action: string; actor: string }>(
      `select action, actor from audit.event where stream = $1 order by seq desc limit 3`,
      [`report:${DISTRICT}/${reportId}`],
    )
    expect(rows).toEqual([
      { action: 'report.deadline', actor: approver },
      { action: 'approval.approve', actor: approver },
      { action: 'approval.ask', actor: asker },
    ])
  })

  test('is not asked for by those who do not have the patch, nor twice, nor as it is', async () => {
    const reportId = await given()
    expect((await ask('nongye', reportId)).problem.code).toBe('forbidden')
    expect((await ask('fenxi', reportId, '2026-07-01')).problem.code).toBe('conflict')
    expect((await ask('fenxi', reportId)).status).toBe(200)
    expect((await ask('bangongshi', reportId)).problem.code).toBe('conflict')
  })

  test('of an assignment that was taken back meanwhile is not changed, and the question stays', async () => {
    const reportId = await given()
    await ask('fenxi', reportId)
    await as('fenxi').call('POST /reports/:district/:reportId/assignment/withdraw', {
      params: { district: DISTRICT, reportId },
      headers: ifMatch(reportId, 2),
      body: { reason: '误交' },
    })
    const asked = await open(as('bangongshi'))
    expect((await act('bangongshi', 'approve', asked)).problem.code).toBe('conflict')
    expect(await stateOf(asked)).toBe('asked')
    expect((await act('bangongshi', 'refuse', asked)).status).toBe(200)
  })
})

describe('the database', () => {
  test.each([
    ['the same person', 'asked_by', null],
    ['the officer in whose name it was asked', 'second', 'asked_by'],
  ])('takes no approval by %s, whatever the program thinks', async (_who, by, on) => {
    const { approvalId } = await imported()
    const second = `(select person_id from work.person where login = 'fenxi2')`
    await expect(
      db.query(
        `update work.approval set state = 'approved', decided_at = now(), decided_by = ${by === 'second' ? second : by},
                decided_for = ${on ?? 'null'} where approval_id = $1`,
        [approvalId],
      ),
    ).rejects.toThrow('check constraint')
  })
})
