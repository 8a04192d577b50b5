import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { api, type Route } from '../../domain/api.ts'
import type { PersonRole } from '../../domain/person.ts'
import { FACTOR_POSTS } from '../../server/access/factor-policy.ts'
import { codeOf, stepAt } from '../../server/sign-in/totp.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { grantPost } from '../../server/queries/posts.ts'
import { startApp, type Client, type TestApp } from '../api/client.ts'
import { DISTRICT, givenDistrict, givenPerson, PASSWORD, WEST } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

const STEP_MS = 30_000

let db: Database
let app: TestApp
/** What the server reads codes by. */
let now = Date.UTC(2026, 5, 1)

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  app = await startApp(db, { factorPosts: FACTOR_POSTS, now: () => now })
})
afterAll(async () => {
  await app.close()
  await db.close()
})
// A step that no test has used.
beforeEach(() => {
  now += 10 * STEP_MS
})

let made = 0
async function somebody(role: PersonRole = 'secadmin'): Promise<string> {
  const login = `p${made++}.${role}`
  await givenPerson(db, login, { role, ...(role === 'township' && { township: WEST }) })
  return login
}
const code = (secret: string, steps = 0) => codeOf(secret, stepAt(now) + steps)

const password = async (login: string) => {
  const { body, headers, problem } = await app.visitor.call('POST /session', {
    body: { login, password: PASSWORD },
  })
  const cookie = headers.get('set-cookie')?.split(';')[0]
  return { body, problem, client: app.withCookie(cookie ?? '') }
}
const cookieOf = (reply: { headers: Headers }) =>
  app.withCookie(reply.headers.get('set-cookie')!.split(';')[0]!)

/** Somebody with a second factor, signed in. */
async function enrolled(role: PersonRole = 'secadmin') {
  const login = await somebody(role)
  const { client } = await password(login)
  const { secret } = (await client.call('POST /second-factor', { body: {} })).body
  const reply = await client.call('POST /second-factor/confirm', { body: { code: code(secret) } })
  now += 2 * STEP_MS
  return { login, secret, recoveryCodes: reply.body.recoveryCodes, client: cookieOf(reply) }
}
const giveCode = async (login: string, typed: string) => {
  const { client } = await password(login)
  return client.call('POST /session/code', { body: { code: typed } })
}

describe('a post that demands a second factor', () => {
  test.each<[PersonRole, boolean]>([
    ['sysadmin', true],
    ['secadmin', true],
    ['auditor', true],
    ['office', true],
    ['analyst', false],
    ['agriculture', false],
    ['township', false],
  ])('%s: %s', async (role, isDemanded) => {
    const { body } = await password(await somebody(role))
    expect(body.lacks).toBe(isDemanded ? 'enrolment' : null)
  })

  test.each(['SV', 'PS', 'CT', 'PR', 'FN'])('an officer of %s', async (unit) => {
    const login = `officer.${unit.toLowerCase()}`
    const { personId } = await givenPerson(db, login, { role: 'analyst' })
    const { rows } = await db.query<{ org_id: string }>(
      'select org_id from work.organisation where code = $1',
      [unit],
    )
    const forEver = { validFrom: '2020-01-01', validTo: null, grantedBy: null } as const
    await grantPost(db, { personId, orgId: rows[0]!.org_id, role: 'officer', ...forEver })
    expect((await password(login)).body.lacks).toBe(unit === 'FN' ? null : 'enrolment')
  })

  test('others by the installation’s own policy', async () => {
    const strict = await startApp(db, { factorPosts: ['TW'] })
    const login = await somebody('township')
    const { body } = await strict.visitor.call('POST /session', { body: { login, password: PASSWORD } })
    expect(body.lacks).toBe('enrolment')
    await strict.close()
  })

  test('the demo’s people come in by a password, on loopback only', async () => {
    const login = await somebody('secadmin')
    await db.query('update work.person set is_demo = true where login = $1', [login])
    expect((await password(login)).body.lacks).toBeNull()
    const open = await startApp(db, { factorPosts: FACTOR_POSTS, isLoopback: false })
    const { body } = await open.visitor.call('POST /session', { body: { login, password: PASSWORD } })
    expect(body.lacks).toBe('enrolment')
    await open.close()
  })
})

