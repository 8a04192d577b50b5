import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { deliverDue } from '../../server/outbox/relay.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

const log = pino({ level: 'silent' })
let db: Database
let app: TestApp
/** Where layers take two. */
let careful: TestApp
let analyst: Client
let analyst2: Client
let west: Client
let west2: Client
let east: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '张三' })
  await givenPerson(db, 'fenxi2', { role: 'analyst', nameZh: '李四' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST, nameZh: '王五' })
  await givenPerson(db, 'xi2', { role: 'township', township: WEST, nameZh: '赵六' })
  await givenPerson(db, 'dong', { role: 'township', township: EAST })
  await givenPerson(db, 'anquan', { role: 'secadmin' })
  app = await startApp(db, { twoPerson: { exportRows: 0 } })
  careful = await startApp(db, { twoPerson: { layers: true } })
  analyst = await app.signIn('fenxi')
  analyst2 = await app.signIn('fenxi2')
  west = await app.signIn('xi')
  west2 = await app.signIn('xi2')
  east = await app.signIn('dong')
})
afterAll(async () => {
  await careful.close()
  await app.close()
  await db.close()
})
beforeEach(async () => {
  await db.query('delete from work.outbox')
  await db.query('delete from work.notification')
})

/** All that waits, delivered. */
async function delivered(): Promise<void> {
  while ((await deliverDue(db, log)) > 0);
}
const told = async (by: Client) => (await by.call('GET /notifications')).body
const of = (reportId: string, version: number) => ({
  params: { district: DISTRICT, reportId },
  headers: ifMatch(reportId, version),
})

async function assigned(): Promise<{ reportId: string; reportNo: string }> {
  const reportId = await givenReport(db)
  await analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version: 1 }],
      township: WEST,
      task: '核查',
      dueOn: '2026-07-01',
    },
  })
  const { report } = (await analyst.call('GET /reports/:district/:reportId', of(reportId, 1))).body
  return { reportId, reportNo: report.reportNo }
}
const acknowledge = (reportId: string, by = west) =>
  by.call('POST /reports/:district/:reportId/assignment/acknowledge', of(reportId, 2))
const withdraw = (reportId: string, version: number) =>
  analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
    ...of(reportId, version),
    body: { reason: '误交' },
  })

describe('who is told', () => {
  test('a township, of what it was handed and of what was taken back; no other', async () => {
    const { reportId, reportNo } = await assigned()
    await delivered()
    const [first] = (await told(west)).notifications
    expect(first).toMatchObject({
      kind: 'assigned',
      reportId,
      reportNo,
      detail: { by: '张三', dueOn: '2026-07-01' },
      readAt: null,
    })
    await withdraw(reportId, 2)
    await delivered()
    expect((await told(west)).notifications).toMatchObject([
      { kind: 'withdrawn', reportId, detail: { by: '张三', reason: '误交' } },
      { kind: 'assigned', reportId },
    ])
    expect(await told(east)).toEqual({ unread: 0, notifications: [] })
    expect(await told(analyst)).toEqual({ unread: 0, notifications: [] })
  })

  test('the analysts, when a township acknowledges', async () => {
    const { reportId } = await assigned()
    await acknowledge(reportId)
    await delivered()
    for (const by of [analyst, analyst2])
      expect(await told(by)).toMatchObject({
        unread: 1,
        notifications: [{ kind: 'acknowledged', reportId, detail: { by: '王五' } }],
      })
  })

  test('who decided, when somebody else takes it back; nobody of what he does himself', async () => {
    const reportId = await givenReport(db)
    const decide = (by: Client, version: number) =>
      by.call('POST /reports/:district/:reportId/decisions', {
        ...of(reportId, version),
        body: { decision: 'suspected' },
      })
    const undo = (by: Client, version: number) =>
      by.call('POST /reports/:district/:reportId/decisions/undo', of(reportId, version))
    await decide(analyst, 1)
    await undo(analyst, 2)
    await delivered()
    expect((await told(analyst)).notifications).toEqual([])
    await decide(analyst, 3)
    await undo(analyst2, 4)
    await delivered()
    expect((await told(analyst)).notifications).toMatchObject([{ kind: 'undone', detail: { by: '李四' } }])
    expect((await told(analyst2)).notifications).toEqual([])
  })

  test('whoever stands in for an absent clerk, in that post and in no other', async () => {
    const security = await app.signIn('anquan')
    const { rows } = await db.query<{ post_id: string; person_id: string }>(
      `select t.post_id, d.person_id from work.post t join work.person p using (person_id), work.person d
        where p.login = 'xi' and d.login = 'dong'`,
    )
    await security.call('POST /posts/:postId/deputies', {
      params: { postId: rows[0]!.post_id },
      body: {
        personId: rows[0]!.person_id,
        validFrom: '2020-01-01',
        validTo: '2099-12-31',
        reason: '休假',
      },
    })
    await assigned()
    await delivered()
    expect((await told(east)).unread).toBe(0)
    const { posts } = (await east.call('GET /session')).body
    const { postId, deputyId } = posts.find(({ actsFor }) => actsFor !== null)!
    const { headers } = await east.call('POST /session/post', { body: { postId, deputyId } })
    const standIn = app.withCookie(headers.get('set-cookie')!.split(';')[0]!)
    expect((await told(standIn)).notifications).toMatchObject([{ kind: 'assigned' }])
    east = await app.signIn('dong')
  })

  test('nobody who runs the platform', async () => {
    const security = await app.signIn('anquan')
    expect((await security.call('GET /notifications')).status).toBe(403)
  })
})

