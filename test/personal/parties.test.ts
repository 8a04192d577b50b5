import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { FieldError } from '../../server/keys/field-cipher.ts'
import { openParty } from '../../server/queries/parties.ts'
import { startApp, type Client, type TestApp } from '../api/client.ts'
import { exported } from '../api/exported.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'
import { wholeDatabase } from './secrets.ts'

const NAME = '王五六'
const PHONE = '13812341234'
const ID_NO = '11010519491231002X'
const SECRETS = [NAME, PHONE, ID_NO, '赵举报', '13900009999']

const LOGINS = {
  fenxi: { role: 'analyst' },
  nongye: { role: 'agriculture' },
  bangongshi: { role: 'office' },
  xixiang: { role: 'township', township: WEST },
  dongzhen: { role: 'township', township: EAST },
  xitong: { role: 'sysadmin' },
  shenji: { role: 'auditor' },
} as const
type Login = keyof typeof LOGINS

let db: Database
let app: TestApp
const by = {} as Record<Login, Client>

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  app = await startApp(db, { withJobs: true })
  for (const [login, post] of Object.entries(LOGINS)) {
    await givenPerson(db, login, post)
    by[login as Login] = await app.signIn(login)
  }
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const PARTIES = '/reports/:district/:reportId/parties' as const

async function givenParty(reportId: string, over: object = {}) {
  const params = { district: DISTRICT, reportId }
  const { status, body } = await by.fenxi.call(`POST ${PARTIES}`, {
    params,
    body: { role: 'party', name: NAME, phone: PHONE, idNo: ID_NO, ...over },
  })
  expect(status).toBe(200)
  return { params, parties: body.parties, partyId: body.parties.at(-1)!.partyId }
}

async function assign(reportId: string, township: string) {
  const reply = await by.fenxi.call('POST /reports/:district/:reportId/decisions', {
    params: { district: DISTRICT, reportId },
    headers: { 'if-match': `"${reportId}.1"` },
    body: { decision: 'suspected' },
  })
  const { version } = reply.body.report
  const { body, problem } = await by.fenxi.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version }],
      township,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })
  expect(body.assigned, JSON.stringify(problem)).toBe(1)
}

const unmask = (login: Login, reportId: string, partyId: string, reason = '送达询问通知书') =>
  by[login].call(`POST ${PARTIES}/:partyId/unmask`, {
    params: { district: DISTRICT, reportId, partyId },
    body: { reason },
  })

