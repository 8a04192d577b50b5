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

  test('an idle session has ended', async () => {
    const client = await app.signIn('fenxi')
    await db.query(`update work.session set last_seen_at = now() - interval '61 minutes'`)
    expect((await client.call('GET /session')).status).toBe(401)
  })
})

describe('requests that another site made the browser send', () => {
  const body = JSON.stringify({ login: 'fenxi', password: PASSWORD })

  test.each([
    ['cross-site', { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }, 'forbidden'],
    [
      'of a foreign origin',
      { origin: 'https://evil.example', 'content-type': 'application/json' },
      'forbidden',
    ],
    ['as a plain form', { 'content-type': 'application/x-www-form-urlencoded' }, 'unsupported-media'],
    ['as an upload without the header', { 'content-type': 'multipart/form-data; boundary=x' }, 'forbidden'],
  ])('%s are refused', async (_name, headers, code) => {
    const response = await app.visitor.fetch('/api/session', { method: 'POST', headers, body })
    expect(await response.json()).toMatchObject({ code })
  })

  test('without a body and without a word of where they come from are refused', async () => {
    const refused = await app.visitor.fetch('/api/jobs/1/cancel', { method: 'POST' })
    expect(await refused.json()).toMatchObject({ code: 'unsupported-media' })
    const own = await app.visitor.fetch('/api/jobs/1/cancel', {
      method: 'POST',
      headers: { origin: app.origin },
    })
    expect(await own.json()).toMatchObject({ code: 'not-signed-in' })
  })

  test('our own are served', async () => {
    const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
    const response = await app.visitor.fetch('/api/session', { method: 'POST', headers, body })
    expect(response.status).toBe(200)
  })
})
