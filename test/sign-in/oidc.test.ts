import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FACTOR_POSTS } from '../../server/access/factor-policy.ts'
import type { Database } from '../../server/db/database.ts'
import { Provider } from '../../server/sign-in/provider.ts'
import { startApp, type Client, type TestApp } from '../api/client.ts'
import { givenDistrict, givenPerson, PASSWORD } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'
import { CLIENT, newKey, startProvider, type FakeProvider, type TokenOver } from './fake-provider.ts'

let db: Database
let provider: FakeProvider
let app: TestApp
let security: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  for (const role of ['analyst', 'agriculture', 'office', 'secadmin', 'sysadmin'] as const)
    await givenPerson(db, role, { role })
  await givenPerson(db, 'other', { role: 'secadmin' })
  provider = await startProvider()
  app = await startApp(db, {
    authMode: 'both',
    provider: new Provider({ issuer: provider.issuer, ...CLIENT }),
  })
  security = await app.signIn('other')
  await bind('analyst', 'u-analyst')
})
afterAll(async () => {
  await app.close()
  await provider.close()
  await db.close()
})

async function bind(login: string, subject: string | null) {
  const { accounts } = (await security.call('GET /accounts')).body
  const { personId } = accounts.find((one) => one.login === login)!
  return security.call('POST /accounts/:personId/identity', { params: { personId }, body: { subject } })
}

const manual = { redirect: 'manual' } as const
const cookiesOf = (response: Response) =>
  Object.fromEntries(
    response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!.split('=') as [string, string]),
  )

/** The browser is sent to the provider. */
async function begin(at: TestApp = app) {
  const response = await fetch(`${at.origin}/api/oidc/start`, manual)
  return {
    address: response.headers.get('location')!,
    cookie: `oidc=${cookiesOf(response)['oidc']}`,
    response,
  }
}
/** And comes back. */
async function comeBack(address: string, cookie: string) {
  const response = await fetch(address, { ...manual, headers: { cookie } })
  const { sid } = cookiesOf(response)
  return { to: response.headers.get('location'), client: sid ? app.withCookie(`sid=${sid}`) : null }
}
async function signIn(subject: string, token: TokenOver = {}) {
  const { address, cookie } = await begin()
  return comeBack(provider.signIn(address, subject, token), cookie)
}

describe('signing in by the identity provider', () => {
  test('opens a session of the account that the identity is bound to', async () => {
    const { to, client } = await signIn('u-analyst')
    expect(to).toBe('/sign-in?entered')
    expect((await client!.call('GET /session')).body.person).toMatchObject({ login: 'analyst' })
    const { rows } = await db.query(
      `select detail::jsonb ->> 'by' as by from audit.event where object = 'login:analyst' and outcome = 'done'`,
    )
    expect(rows).toEqual([{ by: provider.issuer }])
  })

  test('carries state, nonce and challenge out, and its secrets sealed in a cookie for the way back', async () => {
    const { address, response } = await begin()
    const query = Object.fromEntries(new URL(address).searchParams)
    expect(query).toMatchObject({
      scope: 'openid',
      code_challenge_method: 'S256',
      redirect_uri: `${app.origin}/api/oidc/callback`,
    })
    const [cookie] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^oidc=[\w-]+; Max-Age=600; Path=\/api\/oidc; .*HttpOnly; SameSite=Lax$/)
    expect(Buffer.from(cookie!, 'base64url').toString()).not.toContain(query['state'])
  })

  const now = () => Math.floor(Date.now() / 1000)

  test.each<[string, () => TokenOver]>([
    ['another nonce', () => ({ claims: { nonce: 'another' } })],
    ['no nonce', () => ({ claims: { nonce: undefined } })],
    ['another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
    ['another audience', () => ({ claims: { aud: 'another' } })],
    ['another audience beside ours', () => ({ claims: { aud: ['tuban', 'another'], azp: 'tuban' } })],
    ['an end that is past', () => ({ claims: { exp: now() - 600 } })],
    ['another’s signature', () => ({ key: newKey().privateKey })],
    ['no signature', () => ({ header: { alg: 'none' }, isUnsigned: true })],
    ['no subject', () => ({ claims: { sub: undefined } })],
  ])('a token with %s is refused', async (_name, token) => {
    const { to, client } = await signIn('u-analyst', token())
    expect({ to, client }).toEqual({ to: '/sign-in?refused=provider-refused', client: null })
  })

  test.each<[string, (address: string, cookie: string) => Promise<{ to: string | null }>]>([
    ['without the cookie of its start', (address) => comeBack(address, '')],
    ['with a cookie that was changed', (address, cookie) => comeBack(address, `${cookie.slice(0, -4)}AAAA`)],
    ['with the cookie of another start', async (address) => comeBack(address, (await begin()).cookie)],
    [
      'with another state',
      (address, cookie) => comeBack(address.replace(/state=[^&]+/, 'state=other'), cookie),
    ],
    ['with another code', (address, cookie) => comeBack(address.replace(/code=[^&]+/, 'code=other'), cookie)],
  ])('who comes back %s is refused', async (_name, back) => {
    const { address, cookie } = await begin()
    expect(await back(provider.signIn(address, 'u-analyst'), cookie)).toMatchObject({
      to: '/sign-in?refused=provider-refused',
    })
  })

  test('a code serves once', async () => {
    const { address, cookie } = await begin()
    const back = provider.signIn(address, 'u-analyst')
    expect((await comeBack(back, cookie)).to).toBe('/sign-in?entered')
    expect((await comeBack(back, cookie)).to).toBe('/sign-in?refused=provider-refused')
  })

  test('nobody is let in by it whom the security administrator has not bound', async () => {
    expect((await signIn('u-nobody')).to).toBe('/sign-in?refused=identity-unknown')
    expect((await signIn('analyst')).to).toBe('/sign-in?refused=identity-unknown')
  })

  test.each([
    ['is disabled', `status = 'disabled'`, 'identity-unknown'],
    ['sleeps', `last_used_at = now() - interval '61 days'`, 'identity-unknown'],
    ['is locked', `locked_until = now() + interval '1 hour'`, 'too-many-requests'],
  ])('an account that %s stays out', async (_name, change, code) => {
    const login = `p-${code}-${change.length}`
    await givenPerson(db, login, { role: 'analyst' })
    await bind(login, login)
    await db.query(`update work.person set ${change} where login = $1`, [login])
    expect((await signIn(login)).to).toBe(`/sign-in?refused=${code}`)
  })

  test('proves somebody as long as his password was given there within five minutes', async () => {
    const proved = async (claims: Record<string, unknown>) => {
      const { client } = await signIn('u-analyst', { claims })
      return (await client!.call('POST /second-factor', { body: {} })).status
    }
    expect(await proved({ auth_time: now() - 60 })).toBe(200)
    expect(await proved({ auth_time: now() - 301 })).toBe(403)
    expect(await proved({})).toBe(403)
  })
})

