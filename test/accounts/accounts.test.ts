import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PersonRole } from '../../domain/person.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { ifMatch, startApp, type Client, type TestApp } from '../api/client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, PASSWORD } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
let app: TestApp
let system: Client
let security: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  for (const role of ['sysadmin', 'secadmin', 'auditor', 'analyst', 'agriculture'] as const)
    await givenPerson(db, role, { role })
  app = await startApp(db)
  system = await app.signIn('sysadmin')
  security = await app.signIn('secadmin')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const GOOD = 'Grain2fields!'
const EVER = { validFrom: '2020-01-01', validTo: null }

const organisation = async (code: string) => {
  const { organisations } = (await system.call('GET /organisations')).body
  return organisations.find((one) => one.code === code)!
}
const account = async (login: string) =>
  (await system.call('GET /accounts')).body.accounts.find((one) => one.login === login)!

let invited = 0
/** An account with its link, and no post. */
async function invite(login = `person${invited++}`) {
  const { body } = await system.call('POST /accounts', {
    body: { login, nameZh: login, nameEn: login, phone: null },
  })
  return { login, personId: body.account.personId, token: body.activation.token }
}
const activate = (token: string, password = GOOD) =>
  app.visitor.call('POST /activation', { body: { token, password } })
const signIn = (login: string, password = GOOD) =>
  app.visitor.call('POST /session', { body: { login, password } })
async function grant(
  personId: string,
  role: PersonRole,
  code: string,
  dates: { validFrom: string; validTo: string | null } = EVER,
) {
  const { orgId } = await organisation(code)
  return security.call('POST /accounts/:personId/posts', {
    params: { personId },
    body: { orgId, role, ...dates },
  })
}
/** Somebody with a password and a post. */
async function officer(role: PersonRole, code: string) {
  const person = await invite()
  await activate(person.token)
  await grant(person.personId, role, code)
  return person
}

describe('a new account', () => {
  test('nobody gets in before the link was used and a second administrator gave a post', async () => {
    const { login, personId, token } = await invite()
    expect((await signIn(login)).problem.code).toBe('wrong-credentials')
    expect((await activate(token)).body).toEqual({ login })
    expect((await signIn(login)).problem.code).toBe('no-post')
    expect((await grant(personId, 'analyst', 'NR')).status).toBe(200)
    expect((await signIn(login)).body.person).toMatchObject({
      login,
      role: 'analyst',
      org: { code: 'NR' },
      actsFor: null,
    })
  })

  test('its link serves once, and a refused password does not use it up', async () => {
    const { token } = await invite()
    const { problem } = await activate(token, 'short')
    expect(problem).toMatchObject({
      code: 'weak-password',
      errors: [{ code: 'too-short' }, { code: 'too-plain' }, { code: 'common' }],
    })
    expect((await activate(token)).status).toBe(200)
    expect((await activate(token)).problem.code).toBe('link-expired')
  })

  test('its link serves for a day', async () => {
    const { token } = await invite()
    await db.query(
      `update work.activation set expires_at = now() - interval '1 second' where used_at is null`,
    )
    expect((await activate(token)).problem.code).toBe('link-expired')
  })

  test('a new link makes the one before useless, ends the session, and takes the password away', async () => {
    const { login, personId } = await officer('analyst', 'NR')
    const client = await app.signIn(login, GOOD)
    const { body } = await system.call('POST /accounts/:personId/activation', { params: { personId } })
    expect((await client.call('GET /session')).status).toBe(401)
    expect((await signIn(login)).problem.code).toBe('wrong-credentials')
    expect((await activate(body.activation.token, 'Another1field')).status).toBe(200)
    expect((await signIn(login, 'Another1field')).status).toBe(200)
  })

  test('a login that is taken is refused, and nothing is half made', async () => {
    const before = (await system.call('GET /accounts')).body.accounts.length
    const { problem } = await system.call('POST /accounts', {
      body: { login: 'analyst', nameZh: '又', nameEn: 'again', phone: null },
    })
    expect(problem).toMatchObject({ code: 'conflict', errors: [{ pointer: '/login' }] })
    expect((await system.call('GET /accounts')).body.accounts.length).toBe(before)
  })

  test('accounts show no password, not even a hash', async () => {
    expect(JSON.stringify((await system.call('GET /accounts')).body)).not.toContain('argon2')
  })
})

