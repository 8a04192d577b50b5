import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api, type Route } from '../../domain/api.ts'
import type { PersonRole } from '../../domain/person.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { startApp, type Client, type TestApp } from '../api/client.ts'
import { exported } from '../api/exported.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, PASSWORD, WEST } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
let app: TestApp

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  for (const role of ['analyst', 'office', 'sysadmin', 'secadmin', 'auditor', 'agriculture'] as const)
    await givenPerson(db, role, { role })
  await givenPerson(db, 'township', { role: 'township', township: WEST })
  app = await startApp(db)
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const cookieOf = (reply: { headers: Headers }) =>
  app.withCookie(reply.headers.get('set-cookie')!.split(';')[0]!)
const age = (column: string, interval: string) =>
  db.query(`update work.session set ${column} = ${column} - $1::interval where ended_at is null`, [interval])

describe('a session that is not used ends', () => {
  test.each<[PersonRole, string, number]>([
    ['analyst', '14 minutes', 200],
    ['analyst', '15 minutes', 401],
    ['auditor', '15 minutes', 401],
    ['township', '29 minutes', 200],
    ['township', '30 minutes', 401],
  ])('of the %s after %s: %d', async (role, interval, status) => {
    const client = await app.signIn(role)
    await age('last_seen_at', interval)
    const { status: answered, problem } = await client.call('GET /session')
    expect(answered).toBe(status)
    if (status === 401) expect(problem.current).toEqual({ ended: 'idle' })
  })

  test('each use counts', async () => {
    const client = await app.signIn('analyst')
    for (let round = 0; round < 3; round += 1) {
      await age('last_seen_at', '14 minutes')
      expect((await client.call('GET /session')).status).toBe(200)
    }
  })
})

describe('a session ends in any case', () => {
  test.each<[PersonRole, string, number]>([
    ['analyst', '7 hours 59 minutes', 200],
    ['analyst', '8 hours', 401],
    ['sysadmin', '1 hour 59 minutes', 200],
    ['sysadmin', '2 hours', 401],
    ['secadmin', '2 hours', 401],
    ['auditor', '2 hours', 401],
  ])('of the %s after %s: %d', async (role, interval, status) => {
    const client = await app.signIn(role)
    await age('expires_at', interval)
    const { status: answered, problem } = await client.call('GET /session')
    expect(answered).toBe(status)
    if (status === 401) expect(problem.current).toEqual({ ended: 'expired' })
  })

  test('also where its token is changed', async () => {
    const client = await app.signIn('analyst')
    await age('expires_at', '7 hours')
    const reply = await client.call('POST /session/step-up', { body: { password: PASSWORD } })
    expect(reply.body.endsInSeconds).toBeLessThanOrEqual(3600)
    expect((await cookieOf(reply).call('GET /session')).body.endsInSeconds).toBeLessThanOrEqual(3600)
  })

  test('the answer says when', async () => {
    const { body } = await (await app.signIn('township')).call('GET /session')
    expect(body).toMatchObject({ idleSeconds: 1800, lacks: null })
    expect(body.endsInSeconds).toBeGreaterThan(7.9 * 3600)
  })
})

