import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person, Transfer } from '../../domain/api.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { grantPost } from '../../server/queries/posts.ts'
import { deliverDue } from '../../server/outbox/relay.ts'
import { freshDatabase } from '../support/database.ts'
import { pino } from 'pino'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'
import { exported } from './exported.ts'

let db: Database
let app: TestApp
const who: Record<string, Client> = {}
let analyst: Person
const orgs = new Map<string, string>()

/** An officer of a unit that has no role of its own. */
async function givenOfficer(login: string, code: string) {
  const { personId, postId } = await givenPerson(db, login, { role: 'analyst' })
  await db.query('delete from work.post where post_id = $1', [postId])
  await grantPost(db, {
    personId,
    orgId: orgs.get(code)!,
    role: 'officer',
    validFrom: '2020-01-01',
    validTo: null,
    grantedBy: null,
  })
  who[login] = await app.signIn(login)
}

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  const { rows } = await db.query<{ code: string; org_id: string }>(
    'select code, org_id from work.organisation',
  )
  for (const { code, org_id } of rows) orgs.set(code, org_id)
  app = await startApp(db)
  analyst = await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'fenxi2', { role: 'analyst' })
  const head = await givenPerson(db, 'zhuren', { role: 'office' })
  await givenPerson(db, 'bangong', { role: 'office' })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  await givenPerson(db, 'xiang', { role: 'township', township: WEST })
  await db.query(`update work.organisation set head_id = $1 where code = 'LO'`, [head.personId])
  for (const login of ['fenxi', 'fenxi2', 'zhuren', 'bangong', 'nongye', 'xiang'])
    who[login] = await app.signIn(login)
  await givenOfficer('zhujian', 'HC')
  await givenOfficer('jianwei', 'SV')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const send = (by: string, reportId: string, code: string) =>
  who[by]!.call('POST /reports/:district/:reportId/transfers', {
    params: { district: DISTRICT, reportId },
    body: { orgId: orgs.get(code)!, ask: '请核查并反馈', dueOn: '2027-01-31' },
  })

type Act = 'release' | 'receive' | 'answer' | 'refuse' | 'withdraw'
const act = (by: string, what: Act, { transferId, version }: Pick<Transfer, 'transferId' | 'version'>) =>
  who[by]!.call(`POST /transfers/:transferId/${what}`, {
    params: { transferId },
    headers: ifMatch(transferId, version),
    body: { answer: '已拆除', reason: '不属本单位' } as never,
  })
const known = async (by: string) =>
  (await who[by]!.call('GET /transfers')).body.transfers.map(({ transferId }) => transferId)
const reportOf = (by: string, reportId: string) =>
  who[by]!.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })
const events = async (stream: string) => {
  const { rows } = await db.query<{ action: string }>(
    'select action from audit.event where stream = $1 order by seq',
    [stream],
  )
  return rows.map(({ action }) => action)
}

/** A case's events go one after the other. */
async function deliverAll() {
  while ((await deliverDue(db, pino({ level: 'silent' }))) > 0);
}