describe('telling', () => {
  test('is of the same commit as the act: what was refused is not told', async () => {
    const { reportId } = await assigned()
    expect((await withdraw(reportId, 1)).status).toBe(412)
    await delivered()
    expect((await told(west)).notifications.map(({ kind }) => kind)).toEqual(['assigned'])
  })

  test('happens once, however often the event comes', async () => {
    await assigned()
    await delivered()
    await db.query('update work.outbox set delivered_at = null')
    await delivered()
    expect((await told(west)).notifications).toHaveLength(1)
  })

  test('of many comes in the order of the acts', async () => {
    const { reportId } = await assigned()
    await acknowledge(reportId)
    await withdraw(reportId, 3)
    await delivered()
    expect((await told(west)).notifications.map(({ kind }) => kind)).toEqual(['withdrawn', 'assigned'])
  })

  test('of a report that is gone is left out, and harms nothing', async () => {
    await assigned()
    await db.query(
      `update work.outbox set payload = jsonb_set(payload, '{reportId}', '"999999"') where delivered_at is null`,
    )
    await delivered()
    expect((await told(west)).notifications).toEqual([])
    const { rows } = await db.query('select from work.outbox where delivered_at is null')
    expect(rows).toEqual([])
  })
})

describe('reading', () => {
  test('is noted for each reader by himself, once', async () => {
    await assigned()
    await assigned()
    await delivered()
    const { unread, notifications } = await told(west)
    expect(unread).toBe(2)
    const read = (by: Client, body: { notificationIds: string[] } | { upTo: string }) =>
      by.call('POST /notifications/read', { body })
    const [newer, older] = notifications.map(({ notificationId }) => notificationId) as [string, string]
    const once = (await read(west, { notificationIds: [older] })).body
    expect(once.unread).toBe(1)
    expect(once.notifications.map(({ readAt }) => readAt === null)).toEqual([true, false])
    expect((await read(west, { notificationIds: [older] })).body).toEqual(once)
    expect((await told(west2)).unread).toBe(2)
    expect((await read(west2, { upTo: newer })).body.unread).toBe(0)
    expect((await told(west)).unread).toBe(1)
  })

  test('is of one’s own: what others were told stays unread and unseen', async () => {
    await assigned()
    await delivered()
    const { notificationId } = (await told(west)).notifications[0]!
    expect(
      (await east.call('POST /notifications/read', { body: { notificationIds: [notificationId] } })).body,
    ).toEqual({
      unread: 0,
      notifications: [],
    })
    expect(
      (await db.query('select from work.notification_read where notification_id = $1', [notificationId]))
        .rows,
    ).toEqual([])
  })
})

describe('what waits for a second person', () => {
  const ask = async (by: Client, purpose = '报送') => {
    await givenReport(db)
    const reply = await by.call('POST /exports', {
      body: { district: DISTRICT, format: 'csv', purpose, recipient: '市局' },
    })
    expect(reply.body.export.state).toBe('waiting')
    return reply.body.export.approvalId!
  }

  test('is told to everybody who may approve it, and not to whoever asked', async () => {
    const approvalId = await ask(analyst)
    await delivered()
    expect((await told(analyst2)).notifications).toMatchObject([
      { kind: 'approval-asked', approvalId, reportId: null, detail: { by: '张三', act: 'report.export' } },
    ])
    for (const by of [analyst, west]) expect((await told(by)).notifications).toEqual([])
  })

  test('is not told once it was decided', async () => {
    const approvalId = await ask(analyst)
    await analyst.call('POST /approvals/:approvalId/withdraw', {
      params: { approvalId },
      headers: ifMatch(approvalId, 1),
      body: {},
    })
    await delivered()
    expect((await told(analyst2)).notifications).toEqual([])
  })

  test('is not told to a post whose clearance does not reach what it is about', async () => {
    await givenPerson(db, 'fenxi3', { role: 'analyst', clearance: 'internal' })
    const low = await app.signIn('fenxi3')
    for (const [label, count] of [
      ['internal', 1],
      ['important', 0],
    ] as const) {
      await db.query('delete from work.notification')
      await db.query('delete from work.export')
      await db.query('delete from work.approval')
      await db.query(`update land.layer_version set label = $1, release_no = '1', sha256 = 'abc'`, [label])
      const { rows } = await db.query<{ revision: number }>(
        'select revision from land.layer_version where layer_version_id = 1000',
      )
      const asked = await careful.withCookie(analyst.cookie!).call('POST /layers/:layerVersionId/withdraw', {
        params: { layerVersionId: '1000' },
        headers: ifMatch('1000', rows[0]!.revision),
        body: { reason: '坐标偏移' },
      })
      expect(asked.status).toBe(200)
      await delivered()
      expect((await told(low)).notifications, label).toHaveLength(count)
      expect((await told(analyst2)).notifications, label).toHaveLength(1)
      const { approvals } = (await low.call('GET /approvals', { query: { open: 'true' } })).body
      expect(approvals, label).toHaveLength(count)
    }
  })
})
