import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Input } from '../../domain/api.ts'
import { jpeg } from '../../fixtures/builders/evidence.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { send } from '../evidence/given.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

type Body = Partial<Input<'POST /reports/:district/:reportId/findings'>['body']>

const LOGINS = ['analyst', 'office', 'agriculture', 'west', 'east'] as const
let db: Database
let app: TestApp
let by: Record<(typeof LOGINS)[number], Client>
let reportId: string
beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'analyst', { role: 'analyst', nameZh: '分析员' })
  await givenPerson(db, 'office', { role: 'office' })
  await givenPerson(db, 'agriculture', { role: 'agriculture' })
  await givenPerson(db, 'west', { role: 'township', township: WEST, nameZh: '西乡办事员' })
  await givenPerson(db, 'east', { role: 'township', township: EAST })
  app = await startApp(db)
  const clients = await Promise.all(LOGINS.map(async (login) => [login, await app.signIn(login)] as const))
  by = Object.fromEntries(clients) as typeof by
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  reportId = await givenReport(db)
  await db.query(
    `insert into work.assignment (district, report_id, township, task, due_on, assigned_by)
     select $1, $2, $3, '核查', '2099-01-01', person_id from work.person where login = 'analyst'`,
    [DISTRICT, reportId, WEST],
  )
})

const params = () => ({ district: DISTRICT, reportId })
const versionNow = async () =>
  (await by.analyst.call('GET /reports/:district/:reportId', { params: params() })).body.report.version
const raise = async (client: Client, body: Body = {}) =>
  client.call('POST /reports/:district/:reportId/findings', {
    params: params(),
    headers: ifMatch(reportId, await versionNow()),
    body: { ruleId: 'NA-15', checked: ['contracts', 'partyIdentity'], note: '查到租赁合同两份', ...body },
  })
const withdraw = async (client: Client, raisedId: string) =>
  client.call('POST /reports/:district/:reportId/findings/:raisedId/withdraw', {
    params: { ...params(), raisedId },
    headers: ifMatch(reportId, await versionNow()),
    body: { reason: '合同已解除' },
  })
const seenBy = async (client: Client) =>
  (await client.call('GET /reports/:district/:reportId', { params: params() })).body.raised

describe('a finding raised by hand', () => {
  test('stands on the page with who raised it, what was found and what was not', async () => {
    const evidenceId = (await send(by.analyst, reportId, jpeg())).body.item.evidenceId
    const { status, body } = await raise(by.analyst, { evidenceIds: [evidenceId] })
    expect(status).toBe(200)
    expect(body.raised).toMatchObject([
      {
        ruleId: 'NA-15',
        severity: 'medium',
        competence: { agency: 'NR' },
        checklist: ['contracts', 'gains', 'landRight', 'partyIdentity', 'fieldCheck'],
        checked: ['contracts', 'partyIdentity'],
        note: '查到租赁合同两份',
        evidence: [{ evidenceId }],
        raisedBy: '分析员',
        withdrawnAt: null,
        isMine: true,
      },
    ])
    expect(body.report).toMatchObject({ version: 2, rules: ['NA-01'], verdict: 'suspected' })
  })

  test('stays when the report is judged again', async () => {
    await raise(by.analyst)
    await evaluateReports(db, { district: DISTRICT, reportIds: [reportId] })
    expect(await seenBy(by.analyst)).toHaveLength(1)
  })

  test('is found by its rule and its group, and counted with them', async () => {
    await raise(by.analyst, { ruleId: 'ES-06' })
    for (const [key, word] of [
      ['rule', 'ES-06'],
      ['group', 'ES'],
    ] as const) {
      const { body } = await by.analyst.call('GET /reports', { query: { district: DISTRICT, [key]: word } })
      expect(body.reports.map((one) => one.reportId)).toEqual([reportId])
    }
    const { counts } = (await by.analyst.call('GET /reports', { query: { district: DISTRICT } })).body
    expect(counts.rule.find(({ key }) => key === 'ES-06')).toMatchObject({ count: 1 })
    const { raisedId } = (await seenBy(by.analyst))[0]!
    await withdraw(by.analyst, raisedId)
    const { body } = await by.analyst.call('GET /reports', { query: { district: DISTRICT, rule: 'ES-06' } })
    expect(body.reports).toEqual([])
  })

  test.each<[string, Body, string]>([
    ['of a rule that the map decides', { ruleId: 'NA-01' }, '/ruleId'],
    ['of no rule', { ruleId: 'NA-99' }, '/ruleId'],
    ['with what is not on its checklist', { checked: ['worksPermit'] }, '/checked'],
    ['with nothing found', { checked: [] }, '/checked'],
    ['without a note', { note: ' ' }, '/note'],
    ['with evidence of nobody', { evidenceIds: ['999'] }, '/evidenceIds'],
  ])('%s is refused', async (_name, body, pointer) => {
    const { status, problem } = await raise(by.analyst, body)
    expect(status).toBe(400)
    expect(problem?.errors?.[0]?.pointer).toMatch(new RegExp(`^${pointer}`))
    expect(await seenBy(by.analyst)).toEqual([])
  })

  test('with evidence of another report is refused', async () => {
    const other = await givenReport(db)
    const evidenceId = (await send(by.analyst, other, jpeg())).body.item.evidenceId
    expect((await raise(by.analyst, { evidenceIds: [evidenceId] })).status).toBe(400)
  })

  test('is raised once by one officer, and by another again', async () => {
    await raise(by.analyst)
    expect((await raise(by.analyst)).status).toBe(409)
    expect((await raise(by.west)).status).toBe(200)
  })

  test('of what somebody else changed meanwhile is refused', async () => {
    const { status } = await by.analyst.call('POST /reports/:district/:reportId/findings', {
      params: params(),
      headers: ifMatch(reportId, 7),
      body: { ruleId: 'NA-15', checked: ['contracts'], note: '合同' },
    })
    expect(status).toBe(412)
  })
})