describe('the token changes', () => {
  test('at step-up: the old one serves no more, and is told that the session goes on', async () => {
    const before = await app.signIn('analyst')
    const after = cookieOf(await before.call('POST /session/step-up', { body: { password: PASSWORD } }))
    expect(after.cookie).not.toBe(before.cookie)
    expect((await after.call('GET /session')).status).toBe(200)
    expect((await before.call('GET /session')).problem.current).toEqual({ ended: 'rotated' })
    expect((await after.call('GET /session')).status).toBe(200)
  })

  test('at sign-in, whatever cookie the browser brought', async () => {
    const before = await app.signIn('analyst')
    const reply = await before.call('POST /session', { body: { login: 'office', password: PASSWORD } })
    expect(cookieOf(reply).cookie).not.toBe(before.cookie)
    expect((await before.call('GET /session')).status).toBe(401)
  })

  test('two step-ups with one token: one session goes on', async () => {
    const client = await app.signIn('analyst')
    const prove = () => client.call('POST /session/step-up', { body: { password: PASSWORD } })
    const replies = await Promise.all([prove(), prove()])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  test('a second sign-in displaces the first, and both are told', async () => {
    const first = await app.signIn('analyst')
    const reply = await app.visitor.call('POST /session', { body: { login: 'analyst', password: PASSWORD } })
    expect(reply.body.hasDisplaced).toBe(true)
    expect((await first.call('GET /session')).problem.current).toEqual({ ended: 'displaced' })
    await age('last_seen_at', '15 minutes')
    const alone = await app.visitor.call('POST /session', { body: { login: 'analyst', password: PASSWORD } })
    expect(alone.body.hasDisplaced).toBe(false)
  })
})

describe('the cookie', () => {
  const entering = (server: TestApp) =>
    server.visitor.call('POST /session', { body: { login: 'agriculture', password: PASSWORD } })

  test('on loopback is plain; elsewhere it is of this host alone, and by TLS', async () => {
    expect((await entering(app)).headers.get('set-cookie')).toMatch(
      /^sid=[\w-]{43}; Max-Age=\d+; Path=\/; .*HttpOnly; SameSite=Strict$/,
    )
    const open = await startApp(db, { isLoopback: false })
    const cookie = (await entering(open)).headers.get('set-cookie')!
    expect(cookie).toMatch(
      /^__Host-sid=[\w-]{43}; Max-Age=\d+; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/,
    )
    const [pair] = cookie.split(';')
    expect((await open.withCookie(pair!).call('GET /session')).status).toBe(200)
    // A plain one is none there: somebody on the line could have planted it.
    expect((await open.withCookie(pair!.replace('__Host-', '')).call('GET /session')).status).toBe(401)
    await open.close()
  })

  test('behind a trusted proxy that speaks TLS it is the strict one', async () => {
    const proxied = await startApp(db, { network: { trustProxy: ['127.0.0.1'], adminCidr: [] } })
    const { headers } = await proxied.visitor.call('POST /session', {
      body: { login: 'agriculture', password: PASSWORD },
      headers: { 'x-forwarded-proto': 'https' },
    })
    expect(headers.get('set-cookie')).toMatch(/^__Host-sid=/)
    await proxied.close()
  })

  test('goes with the session, and what the browser kept of the pages too', async () => {
    const client = await app.signIn('agriculture')
    const { headers } = await client.call('DELETE /session')
    expect(headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect(headers.get('set-cookie')).toMatch(/^sid=; .*1970/)
    expect((await client.call('GET /session')).problem.current).toEqual({ ended: 'signed-out' })
  })
})

describe('what asks for a fresh proof', () => {
  const asking = (Object.keys(api) as Route[]).filter((route) => 'stepUp' in api[route])

  test('are powers, factors and locks', () => {
    expect(asking).toEqual(
      expect.arrayContaining([
        'POST /accounts/:personId/posts',
        'POST /posts/:postId/revoke',
        'POST /posts/:postId/deputies',
        'POST /accounts/:personId/unlock',
        'POST /accounts/:personId/second-factor/reset',
        'POST /second-factor',
      ]),
    )
  })

  async function answersTo(client: Client, route: string): Promise<string> {
    const [method, template] = route.split(' ') as [string, string]
    const response = await client.fetch(`/api${template.replace(/:\w+/g, '1')}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
    })
    return ((await response.json()) as { code: string }).code
  }

  const roleFor = (route: Route): string => {
    const { permission } = api[route]
    if (typeof permission !== 'string') return permission[0] as string
    return 'analyst'
  }

  test.each(asking)('%s', async (route) => {
    const client = await app.signIn(roleFor(route))
    await age('proved_at', '5 minutes')
    expect(await answersTo(client, route)).toBe('step-up-required')
  })

  test.each(['csv', 'geojson'] as const)('an export as %s: no older than five minutes', async (format) => {
    const client = await app.signIn('analyst')
    await givenReport(db)
    const ask = (by: Client) => exported(by, { format })
    await age('proved_at', '4 minutes')
    expect((await ask(client)).status).toBe(200)
    await age('proved_at', '1 minute')
    const refused = await ask(client)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ code: 'step-up-required' })
    const proved = await client.call('POST /session/step-up', { body: { password: PASSWORD } })
    expect((await ask(cookieOf(proved))).status).toBe(200)
  })

  test.each([
    ['a wrong password', { password: 'wrong' }, 'wrong-credentials'],
    ['a code without a second factor', { code: '123456' }, 'wrong-code'],
    ['nothing', {}, 'invalid-request'],
    ['both', { password: PASSWORD, code: '123456' }, 'invalid-request'],
  ])('%s proves nothing', async (_name, body, code) => {
    const client = await app.signIn('office')
    expect((await client.call('POST /session/step-up', { body })).problem.code).toBe(code)
  })

  test('wrong proofs lock the account', async () => {
    await givenPerson(db, 'hasty', { role: 'analyst' })
    const client = await app.signIn('hasty')
    const prove = (password: string) => client.call('POST /session/step-up', { body: { password } })
    for (let attempt = 0; attempt < 5; attempt += 1) await prove('wrong')
    expect((await prove(PASSWORD)).problem.code).toBe('too-many-requests')
  })
})

describe('what is turned away at the door', () => {
  const refusals = async (where: string) => {
    const { rows } = await db.query<{ reason: string | null; object: string | null }>(
      `select reason, object from audit.event where outcome = 'refused' and ${where} order by seq`,
    )
    return rows
  }

  test('leaves one event a minute and login', async () => {
    await givenPerson(db, 'locked', { role: 'analyst' })
    const attempt = () => app.visitor.call('POST /session', { body: { login: 'locked', password: 'wrong' } })
    for (let attempts = 0; attempts < 9; attempts += 1) await attempt()
    const rows = await refusals(`object = 'login:locked'`)
    expect(rows.map(({ reason }) => reason)).toEqual([null, null, null, null, null, 'locked'])
  })

  test('also where one address tried too often; of an unknown login nothing is kept', async () => {
    const strict = await startApp(db, { attemptsPerMinute: 1 })
    const attempt = (login: string) =>
      strict.visitor.call('POST /session', { body: { login, password: 'wrong' } })
    await attempt('agriculture')
    for (const login of ['agriculture', 'agriculture', 'a-password', 'another'])
      expect((await attempt(login)).problem.code).toBe('too-many-requests')
    const rows = await refusals(`reason = 'too many attempts from the address'`)
    expect(rows.map(({ object }) => object)).toEqual(['login:agriculture', null])
    await strict.close()
  })
})
