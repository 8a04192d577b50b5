import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../server/db/migrate.ts'
import { givenDistrict, givenPerson } from '../api/given.ts'
import { embeddedDatabase } from '../support/database.ts'
import { tuban } from './run.ts'

let dataDir: string
const open = () => embeddedDatabase({ dataDir })
const reset = (...args: string[]) => tuban(['reset-account', ...args], { DATA_DIR: dataDir })

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-reset-'))
  const db = await open()
  await migrate(db)
  await givenDistrict(db)
  const { personId } = await givenPerson(db, 'anquan', { role: 'secadmin' })
  await db.query(`insert into work.second_factor (person_id, secret, enrolled_at) values ($1, 'x', now())`, [
    personId,
  ])
  await givenPerson(db, 'tingyong', { role: 'analyst' })
  await db.query(`update work.person set status = 'disabled' where login = 'tingyong'`)
  await db.close()
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

test(
  'takes password and second factor away, prints a link, and tells the trail',
  { timeout: 300_000 },
  async () => {
    const { code, stdout, stderr } = await reset('anquan')
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^anquan {2}\/activate#[A-Za-z0-9_-]{43} /)
    const db = await open()
    const { rows } = await db.query(
      `select p.status, (select count(*)::int from work.second_factor f where f.person_id = p.person_id) as factors,
            (select count(*)::int from work.activation a where a.person_id = p.person_id and a.used_at is null) as links,
            (select count(*)::int from work.post t where t.person_id = p.person_id and t.revoked_at is null) as posts,
            array(select e.action from audit.event e where e.object = 'person:' || p.person_id order by e.seq) as events
       from work.person p where p.login = 'anquan'`,
    )
    await db.close()
    expect(rows).toEqual([
      { status: 'invited', factors: 0, links: 1, posts: 1, events: ['factor.reset', 'account.new-link'] },
    ])
  },
)

test.each([
  [['niemand'], 1, /no account niemand/],
  [['tingyong'], 1, /disabled/],
  [[], 2, /one login/],
  [['a', 'b'], 2, /one login/],
] as const)('%j is refused with %i', { timeout: 300_000 }, async (args, code, words) => {
  const outcome = await reset(...args)
  expect([outcome.code, outcome.stdout]).toEqual([code, ''])
  expect(outcome.stderr).toMatch(words)
})
