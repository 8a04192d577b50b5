import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api } from '../../domain/api.ts'
import { AUDIT_ACTIONS, COMMAND_ACTIONS, FORMER_ACTIONS } from '../../domain/audit.ts'
import { SCOPES } from '../../domain/scope.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson } from './given.ts'

const run = promisify(execFile)

/** All TypeScript below a folder. */
async function sourceText(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))
  return texts.join('\n')
}

let db: Database
let app: TestApp
let analyst: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'bangongshi', { role: 'office' })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

interface Operation {
  operationId: string
  'x-permission': unknown
  'x-scope': string
  'x-audit': string | readonly string[]
}

async function operations(): Promise<Operation[]> {
  const response = await app.visitor.fetch('/api/openapi.json')
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> }
  return Object.values(paths).flatMap((methods) => Object.values(methods))
}

describe('the contract', () => {
  test('openapi.json has every endpoint with its permission', async () => {
    const all = await operations()
    const documented = new Map(all.map((one) => [one.operationId, one['x-permission']]))
    for (const [route, endpoint] of Object.entries(api))
      expect(documented.get(route), route).toEqual(endpoint.permission)
    const files = [...documented.keys()].filter((route) => !(route in api))
    expect(files.sort()).toEqual([
      'GET /audit/bundle',
      'GET /exports/:exportId/file',
      'GET /oidc/callback',
      'GET /oidc/start',
      'GET /openapi.json',
      'GET /replays/:replayId/changes.csv',
      'GET /reports/:district/:reportId/evidence.csv',
      'GET /reports/:district/:reportId/evidence.html',
      'GET /reports/:district/:reportId/evidence/:evidenceId/display',
      'GET /reports/:district/:reportId/evidence/:evidenceId/original',
      'GET /reports/:district/:reportId/evidence/:evidenceId/thumbnail',
      'GET /tiles/layers/:layerVersionId/:z/:x/:y.mvt',
      'GET /tiles/reports/:district/:revision/:z/:x/:y.mvt',
    ])
  })

  test('every operation says what rows it reaches and what it leaves in the trail', async () => {
    const all = await operations()
    for (const { operationId, 'x-scope': scope, 'x-audit': audit } of all) {
      expect(Object.keys(SCOPES), operationId).toContain(scope)
      if (audit === 'none:read')
        expect(operationId).toMatch(
          /^GET |^POST \/(geometry\/check|notifications\/read|what-if|reports\/:district\/:reportId\/split\/parts)$/,
        )
      else for (const action of audit) expect(AUDIT_ACTIONS, operationId).toContain(action)
    }
    expect(all.length).toBeGreaterThan(Object.keys(api).length)
  })

  test('every action of the trail is declared by some operation, and every declared one is recorded in the code', async () => {
    const declared = new Set((await operations()).flatMap(({ 'x-audit': audit }) => audit))
    const code = await sourceText('server')
    for (const action of AUDIT_ACTIONS) {
      expect([...declared, ...COMMAND_ACTIONS, ...FORMER_ACTIONS], action).toContain(action)
      expect(code, action).toContain(`'${action}'`)
    }
  })

  test('every documented operation has a handler, and every handler is documented', async () => {
    const documented = (await operations()).map((one) => one.operationId).sort()
    expect(app.routes().sort()).toEqual(documented)
    const { stdout } = await run(process.execPath, ['scripts/routes.ts', '--json'])
    expect((JSON.parse(stdout) as Operation[]).map((one) => one.operationId).sort()).toEqual(documented)
  })

  test.each(Object.entries(api).filter(([, endpoint]) => endpoint.permission !== 'anyone'))(
    '%s is closed to visitors',
    async (route) => {
      const [method, template] = route.split(' ') as [string, string]
      const response = await app.visitor.fetch(`/api${template.replace(/:\w+/g, '1')}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(method === 'POST' && { body: '{}' }),
      })
      expect(await response.json()).toMatchObject({ code: 'not-signed-in', status: 401 })
    },
  )

  test('a role that the contract does not name is refused', async () => {
    const office = await app.signIn('bangongshi')
    const { problem } = await office.call('POST /evaluations', { body: { district: DISTRICT } })
    expect(problem).toMatchObject({ code: 'forbidden', status: 403 })
  })
})

describe('input', () => {
  test('each fault has a pointer', async () => {
    const { problem } = await analyst.call('GET /reports', {
      query: { district: DISTRICT, limit: 501, verdict: 'guilty' },
    })
    expect(problem.code).toBe('invalid-request')
    expect(problem.errors?.map((error) => error.pointer).sort()).toEqual(['/query/limit', '/query/verdict/0'])
  })

  test.each([
    ['no JSON', '{"login":', /not JSON/],
    ['a key that stands twice', '{"login":"a","login":"b","password":"c"}', /twice/],
    ['a deep nest', `${'['.repeat(40)}${']'.repeat(40)}`, /nested/],
  ])('%s is refused', async (_name, body, detail) => {
    const response = await app.visitor.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const problem = (await response.json()) as { code: string; detail: string }
    expect(problem.code).toBe('invalid-request')
    expect(problem.detail).toMatch(detail)
  })

  test('a body over 2 MB is too large', async () => {
    const response = await app.visitor.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'a', password: 'x'.repeat(2_100_000) }),
    })
    expect(await response.json()).toMatchObject({ code: 'too-large', status: 413 })
  })

  test('another district does not exist', async () => {
    const { problem } = await analyst.call('GET /reports', { query: { district: '140405' } })
    expect(problem).toMatchObject({ code: 'unknown-district', status: 422 })
  })
})

describe('what is served beside the contract', () => {
  test('an unknown endpoint is a problem, not a page', async () => {
    const response = await analyst.fetch('/api/nothing')
    expect(response.headers.get('content-type')).toMatch('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'not-found', status: 404 })
  })

  test('the server is alive, and ready with its schema', async () => {
    expect((await app.visitor.fetch('/livez')).status).toBe(200)
    const readiness = async () => (await app.visitor.fetch('/readyz')).status
    expect(await readiness()).toBe(200)
    const rename = (to: string, from: string) =>
      db.query('update public.schema_migration set name = $1 where name = $2', [to, from])
    const { rows } = await db.query<{ head: string }>(
      `select max(name) as head from public.schema_migration where name <> 'functions'`,
    )
    const { head } = rows[0]!
    await rename('9999_of_another_release.sql', head)
    await expect.poll(readiness, { timeout: 20_000 }).toBe(503)
    await rename(head, '9999_of_another_release.sql')
    await expect.poll(readiness, { timeout: 20_000 }).toBe(200)
  })

  test('answers are not stored, and pages run only our own scripts', async () => {
    const response = await analyst.fetch('/api/session')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toMatch("script-src 'self';")
    expect(policy).toMatch("default-src 'none'")
    expect(policy).toMatch("require-trusted-types-for 'script'")
    expect(policy).toMatch('trusted-types vue default')
    expect(response.headers.get('permissions-policy')).toMatch(
      /camera=\(self\), geolocation=\(self\), .*microphone=\(\)/,
    )
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(response.headers.has('x-powered-by')).toBe(false)
  })
})
