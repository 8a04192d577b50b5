import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type TestApp } from './client.ts'
import { givenDistrict, givenPerson, PASSWORD } from './given.ts'

// Whom the server believes about where a request came from, and what follows.

let db: Database
let behindProxy: TestApp
let alone: TestApp

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'ops.network', { role: 'sysadmin' })
  await givenPerson(db, 'ana.network', { role: 'analyst' })
  behindProxy = await startApp(db, { network: { trustProxy: ['127.0.0.1'], adminCidr: ['10.1.2.0/24'] } })
  alone = await startApp(db)
})
afterAll(async () => {
  await behindProxy.close()
  await alone.close()
  await db.close()
})

const from = (address: string) => ({ 'x-forwarded-for': address, 'x-forwarded-proto': 'https' })

describe('a listed proxy', () => {
  test('is believed: the cookie is Secure, the page binds the browser to TLS, the address stands in the trail', async () => {
    const reply = await behindProxy.visitor.call('POST /session', {
      body: { login: 'ana.network', password: PASSWORD },
      headers: from('10.9.9.9'),
    })
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-sid=.*; Secure/)
    expect(reply.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    const { rows } = await db.query(`select ip from audit.event where object = 'login:ana.network'`)
    expect(rows).toEqual([{ ip: '10.9.9.9' }])
  })
})

describe('anybody else', () => {
  test('is not believed', async () => {
    const reply = await alone.visitor.call('POST /session', {
      body: { login: 'ana.network', password: PASSWORD },
      headers: from('10.9.9.8'),
    })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('set-cookie')).not.toMatch(/; Secure/)
    expect(reply.headers.get('strict-transport-security')).toBeNull()
    const { rows } = await db.query(`select count(*)::int as n from audit.event where ip = '10.9.9.8'`)
    expect(rows).toEqual([{ n: 0 }])
  })
})

describe('ADMIN_CIDR', () => {
  test.each([
    ['ops.network', '10.1.2.3', 200],
    ['ops.network', '10.1.3.3', 403],
    ['ana.network', '10.1.3.3', 200],
  ])('%s from %s: %i', async (login, address, status) => {
    const { headers } = await behindProxy.visitor.call('POST /session', {
      body: { login, password: PASSWORD },
      headers: from(address),
    })
    const client = behindProxy.withCookie(headers.get('set-cookie')!.split(';')[0]!)
    const route = login.startsWith('ops') ? '/api/accounts' : '/api/session'
    const reply = await client.fetch(route, { headers: from(address) })
    expect(reply.status).toBe(status)
    if (status === 403) expect(await reply.text()).toMatch(/ADMIN_CIDR/)
    const out = await client.fetch('/api/session', {
      method: 'DELETE',
      headers: { 'content-type': 'application/json', ...from(address) },
    })
    expect(out.status).toBe(200)
  })
})
