import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { alarmOfForgedGrants } from '../../server/audit/forged-grants.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { addDeputy, endDeputy, postsToday, revokePost } from '../../server/queries/posts.ts'
import { startApp, type TestApp } from '../api/client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, WEST } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
let app: TestApp
let clerk: string
let secadmin: string
let postId: string

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  ;({ personId: secadmin } = await givenPerson(db, 'anquan', { role: 'secadmin' }))
  app = await startApp(db)
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  await db.query(`delete from work.person where login in ('xixiang', 'daili')`)
  ;({ personId: clerk, postId } = await givenPerson(db, 'xixiang', { role: 'township', township: WEST }))
})

describe('a post that was changed in the database gives no power', () => {
  test.each([
    ['another role', `update work.post set role = 'analyst' where post_id = $1`],
    [
      'another unit',
      `update work.post set org_id = (select org_id from work.organisation where code = 'NR') where post_id = $1`,
    ],
    ['another person', `update work.post set person_id = $2 where post_id = $1`],
    ['an earlier day', `update work.post set valid_from = '2020-01-01' where post_id = $1`],
    ['an end', `update work.post set valid_to = '2099-01-01' where post_id = $1`],
    ['no HMAC', `update work.post set mac = null where post_id = $1`],
    [
      'one bit of it',
      `update work.post set mac = set_bit(mac, 100, 1 - get_bit(mac, 100)) where post_id = $1`,
    ],
    [
      'a key that there is not',
      `update work.post set mac = '\\x00000000' || substring(mac from 5) where post_id = $1`,
    ],
    [
      'the unit’s own township',
      `update work.organisation o set township = '${EAST}' from work.post p where p.post_id = $1 and p.org_id = o.org_id`,
    ],
  ])('%s', async (_name, sql) => {
    const { personId: other } = await givenPerson(db, 'daili', { role: 'analyst' })
    const before = await db.query(`select org_id, township from work.organisation`)
    expect(await postsToday(db, clerk)).toHaveLength(1)
    await db.query(sql, [postId, other].slice(0, sql.includes('$2') ? 2 : 1))
    const [mine, others] = [await postsToday(db, clerk), await postsToday(db, other)]
    expect(mine).toEqual([])
    expect(others.map(({ role }) => role)).toEqual(['analyst'])
    for (const { org_id, township } of before.rows)
      await db.query('update work.organisation set township = $2 where org_id = $1', [org_id, township])
  })

  test('one that was inserted', async () => {
    await db.query(
      `insert into work.post (person_id, org_id, role, valid_from)
       select $1, org_id, 'analyst', '2020-01-01' from work.organisation where code = 'NR'`,
      [clerk],
    )
    expect((await postsToday(db, clerk)).map(({ role }) => role)).toEqual(['township'])
  })

  test('one with the HMAC of another', async () => {
    await givenPerson(db, 'daili', { role: 'analyst' })
    await db.query(
      `insert into work.post (person_id, org_id, role, valid_from, mac)
       select $1, t.org_id, t.role, t.valid_from, t.mac from work.post t join work.person p using (person_id) where p.login = 'daili'`,
      [clerk],
    )
    expect((await postsToday(db, clerk)).map(({ role }) => role)).toEqual(['township'])
  })

  test('one that was taken back', async () => {
    await revokePost(db, DISTRICT, postId, secadmin)
    await db.query('update work.post set revoked_at = null, revoked_by = null where post_id = $1', [postId])
    expect(await postsToday(db, clerk)).toEqual([])
  })
})

describe('a deputy', () => {
  const given = async () => {
    const { personId } = await givenPerson(db, 'daili', { role: 'office' })
    const days = { validFrom: '2020-01-01', validTo: '2099-01-01' }
    await addDeputy(db, DISTRICT, { postId, personId, ...days, reason: '学习', madeBy: secadmin })
    const actsFor = (await postsToday(db, personId)).filter(({ deputyId }) => deputyId !== null)
    expect(actsFor).toHaveLength(1)
    return { personId, deputyId: actsFor[0]!.deputyId! }
  }
  const standsIn = async (personId: string) =>
    (await postsToday(db, personId)).some(({ deputyId }) => deputyId !== null)

  test.each([
    ['for longer', `update work.deputy set valid_to = '2199-01-01' where deputy_id = $1`],
    ['without an HMAC', `update work.deputy set mac = null where deputy_id = $1`],
  ])('whose row was changed stands in for nobody: %s', async (_name, sql) => {
    const { personId, deputyId } = await given()
    await db.query(sql, [deputyId])
    expect(await standsIn(personId)).toBe(false)
  })

  test('of a forged post stands in for nobody', async () => {
    const { personId } = await given()
    await db.query(`update work.post set valid_to = '2098-01-01' where post_id = $1`, [postId])
    expect(await standsIn(personId)).toBe(false)
  })

  test('whose time was ended stays ended', async () => {
    const { personId, deputyId } = await given()
    await endDeputy(db, DISTRICT, deputyId, secadmin)
    await db.query('update work.deputy set ended_at = null, ended_by = null where deputy_id = $1', [deputyId])
    expect(await standsIn(personId)).toBe(false)
  })
})

test('a session in a post that was forged meanwhile ends with the next request, and is told in log and trail', async () => {
  const lines: string[] = []
  alarmOfForgedGrants(db, pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }))
  const client = await app.signIn('xixiang')
  await db.query(`update work.post set role = 'analyst' where post_id = $1`, [postId])
  for (let again = 0; again < 3; again++) expect((await client.call('GET /session')).status).toBe(401)
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ table: 'work.post', row: postId }])
  await expect
    .poll(async () => {
      const { rows } = await db.query(
        `select object, outcome from audit.event where action = 'grant.forged' and object = $1`,
        [`work.post:${postId}`],
      )
      return rows
    })
    .toEqual([{ object: `work.post:${postId}`, outcome: 'refused' }])
})