describe('withdrawn with a reason', () => {
  test('it stays to be read, and may be raised again', async () => {
    const { raisedId } = (await raise(by.analyst)).body.raised[0]!
    const { body } = await withdraw(by.analyst, raisedId)
    expect(body.raised).toMatchObject([{ withdrawnBy: '分析员', withdrawReason: '合同已解除' }])
    expect((await withdraw(by.analyst, raisedId)).status).toBe(409)
    expect((await raise(by.analyst)).body.raised).toHaveLength(2)
  })

  test('by whoever raised it, or an analyst', async () => {
    const { raisedId } = (await raise(by.analyst)).body.raised[0]!
    expect((await withdraw(by.west, raisedId)).status).toBe(403)
    const mine = (await raise(by.west)).body.raised.find((one) => one.isMine)!
    expect((await withdraw(by.west, mine.raisedId)).status).toBe(200)
    const again = (await raise(by.west)).body.raised.find((one) => one.isMine && !one.withdrawnAt)!
    expect((await withdraw(by.analyst, again.raisedId)).status).toBe(200)
  })

  test('of another report is not there', async () => {
    const { raisedId } = (await raise(by.analyst)).body.raised[0]!
    reportId = await givenReport(db)
    expect((await withdraw(by.analyst, raisedId)).status).toBe(404)
  })

  test('the database lets nobody change or delete it', async () => {
    await raise(by.analyst)
    const { rows } = await db.query<{ granted: string[] }>(
      `select array(select p from unnest(array['update', 'delete', 'truncate']) p
                     where has_table_privilege('tuban_request', 'work.raised_finding', p)) as granted`,
    )
    expect(rows[0]!.granted).toEqual([])
  })
})

describe('who may', () => {
  test.each([
    ['analyst', 200],
    ['office', 403],
    ['agriculture', 404], // NA-01 alone would concern it; NA-15 does not make it so
    ['west', 200],
    ['east', 404],
  ] as const)('%s: %s', async (login, status) => {
    await db.query(`update land.report set rules = '{RP-03}' where report_id = $1`, [reportId])
    expect((await raise(by[login])).status).toBe(status)
  })

  test('what is about officials is seen by the analysts, the leading office, and whoever raised it', async () => {
    await raise(by.analyst, { ruleId: 'ES-09', checked: ['officialRole'] })
    expect(await seenBy(by.office)).toMatchObject([{ ruleId: 'ES-09', isConfidential: true }])
    expect(await seenBy(by.west)).toEqual([])
    const { body } = await by.west.call('GET /reports', { query: { district: DISTRICT, rule: 'ES-09' } })
    expect(body.reports).toEqual([])

    // That there is one is not told by a refusal either.
    expect((await raise(by.west, { ruleId: 'ES-09', checked: ['officialRole'] })).status).toBe(200)
    expect(await seenBy(by.west)).toMatchObject([{ ruleId: 'ES-09', raisedBy: '西乡办事员' }])
    expect(await seenBy(by.analyst)).toHaveLength(2)
  })

  test('a township that the patch was taken back from sees what stood then', async () => {
    const { raisedId } = (await raise(by.west)).body.raised[0]!
    await db.query(
      `update work.assignment set withdrawn_by = assigned_by, withdrawn_at = clock_timestamp() where report_id = $1`,
      [reportId],
    )
    await withdraw(by.analyst, raisedId)
    await raise(by.analyst)
    expect(await seenBy(by.west)).toMatchObject([{ raisedId, withdrawnAt: null, isMine: false }])
  })
})