describe('before a second factor is enrolled, nothing else is served', () => {
  let entering: Client
  beforeAll(async () => {
    entering = (await password(await somebody('secadmin'))).client
  })

  const closed = (Object.keys(api) as Route[]).filter((route) => {
    const { permission, entering: of = [] } = api[route] as {
      permission: unknown
      entering?: readonly string[]
    }
    return permission !== 'anyone' && !of.includes('enrolment')
  })

  test.each(closed)('%s', async (route) => {
    const [method, template] = route.split(' ') as [string, string]
    const response = await entering.fetch(`/api${template.replace(/:\w+/g, '1')}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
    })
    expect(await response.json()).toMatchObject({ code: 'second-factor-required', status: 403 })
  })

  test.each([
    '/api/exports/1/file',
    `/api/tiles/reports/${DISTRICT}/1/12/3332/1600.mvt`,
    '/api/tiles/layers/1000/12/3332/1600.mvt',
  ])('%s', async (address) => {
    expect((await entering.fetch(address)).status).toBe(401)
  })

  test('a password alone ends nobody’s session', async () => {
    const { login, client } = await enrolled()
    await password(login)
    expect((await client.call('GET /session')).status).toBe(200)
  })
})

describe('enrolling', () => {
  test('a code of the secret shown turns it on, and lets in', async () => {
    const { client, recoveryCodes, login } = await enrolled()
    expect((await client.call('GET /session')).body).toMatchObject({ lacks: null, person: { login } })
    expect(new Set(recoveryCodes).size).toBe(10)
    expect((await password(login)).body.lacks).toBe('code')
  })

  test('a wrong code does not', async () => {
    const { client } = await password(await somebody())
    await client.call('POST /second-factor', { body: {} })
    const { problem } = await client.call('POST /second-factor/confirm', { body: { code: '000000' } })
    expect(problem).toMatchObject({ code: 'wrong-code', status: 401 })
  })

  test('a secret that was shown a quarter of an hour ago serves no more', async () => {
    const login = await somebody()
    const { client } = await password(login)
    const { secret } = (await client.call('POST /second-factor', { body: {} })).body
    await db.query(`update work.second_factor set pending_since = now() - interval '15 minutes 1 second'
        where pending is not null`)
    const { problem } = await client.call('POST /second-factor/confirm', { body: { code: code(secret) } })
    expect(problem.code).toBe('conflict')
  })

  test('who has none by duty may have one, and change it with a fresh proof', async () => {
    const login = await somebody('analyst')
    const { client } = await password(login)
    await db.query(`update work.session set proved_at = now() - interval '6 minutes'`)
    const refused = await client.call('POST /second-factor', { body: {} })
    expect(refused.problem.code).toBe('step-up-required')
    const proved = cookieOf(await client.call('POST /session/step-up', { body: { password: PASSWORD } }))
    expect((await proved.call('POST /second-factor', { body: {} })).status).toBe(200)
  })

  test('the secret is stored encrypted for its own row, the recovery codes as hashes', async () => {
    const { secret, recoveryCodes } = await enrolled()
    const { rows } = await db.query<{ stored: string }>(
      `select string_agg(encode(secret, 'escape'), ' ') || (select string_agg(encode(code_sha256, 'escape'), ' ') from work.recovery_code)
              as stored from work.second_factor`,
    )
    expect(rows[0]!.stored).not.toContain(secret)
    expect(rows[0]!.stored).not.toContain(recoveryCodes[0]!)
    const one = await enrolled()
    const other = await enrolled()
    await db.query(
      `update work.second_factor f set secret = (select secret from work.second_factor g join work.person p using (person_id) where p.login = $1)
         from work.person p where p.person_id = f.person_id and p.login = $2`,
      [one.login, other.login],
    )
    expect((await giveCode(other.login, code(one.secret))).status).toBe(500)
  })
})

describe('a code', () => {
  test.each([
    [-2, 401],
    [-1, 200],
    [0, 200],
    [1, 200],
    [2, 401],
  ])('of %d steps away answers %d', async (away, status) => {
    const { login, secret } = await enrolled()
    now += 5 * STEP_MS
    expect((await giveCode(login, code(secret, away))).status).toBe(status)
  })

  test('serves once, also for two at the same moment and for a step-up', async () => {
    const { login, secret } = await enrolled()
    const replies = await Promise.all([giveCode(login, code(secret)), giveCode(login, code(secret))])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401])
    expect((await giveCode(login, code(secret))).problem.code).toBe('wrong-code')
    const client = cookieOf(replies.find(({ status }) => status === 200)!)
    const again = await client.call('POST /session/step-up', { body: { code: code(secret) } })
    expect(again.problem.code).toBe('wrong-code')
    now += STEP_MS
    expect((await client.call('POST /session/step-up', { body: { code: code(secret) } })).status).toBe(200)
  })

  test('that is wrong five times locks the account, also between right passwords', async () => {
    const { login, secret } = await enrolled()
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect((await giveCode(login, '000000')).problem.code).toBe('wrong-code')
    const { client, problem } = await password(login)
    expect(problem.code).toBe('too-many-requests')
    expect((await client.call('POST /session/code', { body: { code: code(secret) } })).status).not.toBe(200)
  })

  test('is asked for where a password is changed', async () => {
    const { login, secret } = await enrolled()
    const change = (more: { code?: string }) =>
      app.visitor.call('POST /password', {
        body: { login, password: PASSWORD, newPassword: 'Newer1fields!', ...more },
      })
    expect((await change({})).problem.code).toBe('second-factor-required')
    expect((await change({ code: code(secret) })).status).toBe(200)
  })
})

describe('a recovery code', () => {
  test('lets in once, and says how many are left', async () => {
    const { login, recoveryCodes } = await enrolled()
    const first = await giveCode(login, recoveryCodes[0]!.toLowerCase())
    expect(first.body.recoveryLeft).toBe(9)
    expect((await giveCode(login, recoveryCodes[0]!)).problem.code).toBe('wrong-code')
    expect((await giveCode(login, recoveryCodes[1]!)).body.recoveryLeft).toBe(8)
  })

  test('is of its own account', async () => {
    const one = await enrolled()
    const other = await enrolled()
    expect((await giveCode(other.login, one.recoveryCodes[0]!)).problem.code).toBe('wrong-code')
  })

  test('proves nothing to a session, and goes with the factor', async () => {
    const { login, client, recoveryCodes } = await enrolled()
    const { problem } = await client.call('POST /session/step-up', { body: { code: recoveryCodes[0]! } })
    expect(problem.code).toBe('wrong-code')
    const { secret } = (await client.call('POST /second-factor', { body: {} })).body
    await client.call('POST /second-factor/confirm', { body: { code: code(secret) } })
    expect((await giveCode(login, recoveryCodes[0]!)).problem.code).toBe('wrong-code')
  })
})

describe('a lost second factor', () => {
  const idOf = async (login: string) => {
    const { rows } = await db.query<{ person_id: string }>(
      'select person_id from work.person where login = $1',
      [login],
    )
    return { personId: rows[0]!.person_id }
  }

  test('is reset by the security administrator: sessions end, and a new one is enrolled', async () => {
    const security = await enrolled('secadmin')
    const { login, client } = await enrolled('office')
    const params = await idOf(login)
    const shown = async () =>
      (await security.client.call('GET /accounts')).body.accounts.find((one) => one.login === login)!
    expect(await shown()).toMatchObject({ factorSince: expect.any(String) as string, recoveryLeft: 10 })
    const reply = await security.client.call('POST /accounts/:personId/second-factor/reset', { params })
    expect(reply.status).toBe(200)
    expect(await shown()).toMatchObject({ factorSince: null, recoveryLeft: 0 })
    expect((await client.call('GET /session')).problem.current).toEqual({ ended: 'factor' })
    expect((await password(login)).body.lacks).toBe('enrolment')
    const { rows } = await db.query<{ actor: string }>(
      `select actor from audit.event where action = 'factor.reset' and object = $1`,
      [`person:${params.personId}`],
    )
    expect(rows).toEqual([{ actor: security.login }])
  })

  test('not by himself, by the system administrator, or without a fresh proof', async () => {
    const security = await enrolled('secadmin')
    const system = await enrolled('sysadmin')
    const reset = async (by: Client, login: string) =>
      by.call('POST /accounts/:personId/second-factor/reset', { params: await idOf(login) })
    expect((await reset(security.client, security.login)).problem.code).toBe('conflict')
    expect((await reset(system.client, security.login)).problem.code).toBe('forbidden')
    await db.query(`update work.session set proved_at = now() - interval '6 minutes'`)
    expect((await reset(security.client, system.login)).problem.code).toBe('step-up-required')
  })
})