describe('an open transfer', () => {
  test('lets the unit see the report, answer, and keeps the report as it was', async () => {
    const reportId = await givenReport(db, { rules: ['RP-03'] })
    expect((await reportOf('zhujian', reportId)).status).toBe(404)
    const { body } = await send('fenxi', reportId, 'HC')
    expect(body.transfer).toMatchObject({
      state: 'sent',
      isCompartment: false,
      version: 1,
      acts: ['withdraw'],
    })
    expect((await reportOf('zhujian', reportId)).body.report).toMatchObject({ version: 1, state: 'reported' })
    const received = await act('zhujian', 'receive', body.transfer)
    expect(received.body.transfer).toMatchObject({ state: 'received', acts: ['answer', 'refuse'] })
    const answered = await act('zhujian', 'answer', received.body.transfer)
    expect(answered.body.transfer).toMatchObject({ state: 'answered', answer: '已拆除', acts: [] })
    expect(await events(`report:${DISTRICT}/${reportId}`)).toEqual([
      'transfer.send',
      'transfer.receive',
      'transfer.answer',
    ])
  })

  test('is known in the bureau and the office, and to no other unit', async () => {
    const { transferId } = (await send('fenxi', await givenReport(db, { rules: ['RP-03'] }), 'HC')).body
      .transfer
    for (const [login, isKnown] of [
      ['fenxi2', true],
      ['bangong', true],
      ['zhujian', true],
      ['nongye', false],
      ['xiang', false],
      ['jianwei', false],
    ] as const)
      expect([login, (await known(login)).includes(transferId)]).toEqual([login, isKnown])
  })

  test('is not sent twice to the same unit, and again once it was refused', async () => {
    const reportId = await givenReport(db)
    const { transfer } = (await send('fenxi', reportId, 'HC')).body
    expect((await send('fenxi', reportId, 'HC')).problem).toMatchObject({
      code: 'already-transferred',
      status: 409,
    })
    expect((await act('zhujian', 'refuse', transfer)).body.transfer.state).toBe('refused')
    expect((await reportOf('zhujian', reportId)).status).toBe(404)
    expect((await send('fenxi', reportId, 'HC')).status).toBe(200)
  })

  test('tells the unit, and the sender of its answer', async () => {
    const reportId = await givenReport(db)
    const { transfer } = (await send('fenxi', reportId, 'HC')).body
    await act('zhujian', 'answer', transfer)
    await deliverAll()
    const kinds = async (by: string) =>
      (await who[by]!.call('GET /notifications')).body.notifications
        .filter((one) => one.reportId === reportId)
        .map(({ kind }) => kind)
    expect(await kinds('zhujian')).toEqual(['transfer-sent'])
    expect(await kinds('fenxi')).toEqual(['transfer-answered'])
    expect(await kinds('fenxi2')).toEqual([])
  })

  test('tells the sender who sent it back, and why', async () => {
    const reportId = await givenReport(db)
    const { transfer } = (await send('fenxi', reportId, 'HC')).body
    await act('zhujian', 'refuse', transfer)
    await deliverAll()
    const told = (await who['fenxi']!.call('GET /notifications')).body.notifications
    expect(told.filter((one) => one.reportId === reportId)).toMatchObject([
      {
        kind: 'transfer-returned',
        detail: { by: '区住建局', reason: expect.stringMatching(/./) as unknown },
      },
    ])
  })

  test.each([
    ['zhujian', 'withdraw', 403],
    ['bangong', 'answer', 403],
    ['nongye', 'receive', 404],
    ['xiang', 'withdraw', 404],
  ] as const)('%s may not %s it: %i', async (by, what, status) => {
    const { transfer } = (await send('fenxi', await givenReport(db, { rules: ['RP-03'] }), 'HC')).body
    expect((await act(by, what, transfer)).status).toBe(status)
  })

  test('is changed by whoever saw its newest state', async () => {
    const { transfer } = (await send('fenxi', await givenReport(db), 'HC')).body
    await act('zhujian', 'receive', transfer)
    expect((await act('fenxi', 'withdraw', transfer)).problem).toMatchObject({
      code: 'precondition-failed',
      current: { version: 2 },
    })
  })

  test.each([
    ['xiang', 'HC', 403], // no township transfers
    ['nongye', 'HC', 404], // the report does not concern agriculture
    ['zhujian', 'AG', 403], // nor a unit that has none to transfer
    ['fenxi', 'NR', 400], // his own unit
  ] as const)('%s cannot send such a report to %s: %i', async (by, code, status) => {
    expect((await send(by, await givenReport(db, { rules: ['RP-03'] }), code)).status).toBe(status)
  })
})

