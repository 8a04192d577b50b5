import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase, IS_HELD_TO_A_PART } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from './given.ts'

/** Accounts, each with several tabs: sessions are few, requests at once are many. */
const ACCOUNTS = 8
const CLIENTS = 64
const ROUNDS = IS_HELD_TO_A_PART ? 10 : 50
/** On a busy machine each of the 3,200 requests takes its time. */
const LONG_MS = 400_000

let db: Database
let app: TestApp
let clients: Client[]

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  app = await startApp(db)
  const signedIn: Client[] = []
  for (let n = 0; n < ACCOUNTS; n++) {
    await givenPerson(db, `fenxi${n}`, { role: 'analyst' })
    signedIn.push(await app.signIn(`fenxi${n}`))
  }
  clients = Array.from({ length: CLIENTS }, (_, n) => signedIn[n % ACCOUNTS]!)
})
afterAll(async () => {
  await app.close()
  await db.close()
})

test(
  `of ${CLIENTS} clients on one ETag one succeeds, ${ROUNDS} times in a row; the others learn who it was`,
  { timeout: LONG_MS },
  async () => {
    const reportId = await givenReport(db)
    let succeeded = 0
    for (let version = 1; version <= ROUNDS; version = 1 + succeeded) {
      const replies = await Promise.all(
        clients.map((client) =>
          client.call('POST /reports/:district/:reportId/decisions', {
            params: { district: DISTRICT, reportId },
            headers: ifMatch(reportId, version),
            body: { decision: 'suspected' },
          }),
        ),
      )
      // What a busy server turned away (503) did nothing; where it turned away all, the round is played again.
      const [first, ...more] = replies.filter(({ status }) => status === 200)
      expect(more).toEqual([])
      if (first) succeeded += 1
      const [decided] = first?.body.decisions ?? []
      for (const { status, problem } of replies)
        if (status !== 200 && status !== 503)
          expect(problem).toMatchObject({
            status: 412,
            current: { version: version + 1, changedBy: decided!.decidedBy, report: first!.body.report },
          })
    }
    const { rows } = await db.query(
      `select r.version, (select count(*)::int from work.decision d where d.report_id = r.report_id) as decisions,
            (select count(*)::int from audit.event e where e.stream = $2) as events
       from land.report r where r.report_id = $1`,
      [reportId, `report:${DISTRICT}/${reportId}`],
    )
    expect(rows).toEqual([{ version: ROUNDS + 1, decisions: ROUNDS, events: ROUNDS }])
  },
)
