import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { requireSafeProduction, secretState } from '../../server/production/inspect.ts'
import { databaseFacts } from '../../server/queries/production.ts'
import { schemaState } from '../../server/db/migrate.ts'
import { temporaryFolder } from '../intake/files.ts'
import { emptyDatabase, freshDatabase, NATIVE_URL } from '../support/database.ts'

const folder = temporaryFolder()
const open: Database[] = []
afterAll(async () => {
  for (const db of open) await db.close()
})

async function keyFile(name: string, content: string | Buffer, mode = 0o600): Promise<string> {
  const file = folder.path(name)
  await writeFile(file, content)
  await chmod(file, mode)
  return file
}

describe('a key file', () => {
  const good = randomBytes(32)
  test.each([
    ['hexadecimal digits', `${good.toString('hex')}\n`, 0o600, 'good'],
    ['bytes', good, 0o400, 'good'],
    ['readable to the group', good, 0o640, 'open'],
    ['readable to all', good, 0o604, 'open'],
    ['too short', good.subarray(1), 0o600, 'malformed'],
    ['empty', '', 0o600, 'malformed'],
    ['zeros', Buffer.alloc(32), 0o600, 'default'],
    ['counted up', Buffer.from(Array.from({ length: 32 }, (_, at) => at)), 0o600, 'default'],
    ['sixteen digits over and over', '0123456789abcdef'.repeat(4), 0o600, 'default'],
    ['words', 'change me before going to the web', 0o600, 'malformed'],
    ['words of 32 letters', 'change-me-before-going-to-the-we', 0o600, 'default'],
  ])('of %s', async (name, content, mode, state) => {
    expect(await secretState(await keyFile(`${name}.key`, content, mode), new Set())).toBe(state)
  })

  test('that is not there, and the same one twice', async () => {
    expect(await secretState(folder.path('none.key'), new Set())).toBe('unreadable')
    const seen = new Set<string>()
    const file = await keyFile('one.key', good)
    expect(await secretState(file, seen)).toBe('good')
    expect(await secretState(file, seen)).toBe('repeated')
  })
})

describe('a server with NODE_ENV=production', () => {
  /** What it says, and its exit code. */
  async function serve(
    env: Record<string, string>,
  ): Promise<{ code: number; stderr: string; stdout: string }> {
    const { DATABASE_URL: _, ...inherited } = process.env
    const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../server/main.ts')], {
      env: { ...inherited, DATA_DIR: folder.path('data'), NODE_ENV: 'production', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [[code], stdout, stderr] = await Promise.all([
      once(child, 'exit') as Promise<[number]>,
      text(child.stdout),
      text(child.stderr),
    ])
    return { code, stdout, stderr }
  }

  test('tells every fault at once, with its key, and never a secret', async () => {
    const { code, stdout, stderr } = await serve({
      TRUST_PROXY: '*',
      PORT: 'http',
      LOG_LEVEL: 'trace',
      BACKUP_KEY: 'do-not-print-me',
      TEST_CLOCK: '2026-01-01',
      OIDC_CLIENT_SECRET_FILE: await keyFile('oidc', 'a secret', 0o644),
      AUDIT_KEY_FILE: await keyFile('zeros.key', '0'.repeat(64)),
    })
    expect(code).toBe(1)
    expect(stdout).toBe('')
    const keys = [...stderr.matchAll(/^ {2}(?:设置有误 · )?([\w ]+?)[:=]/gm)].map(([, key]) => key)
    expect(keys).toEqual([
      'PORT',
      'TRUST_PROXY',
      'DATABASE_URL',
      'KEK_FILE',
      'AUDIT_KEY_FILE',
      'secrets in the environment',
      'OIDC_CLIENT_SECRET_FILE',
      'ADMIN_CIDR',
      'LOG_LEVEL',
      'TEST_CLOCK',
    ])
    expect(stderr).not.toContain('do-not-print-me')
  })

  test('says so where the database does not answer', async () => {
    const { code, stderr } = await serve({ DATABASE_URL: 'postgres://tuban_app@127.0.0.1:1/tuban' })
    expect(code).toBe(1)
    expect(stderr).toMatch(/ {2}DATABASE_URL: .*ECONNREFUSED/)
    expect(stderr).toMatch(/ {2}AUDIT_KEY_FILE: .*openssl/)
  })
})

describe.skipIf(!NATIVE_URL)('a database as production finds it', () => {
  const urlOf = (db: Database, user?: string) => {
    const url = new URL(db.pool.options.connectionString!)
    if (user) Object.assign(url, { username: user, password: user })
    return url.href
  }
  const refusal = async (env: Record<string, string>) =>
    requireSafeProduction({ NODE_ENV: 'production', ...env }).then(
      () => '',
      (error: Error) => error.message,
    )

  test('unmigrated, and a superuser: refused by name, and left as it is', async () => {
    const db = await emptyDatabase()
    open.push(db)
    const told = await refusal({ DATABASE_URL: urlOf(db) })
    expect(told).toMatch(/npm run db:migrate: /)
    expect(told).toMatch(/superuser/)
    expect((await schemaState(db)).pending).toContain('0001_land.sql')
  })

  test('a plain login that is a member of what requests run in has no fault of its own; demo data is one', async () => {
    const db = await freshDatabase()
    open.push(db)
    const user = `tuban_test_app_${process.pid}`
    await db.query(`create role ${user} login password '${user}'`)
    try {
      for (const role of ['tuban_request', 'tuban_service']) {
        await db.query(
          `do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`,
        )
        await db.query(`grant ${role} to ${user}`)
      }
      const env = {
        DATABASE_URL: urlOf(db, user),
        KEK_FILE: await keyFile('kek.key', randomBytes(32)),
        AUDIT_KEY_FILE: await keyFile('audit.key', randomBytes(32)),
        TRUST_PROXY: '127.0.0.1',
        ADMIN_CIDR: '10.0.0.0/8',
      }
      const { rows } = await db.query<{ fsync: string }>('show fsync')
      const facts = await databaseFacts(db)
      expect(facts).toMatchObject({ isSuperuser: true, ...rows[0], marks: [] })
      const told = await refusal(env)
      expect(told).toMatch(/secrets in the environment/)
      expect(told).not.toMatch(/superuser|owner|BYPASSRLS|no member|db:migrate|demo/)

      await db.query(
        `insert into land.district (district, name_zh, name_en, plane_srid, is_demo) values ('149901', '示例', 'Demo', 4547, true)`,
      )
      expect(await refusal(env)).toMatch(/demo data: /)
      await db.query('delete from land.district')
      expect(await refusal(env)).toMatch(/demo data: /)
    } finally {
      await db.query(`drop owned by ${user}`)
      await db.query(`drop role ${user}`)
    }
  })
})
