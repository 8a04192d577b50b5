import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { createLog } from '../../server/http/log.ts'
import { startApp, type Client, type TestApp } from '../api/client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

// Secrets are sent by every way that a request has, to every kind of endpoint, with the log at its most talkative.

const PASSWORD = 'Grain2fields!planted'
const TOKEN = 'Zk3-fJ9_qLw8Rr0Vt2Yx5Bn7Cm1Dp4Ge6Hs8Ju0Kv2w'
const PHONE = '13812341234'
const ID_NO = '11010519491231002X'
const NAME = '王五六'
const [LON, LAT] = [113.0512345, 36.0123456]
const SECRETS = [PASSWORD, TOKEN, PHONE, ID_NO, NAME, encodeURIComponent(NAME)]
/** To more than 0.01°. */
const PLACES = ['113.051', '36.012']

let db: Database
let app: TestApp
let analyst: Client
let sysadmin: Client
const lines: string[] = []

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'xitong', { role: 'sysadmin' })
  app = await startApp(db, {
    withJobs: true,
    log: createLog({ logLevel: 'trace' }, { write: (line) => void lines.push(line) }),
  })
  analyst = await app.signIn('fenxi')
  sysadmin = await app.signIn('xitong')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const send = (client: Client, method: string, path: string, body?: unknown, headers = {}) =>
  client.fetch(`/api${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      authorization: `Bearer ${TOKEN}`,
      'x-note': `${PHONE} ${ID_NO}`,
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })

const bowTie = {
  type: 'Polygon',
  coordinates: [
    [
      [LON, LAT],
      [LON + 0.001, LAT + 0.001],
      [LON + 0.001, LAT],
      [LON, LAT + 0.001],
      [LON, LAT],
    ],
  ],
}
const people = { name: NAME, phone: PHONE, idNo: ID_NO }

async function upload(path: string, content: string, fields: Record<string, string>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([content]), 'people.geojson')
  return analyst.fetch(`/api${path}`, {
    method: 'POST',
    headers: { 'x-requested-by': 'test', 'idempotency-key': crypto.randomUUID() },
    body: form,
  })
}

async function brokenParty(): Promise<string> {
  const reportId = await givenReport(db)
  const path = `/reports/${DISTRICT}/${reportId}/parties`
  const reply = await send(analyst, 'POST', path, { role: 'party', ...people })
  const { parties } = (await reply.json()) as { parties: { partyId: string }[] }
  const { partyId } = parties[0]!
  await db.query(
    `update work.party set phone = set_bit(phone, 170, 1 - get_bit(phone, 170)) where party_id = $1`,
    [partyId],
  )
  return `${path}/${partyId}/unmask`
}

const CALLS: readonly [name: string, status: number, call: () => Promise<Response>][] = [
  [
    'a wrong password',
    401,
    () => send(app.visitor, 'POST', '/session', { login: 'fenxi', password: PASSWORD }),
  ],
  [
    'a password for a login',
    401,
    () => send(app.visitor, 'POST', '/session', { login: PASSWORD, password: 'x' }),
  ],
  [
    'a change of password',
    401,
    () =>
      send(app.visitor, 'POST', '/password', {
        login: 'fenxi',
        password: PASSWORD,
        newPassword: `${PASSWORD}2`,
      }),
  ],
  ['a link', 422, () => send(app.visitor, 'POST', '/activation', { token: TOKEN, password: PASSWORD })],
  ['a session that there is not', 401, () => send(app.withCookie(`sid=${TOKEN}`), 'GET', '/session')],
  [
    'a body that is no JSON',
    400,
    () => send(app.visitor, 'POST', '/session', `{"password": "${PASSWORD}", }`),
  ],
  [
    'a body with a key twice',
    400,
    () => send(app.visitor, 'POST', '/session', `{"${PASSWORD}":1,"login":"${PHONE}","login":"x"}`),
  ],
  [
    'a search by name',
    200,
    () => send(analyst, 'GET', `/reports?district=${DISTRICT}&search=${encodeURIComponent(NAME)}`),
  ],
  [
    'a search by phone, wrongly',
    400,
    () => send(analyst, 'GET', `/reports?district=${PHONE}&search=${PHONE}`),
  ],
  [
    'a search by place',
    200,
    () => send(analyst, 'GET', `/reports?district=${DISTRICT}&search=${LON},${LAT}`),
  ],
  ['identifying', 200, () => send(analyst, 'GET', `/identify?district=${DISTRICT}&lon=${LON}&lat=${LAT}`)],
  [
    'an export',
    400,
    () =>
      send(analyst, 'POST', '/exports', {
        district: DISTRICT,
        format: 'csv',
        filter: { search: PHONE },
        purpose: NAME,
        recipient: ID_NO,
      }),
  ],
  [
    'a tile',
    200,
    () => send(analyst, 'GET', `/tiles/reports/${DISTRICT}/1/18/213344/102766.mvt?search=${PHONE}`),
  ],
  [
    'a polygon',
    422,
    () => send(analyst, 'POST', '/geometry/check', { district: DISTRICT, geometry: bowTie }),
  ],
  [
    'a report',
    422,
    () =>
      send(analyst, 'POST', '/reports', {
        district: DISTRICT,
        reportedOn: '2025-05-01',
        geometry: bowTie,
        parties: [{ role: 'party', ...people }],
      }),
  ],
  [
    'a report with a person that is none',
    400,
    () =>
      send(analyst, 'POST', '/reports', {
        district: DISTRICT,
        reportedOn: '2025-05-01',
        geometry: bowTie,
        parties: [{ role: NAME, name: 1, phone: `${PHONE}x`, idNo: `${ID_NO}-` }],
      }),
  ],
  [
    'a person',
    200,
    async () =>
      send(analyst, 'POST', `/reports/${DISTRICT}/${await givenReport(db)}/parties`, {
        role: 'party',
        ...people,
      }),
  ],
  [
    'a search for a person',
    200,
    () => send(analyst, 'POST', '/parties/search', { district: DISTRICT, phone: PHONE }),
  ],
  [
    'a search for two',
    400,
    () => send(analyst, 'POST', '/parties/search', { district: DISTRICT, phone: PHONE, idNo: ID_NO }),
  ],
  [
    'a person that does not open',
    500,
    async () => send(analyst, 'POST', await brokenParty(), { reason: '核实' }),
  ],
  [
    'a file of people that is refused',
    202,
    () =>
      upload(
        '/reports/import',
        JSON.stringify({
          type: 'FeatureCollection',
          features: [
            {
              type: 'Feature',
              properties: { 当事人: NAME, 联系电话: PHONE, 身份证号: ID_NO },
              geometry: bowTie,
            },
          ],
        }),
        { district: DISTRICT, reportedOn: '2025-05-01' },
      ),
  ],
  [
    'a file that is none',
    202,
    () =>
      upload('/reports/import', `{"type": ${NAME} ${PHONE}`, {
        district: DISTRICT,
        reportedOn: '2025-05-01',
      }),
  ],
  ['a form field', 400, () => upload('/reports/import', '{}', { district: PHONE, reportedOn: NAME })],
  [
    'an account',
    200,
    () =>
      send(sysadmin, 'POST', '/accounts', { login: 'xinren', nameZh: '新人', nameEn: 'New', phone: PHONE }),
  ],
  [
    'an account that is refused',
    400,
    () =>
      send(sysadmin, 'POST', '/accounts', { login: PASSWORD, nameZh: '', nameEn: 'New', phone: `${PHONE}x` }),
  ],
  ['no endpoint', 404, () => send(analyst, 'GET', `/people/${PHONE}/${ID_NO}?token=${TOKEN}`)],
  ['no page', 404, () => app.visitor.fetch(`/people/${TOKEN}/${PHONE}.txt?password=${PASSWORD}`)],
  [
    'another site',
    403,
    () => send(analyst, 'POST', '/parties/search', { phone: PHONE }, { 'sec-fetch-site': 'cross-site' }),
  ],
]

describe('what is sent in confidence', () => {
  test.each(CALLS)(
    'is neither in the log nor in the answer to what is refused: %s',
    async (_name, expected, call) => {
      lines.length = 0
      const reply = await call()
      const answer = await reply.text()
      expect(reply.status, answer).toBe(expected)
      // Jobs log for themselves.
      if (expected === 202) await jobsEnded()
      const log = lines.join('')
      expect(log).toContain(reply.headers.get('x-request-id'))
      for (const secret of [...SECRETS, ...PLACES]) expect(log).not.toContain(secret)
      if (expected >= 400) for (const secret of SECRETS) expect(answer).not.toContain(secret)
    },
  )

  test('the refusal of a file tells nobody either', async () => {
    const { rows } = await db.query<{ text: string }>('select j::text as text from work.job j')
    expect(rows.length).toBeGreaterThan(0)
    for (const { text } of rows) for (const secret of SECRETS) expect(text).not.toContain(secret)
  })
})

const jobsEnded = () =>
  expect
    .poll(async () => (await db.query('select from work.job where ended_at is null')).rowCount, {
      timeout: 30_000,
    })
    .toBe(0)
