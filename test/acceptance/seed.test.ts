import { readFile, stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DISTRICT_ROLES } from '../../fixtures/district/district.ts'
import { seedAcceptance, type Credential, type Seeded } from '../../server/acceptance/seed.ts'
import { applyTestSettings } from '../../server/acceptance/test-settings.ts'
import type { Database } from '../../server/db/database.ts'
import { StartError } from '../../server/db/errors.ts'
import { marks } from '../../server/queries/production.ts'
import { codeOf, stepAt } from '../../server/sign-in/totp.ts'
import { startApp, type TestApp } from '../api/client.ts'
import { tuban } from '../cli/run.ts'
import { temporaryFolder } from '../intake/files.ts'
import { freshDatabase } from '../support/database.ts'

const folder = temporaryFolder()
const NONE = { lockoutSeconds: undefined, idleSeconds: undefined, clock: undefined }

let db: Database
let plain: Database
let app: TestApp
let seeded: Seeded
let credentials: Credential[]

beforeAll(async () => {
  db = await freshDatabase()
  plain = await freshDatabase()
  seeded = await seedAcceptance(db, { seed: 7, dataDir: folder.path('data'), say: () => undefined })
  credentials = JSON.parse(await readFile(seeded.credentials, 'utf8')) as Credential[]
  app = await startApp(db)
})
afterAll(async () => {
  await app.close()
  await db.close()
  await plain.close()
})

describe('the acceptance profile', () => {
  test('says what it made, and keeps the credentials to its owner', async () => {
    expect(seeded).toMatchObject({ principals: credentials.length, reports: 200, seed: 7 })
    expect(credentials.length).toBeGreaterThanOrEqual(60)
    expect((await stat(seeded.credentials)).mode & 0o777).toBe(0o600)
    expect(await marks(db)).toEqual(['acceptance'])
  })

  test('has people in every unit, and every layer', async () => {
    const { rows } = await db.query(
      `select (select count(distinct o.code)::int from work.organisation o left join work.post p using (org_id)
                where p.post_id is null) as empty,
              (select count(*)::int from work.organisation) as units,
              (select count(*)::int from work.organisation where head_id is null or liaison_id is null) as headless,
              (select count(distinct role)::int from land.layer_version where feature_count > 0) as layers,
              (select count(*)::int from land.report where verdict is null) as unjudged`,
    )
    expect(rows).toEqual([{ empty: 0, units: 28, headless: 0, layers: DISTRICT_ROLES.length, unjudged: 0 }])
  })

  test('has decisions and assignments, each with its event', async () => {
    const { rows } = await db.query<Record<string, number>>(
      `select (select count(*)::int from work.decision) as decided,
              (select count(*)::int from audit.event where action = 'report.decide') as "decidedEvents",
              (select count(*)::int from work.assignment) as assigned,
              (select count(*)::int from audit.event where action = 'report.assign') as "assignedEvents",
              (select count(acknowledged_at)::int from work.assignment) as acknowledged,
              (select count(*)::int from audit.event where action = 'report.acknowledge') as "acknowledgedEvents"`,
    )
    const { decided, decidedEvents, assigned, assignedEvents, acknowledged, acknowledgedEvents } = rows[0]!
    expect([decidedEvents, assignedEvents, acknowledgedEvents]).toEqual([decided, assigned, acknowledged])
    expect(decided).toBeGreaterThan(60)
    expect(assigned).toBeGreaterThan(20)
    expect(acknowledged).toBeGreaterThan(5)
    expect(acknowledged).toBeLessThan(assigned!)
  })

  test.each([
    ['nr-1', 200],
    ['tw-3', 200],
    ['ps-2', 200],
    ['auditor-1', 200],
    ['disabled', 401],
    ['expired', 403],
    ['revoked', 403],
    ['early', 403],
    ['no-post', 403],
    ['locked', 429],
  ])('%s signs in: %i', async (login, status) => {
    const { password } = credentials.find((one) => one.login === login)!
    const reply = await app.visitor.call('POST /session', { body: { login, password: password! } })
    expect(reply.status).toBe(status)
  })

  test('whose post demands a second factor has one, and comes in by its code', async () => {
    const withFactor = credentials.filter(({ totp }) => totp !== null)
    expect(new Set(withFactor.map(({ org }) => org))).toEqual(
      new Set(['LO', 'SV', 'PS', 'CT', 'PR', 'PL', 'DR']), // DR: the deputy of the leading office
    )
    const { login, password, totp } = credentials.find((one) => one.login === 'lo-2')!
    const first = await app.visitor.call('POST /session', { body: { login, password: password! } })
    expect(first.body.lacks).toBe('code')
    const cookie = first.headers.get('set-cookie')!.split(';')[0]!
    const second = await app.withCookie(cookie).call('POST /session/code', {
      body: { code: codeOf(totp!, stepAt(Date.now())) },
    })
    expect(second.body.lacks).toBeNull()
  })

  test('deputies may act for the absent', async () => {
    const { password } = credentials.find((one) => one.login === 'deputy-nr')!
    const reply = await app.visitor.call('POST /session', {
      body: { login: 'deputy-nr', password: password! },
    })
    expect(reply.body.posts.map(({ role, actsFor }) => [role, actsFor !== null])).toEqual([
      ['officer', false],
      ['analyst', true],
    ])
  })

  test('does not go into a database that has a district', async () => {
    const again = seedAcceptance(db, { seed: 7, dataDir: folder.path('again'), say: () => undefined })
    await expect(again).rejects.toThrow(/empty/)
  })

  test.each([
    [
      ['seed', '--profile', 'acceptance', '--seed', '7'],
      { NODE_ENV: 'production' },
      1,
      /NODE_ENV=production/,
    ],
    [['seed', '--profile', 'demo', '--seed', '7'], {}, 2, /one profile/],
    [['seed', '--profile', 'acceptance', '--seed', '1.5'], {}, 2, /whole number/],
    [['seed', '--profile', 'acceptance'], {}, 2, /--seed is missing/],
  ])('%j is refused in %j', async (args, env, code, words) => {
    const outcome = await tuban(args, { DATA_DIR: folder.path('refused'), ...env })
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toMatch(words)
  })
})

describe('settings for tests', () => {
  test.each([
    ['LOCKOUT_SECONDS', { ...NONE, lockoutSeconds: 5 }],
    ['IDLE_SECONDS', { ...NONE, idleSeconds: 5 }],
    ['TEST_CLOCK', { ...NONE, clock: new Date('2030-01-01') }],
  ])('%s keeps a server from starting on any other database', async (key, settings) => {
    const refused = applyTestSettings(plain, settings)
    await expect(refused).rejects.toBeInstanceOf(StartError)
    await expect(refused).rejects.toThrow(key)
  })

  test('nothing set, nothing refused', async () => {
    await applyTestSettings(plain, NONE)
  })

  test('the clock moves the day of posts there and back, and no other database takes one', async () => {
    const today = async () =>
      (await db.query<{ today: string }>('select work.today() as today')).rows[0]!.today
    const before = await today()
    await applyTestSettings(db, { ...NONE, clock: new Date('2031-05-01T08:00:00Z') })
    expect(await today()).toBe('2031-05-01')
    await applyTestSettings(db, NONE)
    expect(await today()).toBe(before)
    await expect(plain.query(`insert into ops.test_clock (shift) values ('1 day')`)).rejects.toMatchObject({
      code: '42501',
    })
  })
})