describe('passwords', () => {
  test('are changed by who knows the old one; the last five are not taken again; every session ends', async () => {
    const { login } = await officer('analyst', 'NR')
    const change = (password: string, newPassword: string) =>
      app.visitor.call('POST /password', { body: { login, password, newPassword } })
    const client = await app.signIn(login, GOOD)
    const passwords = [GOOD, 'Grain3fields!', 'Grain4fields!', 'Grain5fields!', 'Grain6fields!']
    expect((await change('wrong', passwords[1]!)).problem.code).toBe('wrong-credentials')
    expect((await change(GOOD, GOOD)).problem).toMatchObject({ errors: [{ code: 'used-before' }] })
    for (let at = 1; at < passwords.length; at += 1)
      expect((await change(passwords[at - 1]!, passwords[at]!)).status).toBe(200)
    expect((await change(passwords[4]!, GOOD)).problem.code).toBe('weak-password')
    expect((await change(passwords[4]!, 'Grain7fields!')).status).toBe(200)
    expect((await change('Grain7fields!', GOOD)).status).toBe(200)
    expect((await client.call('GET /session')).problem).toMatchObject({ current: { ended: 'password' } })
  })

  test('one that is too old must be changed before anything else', async () => {
    const { login } = await officer('analyst', 'NR')
    await db.query(`update work.person set password_set_at = now() - interval '91 days' where login = $1`, [
      login,
    ])
    expect((await signIn(login)).problem.code).toBe('password-expired')
    const body = { login, password: GOOD, newPassword: 'Newer1fields!' }
    expect((await app.visitor.call('POST /password', { body })).status).toBe(200)
    expect((await signIn(login, 'Newer1fields!')).status).toBe(200)
  })
})

describe('an account that nobody used for sixty days', () => {
  test('is asleep, also for a change of password, until a new link wakes it', async () => {
    const { login, personId } = await officer('analyst', 'NR')
    await db.query(`update work.person set last_used_at = now() - interval '61 days' where login = $1`, [
      login,
    ])
    expect((await signIn(login)).problem.code).toBe('wrong-credentials')
    const body = { login, password: GOOD, newPassword: 'Newer1fields!' }
    expect((await app.visitor.call('POST /password', { body })).problem.code).toBe('wrong-credentials')
    const link = await system.call('POST /accounts/:personId/activation', { params: { personId } })
    await activate(link.body.activation.token, 'Newer1fields!')
    expect((await signIn(login, 'Newer1fields!')).status).toBe(200)
  })
})

test('a link that two use at once serves one', async () => {
  const { token } = await invite()
  const replies = await Promise.all([activate(token), activate(token, 'Another1field')])
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 422])
})

describe('locking', () => {
  test('five failures lock the account, also for the right password; only the security administrator unlocks it', async () => {
    const { login, personId } = await officer('analyst', 'NR')
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn(login, 'wrong')
    expect((await signIn(login)).problem.code).toBe('too-many-requests')
    expect((await account(login)).lockedUntil).not.toBeNull()
    const params = { personId }
    expect((await system.call('POST /accounts/:personId/unlock', { params })).status).toBe(403)
    expect((await security.call('POST /accounts/:personId/unlock', { params })).status).toBe(200)
    expect((await account(login)).lockedUntil).toBeNull()
  })

  test('wrong passwords at the same moment are all counted', async () => {
    const { login } = await officer('analyst', 'NR')
    const { rows: before } = await db.query<{ lockouts: number }>(
      'select lockouts from work.person where login = $1',
      [login],
    )
    await Promise.all(Array.from({ length: 4 }, () => signIn(login, 'wrong')))
    const { rows } = await db.query<{ failures: number }>(
      'select failures from work.person where login = $1',
      [login],
    )
    expect([before[0]!.lockouts, rows[0]!.failures]).toEqual([0, 4])
  })
})