describe('a compartment', () => {
  test('leaves with the word of the head of the leading office, and not of who asked', async () => {
    const reportId = await givenReport(db)
    const { transfer } = (await send('fenxi', reportId, 'SV')).body
    expect(transfer).toMatchObject({ state: 'proposed', isCompartment: true, acts: ['withdraw'] })
    expect(await known('jianwei')).not.toContain(transfer.transferId)
    expect((await reportOf('jianwei', reportId)).status).toBe(404)
    expect((await act('fenxi', 'release', transfer)).problem.code).toBe('forbidden')
    expect((await act('bangong', 'release', transfer)).status).toBe(404)
    const released = await act('zhuren', 'release', transfer)
    expect(released.body.transfer).toMatchObject({ state: 'sent', sentBy: 'zhuren' })
    expect((await act('jianwei', 'receive', released.body.transfer)).status).toBe(200)
    expect((await reportOf('jianwei', reportId)).status).toBe(200)
  })

  test('an officer for whom a deputy proposed knows of it, and does not release it as the head', async () => {
    const { transfer } = (await send('fenxi', await givenReport(db), 'SV')).body
    const { rows } = await db.query<{ personId: string }>(
      `select person_id as "personId" from work.person where login in ('fenxi2', 'zhuren') order by login`,
    )
    const proposedFor = (personId: string) =>
      db.query('update work.transfer set asked_for = $2 where transfer_id = $1', [
        transfer.transferId,
        personId,
      ])
    expect(await known('fenxi2')).not.toContain(transfer.transferId)
    await proposedFor(rows[0]!.personId)
    expect(await known('fenxi2')).toContain(transfer.transferId)
    await proposedFor(rows[1]!.personId)
    expect((await act('zhuren', 'release', transfer)).status).toBe(403)
    expect((await act('fenxi', 'withdraw', transfer)).status).toBe(200)
  })

  test('its head cannot propose and release alone', async () => {
    const { transfer } = (await send('zhuren', await givenReport(db), 'SV')).body
    expect(transfer.acts).toEqual(['withdraw'])
    expect((await act('zhuren', 'release', transfer)).status).toBe(403)
  })

  test('without a named head none leaves', async () => {
    await db.query(`update work.organisation set head_id = null where code = 'LO'`)
    expect((await send('fenxi', await givenReport(db), 'PS')).problem).toMatchObject({
      code: 'no-office-head',
    })
    await db.query(
      `update work.organisation set head_id = (select person_id from work.person where login = 'zhuren') where code = 'LO'`,
    )
  })

  /** All that a person can ask for about a report, as text, with what the clock alone changes taken out. */
  async function everything(by: string, reportId: string): Promise<string> {
    const client = who[by]!
    const params = { district: DISTRICT, reportId }
    const query = { district: DISTRICT }
    const parts: unknown[] = [
      await client.call('GET /reports', { query }),
      await client.call('GET /reports/ids', { query }),
      await client.call('GET /reports', { query: { ...query, search: '监委' } }),
      await client.call('GET /reports/:district/:reportId', { params }),
      await client.call('GET /reports/:district/:reportId/transfers', { params }),
      await client.call('GET /reports/:district/:reportId/evidence', { params }),
      await client.call('GET /transfers'),
      await client.call('GET /notifications'),
    ]
    const texts = parts.map((part) => {
      const { status, body, headers } = part as { status: number; body: unknown; headers: Headers }
      return JSON.stringify([status, headers.get('etag'), body])
    })
    for (const response of [
      await exported(client, { format: 'geojson' }),
      await client.fetch(`/api/tiles/reports/${DISTRICT}/r/14/13333/6400.mvt`),
    ])
      texts.push(JSON.stringify([response.status, response.headers.get('etag')]) + (await response.text()))
    return texts.join('\n').replace(/"tuban":\{[^}]*\}/, '')
  }

  test.each(['fenxi2', 'bangong', 'nongye', 'xiang', 'zhujian'])(
    'shows %s nothing: no count, version, gap, tile, search or notification changes through its whole life',
    async (by) => {
      const reportId = await givenReport(db, { rules: ['NG-04'] })
      await db.query(
        `insert into work.assignment (district, report_id, township, task, due_on, assigned_by) values ($1, $2, $3, 'x', '2027-01-01', $4)`,
        [DISTRICT, reportId, WEST, analyst.personId],
      )
      const before = await everything(by, reportId)
      const { transfer } = (await send('fenxi', reportId, 'SV')).body
      const released = await act('zhuren', 'release', transfer)
      const answered = await act('jianwei', 'answer', released.body.transfer)
      expect(answered.status).toBe(200)
      await deliverAll()
      expect(await everything(by, reportId)).toBe(before)
      expect((await act(by, 'withdraw', transfer)).status).toBe(404)
      expect(await events(`report:${DISTRICT}/${reportId}`)).toEqual([])
      expect(await events(`transfer:${DISTRICT}/${transfer.transferId}`)).toEqual([
        'transfer.propose',
        'transfer.release',
        'transfer.answer',
      ])
    },
  )

  test('who asked and the head see it through, and are told nothing that a deputy of theirs would read', async () => {
    const { transfer } = (await send('fenxi', await givenReport(db), 'PS')).body
    expect(await known('fenxi')).toContain(transfer.transferId)
    expect(await known('zhuren')).toContain(transfer.transferId)
    expect((await act('zhuren', 'refuse', transfer)).body.transfer).toMatchObject({
      state: 'refused',
      endReason: '不属本单位',
    })
    await deliverAll()
    const { rows } = await db.query<{ orgs: string[] }>(
      `select array_agg(distinct coalesce(o.code, 'person')) as orgs
         from work.notification n left join work.organisation o on o.org_id = n.org_id
        where n.outbox_id in (select id from work.outbox where stream like 'transfer:%')`,
    )
    expect(rows[0]!.orgs).toEqual(['SV'])
  })
})
