import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type TestApp } from './client.ts'
import { givenDistrict, givenPerson, PASSWORD } from './given.ts'

let db: Database
let app: TestApp

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  for (const login of ['fenxi', 'other', 'guessed']) await givenPerson(db, login, { role: 'analyst' })
  app = await startApp(db)
})
afterAll(async () => {
  await app.close()
  await db.close()
})

describe('signing in and out', () => {
  test('a session lasts until it is signed out of', async () => {
    const client = await app.signIn('fenxi')
    expect((await client.call('GET /session')).body.person).toMatchObject({ login: 'fenxi', role: 'analyst' })
    expect((await client.call('DELETE /session')).status).toBe(200)
    expect((await client.call('GET /session')).problem).toMatchObject({ code: 'not-signed-in', status: 401 })
  })

  test('the cookie is out of reach of scripts and of other sites, and only its hash is stored', async () => {
    const { headers } = await app.visitor.call('POST /session', {
      body: { login: 'FenXi', password: PASSWORD },
    })
    const cookie = headers.get('set-cookie')!
    expect(cookie).toMatch(/^sid=[\w-]{43};/)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    const token = cookie.slice('sid='.length, cookie.indexOf(';'))
    const { rows } = await db.query<{ stored: string }>(
      `select encode(token_sha256, 'escape') as stored from work.session`,
    )
    expect(rows.map((row) => row.stored).join()).not.toContain(token)
  })

  test('signing in again ends the session before', async () => {
    const before = await app.signIn('other')
    await before.call('POST /session', { body: { login: 'other', password: PASSWORD } })
    expect((await before.call('GET /session')).status).toBe(401)
  })

  test.each(['fenxi', 'nobody'])(
    'a wrong password for %s answers the same as an unknown login',
    async (login) => {
      const { problem } = await app.visitor.call('POST /session', { body: { login, password: 'wrong' } })
      expect(problem).toEqual({
        type: '/problems/wrong-credentials',
        code: 'wrong-credentials',
        title: 'Login or password is wrong',
        titleZh: '用户名或密码不正确',
        status: 401,
        detail: 'Login or password is wrong.',
      })
    },
  )

  test('after five failures even the right password waits', async () => {
    for (let attempt = 0; attempt < 5; attempt++)
      await app.visitor.call('POST /session', { body: { login: 'guessed', password: `guess ${attempt}` } })
    const { problem } = await app.visitor.call('POST /session', {
      body: { login: 'guessed', password: PASSWORD },
    })
    expect(problem.code).toBe('too-many-requests')
  })

  test('one address may try only so often, whatever the logins', async () => {
    const strict = await startApp(db, { attemptsPerMinute: 3 })
    const attempt = (login: string) =>
      strict.visitor.call('POST /session', { body: { login, password: 'guess' } })
    for (const login of ['a1', 'b2', 'c3']) expect((await attempt(login)).status).toBe(401)
    expect((await attempt('d4')).problem.code).toBe('too-many-requests')
    await strict.close()
  })
})

describe('requests that another site made the browser send', () => {
  const body = JSON.stringify({ login: 'fenxi', password: PASSWORD })

  const json = { 'content-type': 'application/json' }
  const own = { 'sec-fetch-site': 'same-origin' }
  /** With these headers and no others. */
  const send = (headers: Record<string, string>, method = 'POST') =>
    fetch(`${app.origin}/api/session`, { method, headers, ...(method === 'POST' && { body }) })
  const sisterPort = () => app.origin.replace(/\d+$/, '1')

  test.each<[string, () => Record<string, string>, string]>([
    ['cross-site', () => ({ ...json, 'sec-fetch-site': 'cross-site' }), 'forbidden'],
    ['of a sister site', () => ({ ...json, 'sec-fetch-site': 'same-site' }), 'forbidden'],
    ['typed into the address bar', () => ({ ...json, 'sec-fetch-site': 'none' }), 'forbidden'],
    [
      'cross-site, whatever origin they name',
      () => ({ ...json, 'sec-fetch-site': 'cross-site', origin: app.origin }),
      'forbidden',
    ],
    ['of a foreign origin', () => ({ ...json, origin: 'https://evil.example' }), 'forbidden'],
    ['of another port', () => ({ ...json, origin: sisterPort() }), 'forbidden'],
    ['of another scheme', () => ({ ...json, origin: app.origin.replace('http', 'https') }), 'forbidden'],
    ['of no origin', () => ({ ...json, origin: 'null' }), 'forbidden'],
    ['that say nothing', () => json, 'forbidden'],
    [
      'as a plain form',
      () => ({ ...own, 'content-type': 'application/x-www-form-urlencoded' }),
      'unsupported-media',
    ],
    ['as plain text', () => ({ ...own, 'content-type': 'text/plain' }), 'unsupported-media'],
    [
      'as an upload without the header',
      () => ({ ...own, 'content-type': 'multipart/form-data; boundary=x' }),
      'forbidden',
    ],
  ])('%s are refused', async (_name, headers, code) => {
    expect(await (await send(headers())).json()).toMatchObject({ code })
  })

  test('without a body they are refused as well', async () => {
    expect(await (await send({}, 'DELETE')).json()).toMatchObject({ code: 'forbidden' })
    expect(await (await send(own, 'DELETE')).json()).toMatchObject({ code: 'unsupported-media' })
    expect(await (await send({ ...own, ...json }, 'DELETE')).json()).toMatchObject({ code: 'not-signed-in' })
  })

  test('our own are served, by the browser’s word or by the exact origin', async () => {
    expect((await send({ ...own, ...json })).status).toBe(200)
    expect((await send({ origin: app.origin, ...json })).status).toBe(200)
  })
})