describe('what is taken away is gone with the next request', () => {
  test('a disabled account', async () => {
    const { login, personId } = await officer('analyst', 'NR')
    const client = await app.signIn(login, GOOD)
    await system.call('POST /accounts/:personId/status', { params: { personId }, body: { isDisabled: true } })
    expect((await client.call('GET /session')).problem).toMatchObject({
      status: 401,
      current: { ended: 'disabled' },
    })
    expect((await signIn(login)).problem.code).toBe('wrong-credentials')
    await system.call('POST /accounts/:personId/status', {
      params: { personId },
      body: { isDisabled: false },
    })
    expect((await signIn(login)).status).toBe(200)
  })

  test('a post, and one whose last day was yesterday', async () => {
    const { login, personId } = await officer('analyst', 'NR')
    const client = await app.signIn(login, GOOD)
    const [post] = (await account(login)).posts
    await security.call('POST /posts/:postId/revoke', { params: { postId: post!.postId } })
    expect((await client.call('GET /reports', { query: { district: DISTRICT } })).status).toBe(401)
    await grant(personId, 'analyst', 'NR', { validFrom: '2020-01-01', validTo: '2020-12-31' })
    expect((await signIn(login)).problem.code).toBe('no-post')
  })

  test('a session, when its owner signs in elsewhere: he is told', async () => {
    const { login } = await officer('analyst', 'NR')
    const first = await app.signIn(login, GOOD)
    await app.signIn(login, GOOD)
    expect((await first.call('GET /session')).problem).toMatchObject({
      code: 'not-signed-in',
      current: { ended: 'displaced' },
    })
  })
})

describe('posts', () => {
  test.each<[PersonRole, string]>([
    ['analyst', 'AG'],
    ['agriculture', 'NR'],
    ['township', 'NR'],
    ['office', 'SV'],
    ['officer', 'LO'],
    ['auditor', 'LO'],
  ])('%s is no post of %s', async (role, code) => {
    const { personId } = await invite()
    expect((await grant(personId, role, code)).problem).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/role' }],
    })
  })

  test.each<[PersonRole, string, PersonRole, string]>([
    ['sysadmin', 'PL', 'secadmin', 'PL'],
    ['sysadmin', 'PL', 'auditor', 'PL'],
    ['auditor', 'PL', 'officer', 'SV'],
    ['officer', 'SV', 'secadmin', 'PL'],
  ])('nobody holds %s (%s) and %s (%s)', async (one, first, other, second) => {
    const { personId } = await invite()
    expect((await grant(personId, one, first)).status).toBe(200)
    expect((await grant(personId, other, second)).problem.code).toBe('conflict')
  })

  test('nobody gives a post to himself, and system administrators give none', async () => {
    const self = await account('secadmin')
    expect((await grant(self.personId, 'secadmin', 'PL')).problem.code).toBe('conflict')
    const { personId } = await invite()
    const { orgId } = await organisation('NR')
    const reply = await system.call('POST /accounts/:personId/posts', {
      params: { personId },
      body: { orgId, role: 'analyst', ...EVER },
    })
    expect(reply.status).toBe(403)
  })

  test('who holds two acts in one of them at a time', async () => {
    const { login, personId } = await officer('officer', 'SV')
    await grant(personId, 'officer', 'PS')
    const client = await app.signIn(login, GOOD)
    const { person, posts } = (await client.call('GET /session')).body
    expect(posts.map(({ org }) => org.code)).toEqual(['SV', 'PS'])
    expect(person.org.code).toBe('SV')
    const { body, headers } = await client.call('POST /session/post', {
      body: { postId: posts[1]!.postId, deputyId: null },
    })
    expect(body.person.org.code).toBe('PS')
    expect(headers.get('set-cookie')).toMatch(/^sid=/)
    expect((await client.call('GET /session')).problem.current).toEqual({ ended: 'switched' })
  })
})