describe('people of a report', () => {
  test('are stored encrypted, and shown masked to whoever sees the report', async () => {
    const reportId = await givenReport(db)
    const { params } = await givenParty(reportId)
    await assign(reportId, WEST)
    for (const login of ['fenxi', 'nongye', 'bangongshi', 'xixiang'] as const) {
      const { body } = await by[login].call(`GET ${PARTIES}`, { params })
      expect(body.parties).toMatchObject([
        { role: 'party', name: '王**', phone: '138****1234', idNo: '1101**********002X', pseudonym: null },
      ])
    }
    const stolen = await wholeDatabase(db)
    expect(stolen).toContain('138****1234')
    for (const secret of SECRETS) expect(stolen).not.toContain(secret)
  })

  test.each([
    ['fenxi', 200],
    ['nongye', 200],
    ['xixiang', 200],
    ['bangongshi', 403],
    ['dongzhen', 404],
    ['xitong', 403],
    ['shenji', 403],
  ] as const)('%s who wants to see them is answered %i', async (login, expected) => {
    const reportId = await givenReport(db)
    const { partyId } = await givenParty(reportId)
    await assign(reportId, WEST)
    const { status, body } = await unmask(login, reportId, partyId)
    expect(status).toBe(expected)
    if (status === 200) expect(body).toEqual({ name: NAME, phone: PHONE, idNo: ID_NO })
  })

  test('are not seen without a reason, and the reason stands in the trail with who and whom', async () => {
    const reportId = await givenReport(db)
    const { partyId } = await givenParty(reportId)
    expect((await unmask('fenxi', reportId, partyId, ' ')).status).toBe(400)
    await unmask('fenxi', reportId, partyId, '电话核实地类')
    const { rows } = await db.query(
      `select actor, object, reason, detail::json -> 'fields' as fields from audit.event
        where action = 'party.unmask' and stream = $1`,
      [`report:${DISTRICT}/${reportId}`],
    )
    expect(rows).toEqual([
      {
        actor: 'fenxi',
        object: `party:${partyId}`,
        reason: '电话核实地类',
        fields: ['name', 'phone', 'idNo'],
      },
    ])
  })

  test('who reported is kept from the township', async () => {
    const reportId = await givenReport(db)
    const { params, partyId } = await givenParty(reportId, { role: 'reporter', name: '赵举报', idNo: null })
    await assign(reportId, WEST)
    const { body } = await by.xixiang.call(`GET ${PARTIES}`, { params })
    expect(body.parties).toMatchObject([{ role: 'reporter', name: null, phone: null, idNo: null }])
    expect((await unmask('xixiang', reportId, partyId)).status).toBe(403)
    const remove = { params: { ...params, partyId }, body: { reason: '登记有误' } }
    expect((await by.xixiang.call(`POST ${PARTIES}/:partyId/remove`, remove)).status).toBe(404)
    expect((await unmask('nongye', reportId, partyId)).body.name).toBe('赵举报')
  })

  test.each([
    ['nobody', {}],
    ['only empty words', { name: ' ' }],
    ['a phone that is none', { phone: 'ask the village' }],
    ['an ID number with a wrong check', { idNo: '110105194912310021' }],
    ['a role that there is not', { role: 'witness', name: NAME }],
  ])('%s is refused, without repeating it', async (_name, body) => {
    const reportId = await givenReport(db)
    const { status, problem } = await by.fenxi.call(`POST ${PARTIES}`, {
      params: { district: DISTRICT, reportId },
      body: { role: 'party', ...body } as never,
    })
    expect(status).toBe(400)
    for (const value of Object.values(body)) if (value.trim()) expect(problem.detail).not.toContain(value)
  })

  test('may be taken away again, by whoever works with the patch', async () => {
    const reportId = await givenReport(db)
    const { params, partyId } = await givenParty(reportId)
    const remove = { params: { ...params, partyId }, body: { reason: '登记有误' } }
    expect((await by.nongye.call(`POST ${PARTIES}/:partyId/remove`, remove)).status).toBe(403)
    expect((await by.fenxi.call(`POST ${PARTIES}/:partyId/remove`, remove)).body.parties).toEqual([])
    expect((await by.fenxi.call(`POST ${PARTIES}/:partyId/remove`, remove)).status).toBe(404)
  })

  test('sent twice with one key are named once', async () => {
    const reportId = await givenReport(db)
    const call = {
      params: { district: DISTRICT, reportId },
      headers: { 'idempotency-key': `party-${reportId}` },
      body: { role: 'party', name: NAME } as const,
    }
    await by.fenxi.call(`POST ${PARTIES}`, call)
    const { body } = await by.fenxi.call(`POST ${PARTIES}`, call)
    expect(body.parties).toHaveLength(1)
  })

  test('do not open in another row', async () => {
    const [one, other] = [await givenReport(db), await givenReport(db)]
    const { partyId } = await givenParty(one)
    const { partyId: otherId } = await givenParty(other, { name: '李四' })
    await db.query(
      `update work.party p set phone = q.phone from work.party q where p.party_id = $1 and q.party_id = $2`,
      [otherId, partyId],
    )
    await expect(openParty(db, DISTRICT, other, otherId)).rejects.toThrow(FieldError)
    const { status, problem } = await unmask('fenxi', other, otherId)
    expect(status).toBe(500)
    expect(JSON.stringify(problem)).not.toContain(PHONE)
  })
})

describe('a search', () => {
  test('finds the reports that name exactly this phone or number, within sight', async () => {
    const [one, two, three] = [await givenReport(db), await givenReport(db), await givenReport(db)]
    const phone = '13700007777'
    await givenParty(one, { phone })
    await givenParty(two, { phone: '137 0000 7777', idNo: null })
    await givenParty(three, { phone: '13700007778' })
    await givenParty(three, { role: 'reporter', phone })
    await assign(one, WEST)
    await assign(three, WEST)
    const found = async (login: Login, what: object) => {
      const { body } = await by[login].call('POST /parties/search', { body: { district: DISTRICT, ...what } })
      return body.reports.map(({ reportId }) => reportId)
    }
    expect(await found('fenxi', { phone: '+86 13700007777' })).toEqual([three, two, one])
    expect(await found('xixiang', { phone })).toEqual([one])
    expect(await found('dongzhen', { phone })).toEqual([])
    expect(await found('fenxi', { idNo: ID_NO.toLowerCase() })).toEqual(expect.arrayContaining([one, three]))
    expect(await found('fenxi', { phone: '1370000777' })).toEqual([])
  })

  test.each([
    ['bangongshi', { phone: PHONE }, 403],
    ['xitong', { phone: PHONE }, 403],
    ['fenxi', {}, 400],
    ['fenxi', { phone: PHONE, idNo: ID_NO }, 400],
  ] as const)('by %s for %j is answered %i', async (login, what, expected) => {
    const { status } = await by[login].call('POST /parties/search', { body: { district: DISTRICT, ...what } })
    expect(status).toBe(expected)
  })
})

