import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { serviceDatabase } from '../../server/db/acting.ts'
import type { Database } from '../../server/db/database.ts'
import { purge } from '../../server/personal/purge.ts'
import { openWorkPhone, setWorkPhone } from '../../server/queries/accounts.ts'
import { addParties, openParty, partiesOf, reportsNaming } from '../../server/queries/parties.ts'
import { dueRows } from '../../server/queries/retention.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'
import { wholeDatabase } from './secrets.ts'

const PERSON = { name: '王五六', phone: '13812341234', idNo: '11010519491231002X' }

let whole: Database
let db: Database
let analyst: Awaited<ReturnType<typeof givenPerson>>

beforeAll(async () => {
  whole = await freshDatabase()
  db = serviceDatabase(whole)
  await givenDistrict(whole)
  analyst = await givenPerson(whole, 'fenxi', { role: 'analyst' })
})
afterAll(() => whole.close())
beforeEach(async () => {
  for (const table of ['work.party', 'work.decision', 'land.report', 'work.purge_run'])
    await whole.query(`delete from ${table}`)
})

/** The day so many months and days ago, by the clock that counts. */
async function ago(months: number, days: number): Promise<string> {
  const { rows } = await db.query<{ day: string }>(
    `select (work.today() - make_interval(months => $1) - make_interval(days => $2))::date as day`,
    [months, days],
  )
  return rows[0]!.day
}

async function given(
  role: 'reporter' | 'party',
  {
    months,
    days,
    decision,
  }: { months: number; days: number; decision?: [word: string, months: number, days: number] },
) {
  const reportId = await givenReport(whole, { reportedOn: await ago(months, days) })
  await addParties(db, DISTRICT, 'test', [{ reportId, party: { role, ...PERSON } }])
  if (decision) {
    const [word, decidedMonths, decidedDays] = decision
    await whole.query('update land.report set decision = $2 where report_id = $1', [reportId, word])
    await whole.query(
      `insert into work.decision (district, report_id, decision, reason, decided_by, decided_at) values ($1, $2, $3, '', $4, $5)`,
      [DISTRICT, reportId, word, analyst.personId, await ago(decidedMonths, decidedDays)],
    )
  }
  return reportId
}

describe('what is due', () => {
  test.each([
    ['reporter', { months: 12, days: 1 }, ['reporter']],
    ['reporter', { months: 12, days: 0 }, []],
    ['party', { months: 12, days: 1 }, []],
    ['party', { months: 360, days: 1 }, ['party']],
    ['party', { months: 360, days: 0 }, []],
    ['party', { months: 40, days: 0, decision: ['legal', 12, 1] }, ['party-cleared']],
    ['party', { months: 40, days: 0, decision: ['not-an-object', 12, 1] }, ['party-cleared']],
    ['party', { months: 40, days: 0, decision: ['legal', 11, 0] }, []],
    ['party', { months: 40, days: 0, decision: ['suspected', 39, 0] }, []],
    ['party', { months: 361, days: 0, decision: ['legal', 300, 0] }, ['party']],
  ] as const)('%s of a report of %j: %j', async (role, of, purposes) => {
    await given(role, of as never)
    expect((await dueRows(db)).map(({ purpose }) => purpose)).toEqual(purposes)
  })

  test('follows the periods that are set', async () => {
    await given('reporter', { months: 2, days: 1 })
    expect(await dueRows(db)).toEqual([])
    await whole.query(`update work.retention set months = 2 where purpose = 'reporter'`)
    expect(await dueRows(db)).toHaveLength(1)
    await whole.query(`update work.retention set months = 12 where purpose = 'reporter'`)
  })
})

describe('the purge', () => {
  test('leaves a pseudonym that tells only the same from another, and takes nothing that is not due', async () => {
    const old = await given('reporter', { months: 13, days: 0 })
    const same = await given('reporter', { months: 14, days: 0 })
    const young = await given('reporter', { months: 1, days: 0 })
    expect(await purge(db)).toEqual({ reporter: 2 })
    const partyOf = async (reportId: string) => (await partiesOf(db, DISTRICT, reportId))[0]!
    const [a, b, c] = [await partyOf(old), await partyOf(same), await partyOf(young)]
    const isGone = { name: null, phone: null, idNo: null }
    expect(a).toMatchObject({ ...isGone, pseudonym: expect.stringMatching(/^P-[0-9A-F]{8}$/) })
    expect(b.pseudonym).toBe(a.pseudonym)
    expect(await openParty(db, DISTRICT, young, c.partyId)).toEqual({ role: 'reporter', ...PERSON })
    expect(await openParty(db, DISTRICT, old, a.partyId)).toMatchObject(isGone)
    const found = await reportsNaming(db, analyst, DISTRICT, 'phone', PERSON.phone)
    expect(found.map(({ reportId }) => reportId)).toEqual([young])
    expect(await dueRows(db)).toEqual([])
    await whole.query('delete from work.party where pseudonym is null')
    expect(await wholeDatabase(whole)).not.toContain('138****1234')
  })

  test('takes the phone of an account that was disabled long ago', async () => {
    const { personId } = await givenPerson(whole, 'lizhi', { role: 'analyst' })
    await setWorkPhone(db, personId, '0355-8012345')
    await whole.query(
      `update work.person set status = 'disabled', last_used_at = now() - interval '7 months' where person_id = $1`,
      [personId],
    )
    expect(await purge(db)).toEqual({ 'work-phone': 1 })
    expect(await openWorkPhone(db, DISTRICT, personId)).toBeNull()
  })

  test('is counted in the trail, and runs once a day whoever asks', async () => {
    await given('reporter', { months: 13, days: 0 })
    const runs = await Promise.all([1, 2, 3].map(() => purge(db, { unlessWithinHours: 23 })))
    expect(runs.filter((counts) => counts !== null)).toEqual([{ reporter: 1 }])
    const { rows } = await whole.query(
      `select detail::jsonb as detail from audit.event where action = 'personal.purge' order by seq desc limit 1`,
    )
    expect(rows).toEqual([{ detail: { counts: { reporter: 1 } } }])
  })

  test('that finds nothing leaves no event', async () => {
    const count = async () =>
      (await whole.query(`select from audit.event where action = 'personal.purge'`)).rowCount
    const before = await count()
    expect(await purge(db)).toEqual({})
    expect(await count()).toBe(before)
  })
})