describe('those who run the platform', () => {
  test.each(['sysadmin', 'secadmin', 'auditor'])('%s reads no case, no layer and no map', async (login) => {
    const reportId = await givenReport(db)
    const client = await app.signIn(login)
    for (const path of [
      `/api/reports?district=${DISTRICT}`,
      `/api/reports/${DISTRICT}/${reportId}`,
      '/api/exports',
      '/api/exports/1/file',
      `/api/layers?district=${DISTRICT}`,
      `/api/identify?district=${DISTRICT}&lon=113&lat=36`,
      `/api/tiles/reports/${DISTRICT}/1/12/3332/1600.mvt`,
      '/api/tiles/layers/1000/12/3332/1600.mvt',
    ])
      expect((await client.fetch(path)).status, path).toBe(403)
    if (login === 'sysadmin') system = client
    if (login === 'secadmin') security = client
  })
})

describe('a deputy', () => {
  test('acts in the absent officer’s post for the days given, and both names stand in the trail', async () => {
    const absent = await officer('analyst', 'NR')
    const present = await officer('agriculture', 'AG')
    const [post] = (await account(absent.login)).posts
    const give = (days: { validFrom: string; validTo: string }) =>
      security.call('POST /posts/:postId/deputies', {
        params: { postId: post!.postId },
        body: { personId: present.personId, reason: '出差', ...days },
      })
    expect((await give({ validFrom: '2026-02-01', validTo: '2026-01-01' })).problem.code).toBe(
      'invalid-request',
    )
    await give({ validFrom: '2020-01-01', validTo: '2099-12-31' })

    const client = await app.signIn(present.login, GOOD)
    const { posts } = (await client.call('GET /session')).body
    const standIn = posts.find(({ actsFor }) => actsFor !== null)!
    expect(standIn).toMatchObject({ role: 'analyst', actsFor: { personId: absent.personId } })
    const { headers, body } = await client.call('POST /session/post', {
      body: { postId: standIn.postId, deputyId: standIn.deputyId },
    })
    expect(body.person).toMatchObject({ personId: present.personId, role: 'analyst' })

    const deputy = app.withCookie(headers.get('set-cookie')!.split(';')[0]!)
    const reportId = await givenReport(db)
    const reply = await deputy.call('POST /reports/:district/:reportId/decisions', {
      params: { district: DISTRICT, reportId },
      body: { decision: 'suspected', reason: '' },
      headers: { 'if-match': `"${reportId}.1"` },
    })
    expect(reply.body.decisions[0]!.decidedBy).toBe(`${present.login}（代${absent.login}）`)

    await security.call('POST /deputies/:deputyId/end', { params: { deputyId: standIn.deputyId! } })
    expect((await deputy.call('GET /session')).status).toBe(401)
  })

  test('is never the officer himself', async () => {
    const { login, personId } = await officer('analyst', 'NR')
    const [post] = (await account(login)).posts
    const reply = await security.call('POST /posts/:postId/deputies', {
      params: { postId: post!.postId },
      body: { personId, validFrom: '2020-01-01', validTo: '2099-12-31', reason: 'x' },
    })
    expect(reply.status).toBe(404)
  })
})

describe('organisations', () => {
  test('are the units of the notice, the townships of the layer, and those who run the platform', async () => {
    const { organisations } = (await system.call('GET /organisations')).body
    expect(organisations.map(({ code }) => code).join(' ')).toBe(
      'LO NR SV PS CT PR FN AG UE DR HC EE AP PW TW-140404101 TW-140404102 EN TR SA PL',
    )
    expect(organisations.find(({ code }) => code === 'TW-140404101')).toMatchObject({
      nameZh: '西乡',
      township: '140404101',
      kind: 'township',
    })
  })

  test('name a liaison and a head; the second of two who change one is told', async () => {
    const { orgId, version } = await organisation('FN')
    const { personId } = await account('analyst')
    const change = () =>
      system.call('POST /organisations/:orgId', {
        params: { orgId },
        body: { nameZh: '区财政局', nameEn: 'Finance', liaisonId: personId, headId: null },
        headers: { 'if-match': `"${orgId}.${version}"` },
      })
    expect((await change()).status).toBe(200)
    expect(await organisation('FN')).toMatchObject({
      liaison: { personId },
      head: null,
      version: version + 1,
    })
    const { problem } = await change()
    expect(problem).toMatchObject({
      code: 'precondition-failed',
      status: 412,
      current: { version: version + 1, changedBy: 'sysadmin', organisations: expect.any(Array) as unknown },
    })
    expect(problem.detail).toMatch('sysadmin')
  })
})

