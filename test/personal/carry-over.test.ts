import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { carryOver } from '../../server/personal/carry-over.ts'
import { openWorkPhone } from '../../server/queries/accounts.ts'
import { openParty, partiesOf } from '../../server/queries/parties.ts'
import { postsToday } from '../../server/queries/posts.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'
import { wholeDatabase } from './secrets.ts'

const SECRETS = ['王五六', '13812341234', '11010519491231002X', '赵举报', '0355-8099887']

let db: Database
let reportIds: string[]
let personId: string
let analyst: string

/** As the release before left it. */
beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  ;({ personId: analyst } = await givenPerson(db, 'fenxi', { role: 'analyst' }))
  await db.query('update work.post set mac = null')
  const { rows } = await db.query<{ person_id: string }>(
    `insert into work.person (login, name_zh, name_en, district, phone, status)
     values ('xinren', '新人', 'New', $1, '0355-8099887', 'invited') returning person_id`,
    [DISTRICT],
  )
  personId = rows[0]!.person_id
  const attributes = [
    {
      use: null,
      file: { JCBH: '1', 当事人: '王五六', 联系电话: '13812341234', 身份证号: '11010519491231002X' },
    },
    { use: null, 举报人: '赵举报', file: { JCBH: '2' } },
    { use: null, file: { JCBH: '3', ' 当事人 ': '' } },
    { use: null, file: { JCBH: '4' } },
    { use: null },
  ]
  reportIds = []
  for (const one of attributes) {
    const reportId = await givenReport(db)
    await db.query('update land.report set attributes = $2 where report_id = $1', [reportId, one])
    reportIds.push(reportId)
  }
  await carryOver(db)
})
afterAll(() => db.close())

describe('what an earlier release left', () => {
  test('people go out of the attributes, and the rest stays', async () => {
    const { rows } = await db.query<{ attributes: object }>(
      'select attributes from land.report order by report_id',
    )
    expect(rows.map((row) => row.attributes)).toEqual([
      { use: null, file: { JCBH: '1' } },
      { use: null, file: { JCBH: '2' } },
      { use: null, file: { JCBH: '3' } },
      { use: null, file: { JCBH: '4' } },
      { use: null },
    ])
  })

  test('and can be opened where they went', async () => {
    const people = await Promise.all(
      reportIds.map(async (reportId) => {
        const [party] = await partiesOf(db, DISTRICT, reportId)
        return party ? openParty(db, DISTRICT, reportId, party.partyId) : null
      }),
    )
    expect(people).toEqual([
      { role: 'party', name: '王五六', phone: '13812341234', idNo: '11010519491231002X' },
      { role: 'reporter', name: '赵举报', phone: null, idNo: null },
      null,
      null,
      null,
    ])
    expect(await openWorkPhone(db, DISTRICT, personId)).toBe('0355-8099887')
  })

  test('nothing of it is left in the open', async () => {
    const stolen = await wholeDatabase(db)
    for (const secret of SECRETS) expect(stolen).not.toContain(secret)
  })

  test('posts are in force again', async () => {
    expect(await postsToday(db, analyst)).toHaveLength(1)
  })

  test('it is done once and told in the trail', async () => {
    await carryOver(db)
    const { rows } = await db.query(
      `select action, detail::jsonb as detail from audit.event where action in ('grant.sign', 'party.carry-over') order by seq`,
    )
    expect(rows).toEqual([
      { action: 'grant.sign', detail: { posts: 1, deputies: 0 } },
      { action: 'party.carry-over', detail: { step: 'report-parties', rows: 3 } },
      { action: 'party.carry-over', detail: { step: 'work-phones', rows: 1 } },
    ])
  })

  test('a step that was killed goes on where it was', async () => {
    await db.query(
      `update land.report set attributes = '{"file": {"当事人": "王五六"}}' where report_id = any ($1)`,
      [reportIds.slice(3)],
    )
    await db.query(`delete from work.data_step where step = 'report-parties'`)
    await carryOver(db)
    expect(
      await Promise.all(reportIds.map(async (id) => (await partiesOf(db, DISTRICT, id)).length)),
    ).toEqual([1, 1, 0, 1, 1])
  })

  test('a post that appears later without its HMAC is not signed, whoever takes the note away', async () => {
    await db.query('update work.post set mac = null')
    await db.query('delete from work.data_step')
    await carryOver(db)
    expect(await postsToday(db, analyst)).toEqual([])
  })
})
