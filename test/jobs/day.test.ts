import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { districtToday } from '../../server/queries/powers.ts'
import { replaysOf } from '../../server/queries/replay-pages.ts'
import { startDay } from '../../server/replay/daily.ts'
import { Ground } from '../sql/ground.ts'
import { freshDatabase } from '../support/database.ts'
import { runJobs } from './run-jobs.ts'

// A term that runs out makes a report another although nobody changed anything.

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
  // Only such a database has a clock that moves.
  await db.query(`insert into ops.mark (kind) values ('acceptance')`)
})
afterAll(() => db.close())
beforeEach(async () => {
  await goTo(0)
  ground = await Ground.make(db)
})

const goTo = async (days: number) => {
  await db.query('delete from ops.test_clock')
  await db.query('insert into ops.test_clock (shift) values (make_interval(days => $1))', [days])
}
const dayIn = async (days: number) =>
  (await db.query<{ day: string }>('select work.today() + $1::int as day', [days])).rows[0]!.day

/** The server looks, and does what follows. */
async function look(): Promise<number> {
  const districts = await startDay(db)
  await runJobs(db)
  return districts
}

/** A site on village land with a temporary permit until a day; seen on another. */
async function givenSite({ until, seenOn }: { until: string; seenOn: string }): Promise<string> {
  const around = rectangle({ east: -60, north: -60, width: 180, height: 180 })
  await ground.layer('land-approvals', [])
  await ground.layer('land-use', [{ geometry: around, class: '0702' }])
  await ground.layer('temporary-use', [
    { geometry: around, sourceKey: 'L1', validFrom: '2025-03-01', validTo: until },
  ])
  const reportId = await ground.report(rectangle({ east: 0, north: 0, width: 50, height: 50 }), {
    actOn: '2025-05-01',
    reportedOn: seenOn,
  })
  await evaluateReports(db, { district: ground.district })
  return reportId
}

async function results(reportId: string) {
  const { rows } = await db.query<{ result: { ruleId: string; kind: string; measured: number | null } }>(
    `select f.result from land.finding f join land.evaluation e using (district, evaluation_id)
      where e.district = $1 and e.report_id = $2 and e.is_current`,
    [ground.district, reportId],
  )
  return rows
    .map(({ result }) => result)
    .filter(({ ruleId }) => ruleId === 'NA-10')
    .map(({ kind, measured }) => [kind, kind === 'finding' ? measured : null])
}
const judgedAt = async () =>
  (
    await db.query('select evaluated_at from land.evaluation where district = $1 and is_current', [
      ground.district,
    ])
  ).rows
const notes = async () =>
  (
    await db.query<{ why: object[]; is_review: boolean; rules: string[] }>(
      `select why, evaluation_after is null as is_review,
              array(select c ->> 'ruleId' || ' ' || (c ->> 'change') from jsonb_array_elements(changes) c order by 1) as rules
         from work.replay_report where district = $1 order by replay_id, report_id`,
      [ground.district],
    )
  ).rows

test('a permit that ran out is a doubt from the next day on: once, with the day as the reason', async () => {
  const [seen, end] = [await dayIn(0), await dayIn(3)]
  const reportId = await givenSite({ until: end, seenOn: seen })
  expect(await results(reportId)).toEqual([])

  await goTo(3) // its last day
  await look()
  expect(await results(reportId)).toEqual([])
  expect(await notes()).toEqual([])

  await goTo(4)
  await look()
  expect(await results(reportId)).toEqual([['doubt', null]])
  const told = { why: [{ kind: 'day', before: seen, after: await dayIn(0) }], is_review: false }
  expect(await notes()).toEqual([{ ...told, rules: ['NA-10 new'] }])

  const before = await judgedAt()
  await goTo(5)
  await look()
  expect(await judgedAt()).toEqual(before)
  expect(await notes()).toHaveLength(1)
})

test('days overdue go on without a new evaluation each day', async () => {
  const reportId = await givenSite({ until: await dayIn(-10), seenOn: await dayIn(0) })
  expect(await results(reportId)).toEqual([['finding', 10]])
  const before = await judgedAt()
  await goTo(7)
  await look()
  expect(await judgedAt()).toEqual(before)
  expect(await notes()).toEqual([])
})

test('of what was decided a review note tells it, once', async () => {
  const reportId = await givenSite({ until: await dayIn(1), seenOn: await dayIn(0) })
  await db.query(`update land.report set state = 'decided', decision = 'legal' where report_id = $1`, [
    reportId,
  ])
  for (const days of [2, 3, 4]) {
    await goTo(days)
    await look()
  }
  expect(await results(reportId)).toEqual([])
  expect(await notes()).toMatchObject([{ is_review: true, rules: ['NA-10 new'] }])
})

test('a report judged as of a day that somebody asked for stays as it was asked for', async () => {
  const reportId = await givenSite({ until: await dayIn(1), seenOn: await dayIn(0) })
  await evaluateReports(db, { district: ground.district, reportIds: [reportId], asOf: '2025-06-01' })
  const before = await judgedAt()
  await goTo(30)
  await look()
  expect(await judgedAt()).toEqual(before)
})

test('each day is looked at once, and listed where it mattered', async () => {
  await givenSite({ until: await dayIn(1), seenOn: await dayIn(0) })
  const listed = async () => (await replaysOf(db, ground.district, 10)).filter(({ cause }) => cause === 'day')
  await goTo(1)
  expect(await look()).toBeGreaterThan(0)
  expect(await look()).toBe(0)
  expect(await listed()).toEqual([])
  await goTo(2)
  await look()
  expect(await look()).toBe(0)
  expect(await listed()).toMatchObject([
    { cause: 'day', dueOn: await districtToday(db), changed: 1, reviews: 0 },
  ])
})

test('a district without judged reports is not looked at', async () => {
  await givenSite({ until: await dayIn(1), seenOn: await dayIn(0) })
  await look()
  await Ground.make(db)
  expect(await look()).toBe(0)
})