describe('what an administrator saw', () => {
  test('is what he changes: account, post and deputy say who was quicker, and how they stand', async () => {
    const [{ personId, login }, other] = [await officer('analyst', 'NR'), await officer('analyst', 'NR')]
    const seen = await account(login)
    const [post] = seen.posts
    const deputies = {
      params: { postId: post!.postId },
      body: { personId: other.personId, validFrom: '2020-01-01', validTo: '2099-12-31', reason: '休假' },
      headers: ifMatch(post!.postId, post!.version),
    }
    expect((await security.call('POST /posts/:postId/deputies', deputies)).status).toBe(200)
    const [deputy] = (await account(login)).posts[0]!.deputies
    const end = {
      params: { deputyId: deputy!.deputyId },
      headers: ifMatch(deputy!.deputyId, deputy!.version),
    }
    expect((await security.call('POST /deputies/:deputyId/end', end)).status).toBe(200)
    const disable = {
      params: { personId },
      body: { isDisabled: true },
      headers: ifMatch(personId, seen.version),
    }
    expect((await system.call('POST /accounts/:personId/status', disable)).status).toBe(200)

    const grant = { orgId: post!.org.orgId, role: 'officer' as const, ...EVER }
    const tooLate = [
      [await security.call('POST /posts/:postId/deputies', deputies), 'secadmin'],
      [await security.call('POST /posts/:postId/revoke', { ...deputies, body: undefined }), 'secadmin'],
      [await security.call('POST /deputies/:deputyId/end', end), 'secadmin'],
      [await system.call('POST /accounts/:personId/status', disable), 'sysadmin'],
      [await system.call('POST /accounts/:personId/activation', { ...disable, body: undefined }), 'sysadmin'],
      [
        await system.call('POST /accounts/:personId/phone', { ...disable, body: { phone: null } }),
        'sysadmin',
      ],
      [await security.call('POST /accounts/:personId/unlock', { ...disable, body: undefined }), 'sysadmin'],
      [await security.call('POST /accounts/:personId/posts', { ...disable, body: grant }), 'sysadmin'],
    ] as const
    for (const [{ problem }, changedBy] of tooLate) {
      expect(problem).toMatchObject({ code: 'precondition-failed', current: { changedBy } })
      const { accounts } = problem.current as { accounts: { login: string; status: string }[] }
      expect(accounts.find((one) => one.login === login)!.status).toBe('disabled')
    }
  })

  test('has to be said', async () => {
    const { personId } = await account('analyst')
    const response = await system.fetch(`/api/accounts/${personId}/status`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"isDisabled":true}',
    })
    expect(await response.json()).toMatchObject({ code: 'precondition-required', status: 428 })
  })
})

test('a visitor with the demo’s password of an active account gets in, as before', async () => {
  expect((await signIn('agriculture', PASSWORD)).status).toBe(200)
})

test('what administrators did, and each password that was set, stands in the audit trail', async () => {
  const { rows } = await db.query<{ action: string; actors: string[] }>(
    `select action, array_agg(distinct actor order by actor) actors from audit.event
      where action like any (array['account.%', 'post.%', 'deputy.%', 'organisation.%']) group by action order by action`,
  )
  const actorsOf = new Map(rows.map(({ action, actors }) => [action, actors]))
  for (const action of [
    'account.invite',
    'account.new-link',
    'account.disable',
    'account.enable',
    'organisation.change',
  ])
    expect(actorsOf.get(action), action).toEqual(['sysadmin'])
  for (const action of ['account.unlock', 'post.grant', 'post.revoke', 'deputy.name', 'deputy.end'])
    expect(actorsOf.get(action), action).toEqual(['secadmin'])
  expect(actorsOf.get('account.activate')!.length).toBeGreaterThan(5)
  expect(actorsOf.get('account.change-password')!.length).toBeGreaterThan(0)
})