describe('an identity', () => {
  test('is bound to one account, by a security administrator, and not by himself', async () => {
    await bind('agriculture', 'u-agriculture')
    expect((await bind('office', 'u-agriculture')).problem.code).toBe('conflict')
    expect((await bind('other', 'u-self')).problem.code).toBe('conflict')
    await bind('agriculture', null)
    expect((await signIn('u-agriculture')).to).toBe('/sign-in?refused=identity-unknown')
    expect((await bind('office', 'u-agriculture')).status).toBe(200)
    const shown = (await security.call('GET /accounts')).body.accounts.find(
      ({ login }) => login === 'office',
    )!
    expect(shown.identities).toEqual([{ issuer: provider.issuer, subject: 'u-agriculture' }])
  })
})

describe('what an installation allows', () => {
  const started = (over: Parameters<typeof startApp>[1]) =>
    startApp(db, { provider: new Provider({ issuer: provider.issuer, ...CLIENT }), ...over })
  const password = (at: TestApp, login: string) =>
    at.visitor.call('POST /session', { body: { login, password: PASSWORD } })

  test('AUTH_MODE=oidc leaves passwords to those who run the platform', async () => {
    const strict = await started({ authMode: 'oidc' })
    expect((await password(strict, 'agriculture')).problem.code).toBe('local-sign-in-off')
    expect((await password(strict, 'sysadmin')).status).toBe(200)
    await strict.close()
  })

  test('a post that demands a second factor demands it behind the provider too', async () => {
    const strict = await started({ authMode: 'both', factorPosts: FACTOR_POSTS })
    await bind('secadmin', 'u-secadmin')
    const { address, cookie } = await begin(strict)
    const { to, client } = await comeBack(provider.signIn(address, 'u-secadmin'), cookie)
    expect(to).toBe('/sign-in?entered')
    const { problem } = await strict.withCookie(client!.cookie!).call('GET /session')
    expect(problem).toMatchObject({ code: 'second-factor-required', current: { lacks: 'enrolment' } })
    await strict.close()
  })

  test('a provider that is down is said to be, and passwords serve meanwhile', async () => {
    const down = new Provider({ issuer: 'http://127.0.0.1:9', ...CLIENT })
    const lonely = await started({ authMode: 'both', provider: down })
    expect((await begin(lonely)).address).toBe('/sign-in?refused=provider-down')
    expect((await password(lonely, 'agriculture')).status).toBe(200)
    await lonely.close()
  })
})