describe('at the door', () => {
  const ring = (lon: number) => [
    [lon, 36.02],
    [lon + 0.001, 36.02],
    [lon + 0.001, 36.021],
    [lon, 36.021],
    [lon, 36.02],
  ]
  const people = {
    当事人: NAME,
    联系电话: PHONE,
    身份证号: ID_NO,
    举报人: '赵举报',
    举报人电话: '13900009999',
  }

  test('people of a drawn report go where people are kept, whether named or among the attributes', async () => {
    const { body } = await by.fenxi.call('POST /reports', {
      body: {
        district: DISTRICT,
        reportedOn: '2025-05-01',
        geometry: { type: 'Polygon', coordinates: [ring(113.02)] },
        attributes: { storeys: 2, ...people },
        parties: [{ role: 'party', name: '钱七' }],
      },
    })
    expect(body.attributes).toEqual({ storeys: 2 })
    const params = { district: DISTRICT, reportId: body.report.reportId }
    const { parties } = (await by.fenxi.call(`GET ${PARTIES}`, { params })).body
    expect(parties.map(({ role, name }) => [role, name]).sort()).toEqual([
      ['party', '王**'],
      ['party', '钱*'],
      ['reporter', '赵**'],
    ])
  })

  test('people of a file go there too, and nothing of them stays: not in the database, not in the job, not in exports', async () => {
    const features = [1, 2].map((n) => ({
      type: 'Feature',
      properties: { report_no: `F-${n}`, 备注: '查看现场', ...(n === 1 && people) },
      geometry: { type: 'Polygon', coordinates: [ring(113.03 + n / 200)] },
    }))
    const { body } = await by.fenxi.upload(
      'POST /reports/import',
      { district: DISTRICT, reportedOn: '2025-05-01' },
      { name: 'people.geojson', content: JSON.stringify({ type: 'FeatureCollection', features }) },
    )
    const { jobId } = body.job
    const job = async () => (await by.fenxi.call('GET /jobs/:jobId', { params: { jobId } })).body.job
    while ((await job()).endedAt === null) await sleep(50)
    expect(await job()).toMatchObject({ state: 'done', result: { accepted: 2 } })

    const { reports } = (
      await by.fenxi.call('GET /reports', { query: { district: DISTRICT, search: 'F-1' } })
    ).body
    const params = { district: DISTRICT, reportId: reports[0]!.reportId }
    const page = await by.fenxi.call('GET /reports/:district/:reportId', { params })
    expect(page.body.attributes['file']).toEqual({ report_no: 'F-1', 备注: '查看现场' })
    const { parties } = (await by.fenxi.call(`GET ${PARTIES}`, { params })).body
    expect(parties).toMatchObject([
      { role: 'party', name: '王**', phone: '138****1234', idNo: '1101**********002X' },
      { role: 'reporter', name: '赵**', phone: '139****9999', idNo: null },
    ])
    const stolen = await wholeDatabase(db)
    for (const secret of SECRETS) expect(stolen).not.toContain(secret)
    for (const format of ['csv', 'geojson'] as const) {
      const text = await (await exported(by.fenxi, { format })).text()
      expect(text).toContain('F-1')
      for (const secret of SECRETS) expect(text).not.toContain(secret)
    }
  })
})

describe('the phone of an account', () => {
  test('is stored encrypted, shown masked, and seen with a reason', async () => {
    const phone = '0355-8099887'
    const { body } = await by.xitong.call('POST /accounts', {
      body: { login: 'xinren', nameZh: '新人', nameEn: 'New', phone },
    })
    const { personId } = body.account
    expect(body.account.phone).toBe('****887')
    const see = (client: Client, reason: string) =>
      client.call('POST /accounts/:personId/unmask', { params: { personId }, body: { reason } })
    expect((await see(by.xitong, '通知值班')).body).toEqual({ phone })
    expect((await see(by.xitong, '')).status).toBe(400)
    expect((await see(by.shenji, '通知值班')).status).toBe(403)
    expect(await wholeDatabase(db)).not.toContain('8099887')

    const set = await by.xitong.call('POST /accounts/:personId/phone', {
      params: { personId },
      body: { phone: '13866668888' },
    })
    expect(set.body.accounts.find((one) => one.personId === personId)).toMatchObject({ phone: '138****8888' })
    await by.xitong.call('POST /accounts/:personId/phone', { params: { personId }, body: { phone: null } })
    expect((await see(by.xitong, '通知值班')).body).toEqual({ phone: null })
  })
})
