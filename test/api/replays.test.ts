import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { deliverDue } from '../../server/outbox/relay.ts'
import { freshDatabase, IS_HELD_TO_A_PART } from '../support/database.ts'
import { ifMatch, startApp, type Client, type Reply, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

/** Random acts on a report, each sent once or several times, one after the other or at once; a model says what must come of it. */
const SEQUENCES = IS_HELD_TO_A_PART ? 4 : 12
const ACTS = 25

let db: Database
let app: TestApp
let analyst: Client
let clerk: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  clerk = await app.signIn('xi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

/** mulberry32: the same sequence for the same seed. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % sides
  }
}

const ACT_NAMES = ['decide', 'undo', 'assign', 'acknowledge', 'withdraw'] as const
type Act = (typeof ACT_NAMES)[number]

/** What a report is, as the documents say; knows nothing of keys. */
class Model {
  version = 1
  decisions = 0
  task: 'none' | 'waiting' | 'seen' = 'none'
  counts: Record<Act, number> = { decide: 0, undo: 0, assign: 0, acknowledge: 0, withdraw: 0 }

  get state() {
    if (this.task !== 'none') return this.task === 'seen' ? 'acknowledged' : 'assigned'
    return this.decisions > 0 ? 'decided' : 'reported'
  }

  /** Whether it goes through, seen as it stands. */
  allows(act: Act): boolean {
    switch (act) {
      case 'decide':
        return this.task === 'none'
      case 'undo':
        return this.task === 'none' && this.decisions > 0
      case 'assign':
        return this.task === 'none'
      case 'acknowledge':
        return this.task === 'waiting'
      case 'withdraw':
        return this.task !== 'none'
    }
  }

  do(act: Act): void {
    this.version += 1
    this.counts[act] += 1
    if (act === 'decide') this.decisions += 1
    if (act === 'undo') this.decisions -= 1
    if (act === 'assign') this.task = 'waiting'
    if (act === 'acknowledge') this.task = 'seen'
    if (act === 'withdraw') this.task = 'none'
  }
}

function send(act: Act, reportId: string, version: number, key: string): Promise<Reply<unknown>> {
  const of = {
    params: { district: DISTRICT, reportId },
    headers: { ...ifMatch(reportId, version), 'idempotency-key': key },
  }
  switch (act) {
    case 'decide':
      return analyst.call('POST /reports/:district/:reportId/decisions', {
        ...of,
        body: { decision: 'suspected' },
      })
    case 'undo':
      return analyst.call('POST /reports/:district/:reportId/decisions/undo', of)
    case 'acknowledge':
      return clerk.call('POST /reports/:district/:reportId/assignment/acknowledge', of)
    case 'withdraw':
      return analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
        ...of,
        body: { reason: '误交' },
      })
    case 'assign':
      return analyst.call('POST /assignments', {
        headers: { 'idempotency-key': key },
        body: {
          district: DISTRICT,
          reports: [{ reportId, version }],
          township: WEST,
          task: '核查',
          dueOn: '2026-07-01',
        },
      })
  }
}

const isDone = (act: Act, { status, body }: Reply<unknown>) =>
  status === 200 && (act !== 'assign' || (body as { assigned: number }).assigned === 1)

test.each(Array.from({ length: SEQUENCES }, (_, n) => n + 1))(
  'random acts with random replays, seed %i',
  async (seed) => {
    const roll = dice(seed)
    const model = new Model()
    const reportId = await givenReport(db)
    const past: { act: Act; version: number; key: string; answer: unknown }[] = []
    for (let n = 0; n < ACTS; n++) {
      const act = ACT_NAMES[roll(ACT_NAMES.length)]!
      const isStale = roll(5) === 0 && model.version > 1
      const version = isStale ? model.version - 1 : model.version
      const key = randomUUID()
      const goesThrough = !isStale && model.allows(act)

      const copies = Array.from({ length: 1 + roll(3) }, () => () => send(act, reportId, version, key))
      const replies: Reply<unknown>[] = []
      if (roll(2) === 0) replies.push(...(await Promise.all(copies.map((copy) => copy()))))
      else for (const copy of copies) replies.push(await copy())
      const settled = replies.filter(({ problem }) => problem.code !== 'key-running')
      expect(settled.length, act).toBeGreaterThan(0)
      for (const reply of settled) expect(isDone(act, reply), `${act} of ${version}`).toBe(goesThrough)
      if (goesThrough) {
        model.do(act)
        past.push({ act, version, key, answer: settled[0]!.body })
      }

      // Somebody whose answer was lost long ago asks again.
      const old = past[roll(past.length + 1)]
      if (old) {
        const again = await send(old.act, reportId, old.version, old.key)
        // A clerk whose task was taken back is answered too: it is his own act.
        expect(again.body, `${old.act} again`).toEqual(old.answer)
      }
      const { report } = (
        await analyst.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })
      ).body
      expect([report.version, report.state]).toEqual([model.version, model.state])
    }
    const { rows } = await db.query<Record<Act, number>>(
      `select (select count(*)::int from work.decision where report_id = $1) as decide,
            (select count(*)::int from work.decision where report_id = $1 and undone_at is not null) as undo,
            (select count(*)::int from work.assignment where report_id = $1) as assign,
            (select count(*)::int from work.assignment where report_id = $1 and acknowledged_at is not null) as acknowledge,
            (select count(*)::int from work.assignment where report_id = $1 and withdrawn_at is not null) as withdraw`,
      [reportId],
    )
    expect(rows).toEqual([model.counts])
    // Every act is in the trail once, and those of which others hear were told once.
    const { rows: events } = await db.query('select from audit.event where stream = $1', [
      `report:${DISTRICT}/${reportId}`,
    ])
    expect(events).toHaveLength(past.length)
    while ((await deliverDue(db, pino({ level: 'silent' }))) > 0);
    const { rows: told } = await db.query('select from work.notification where report_id = $1', [reportId])
    expect(told).toHaveLength(model.counts.assign + model.counts.withdraw + model.counts.acknowledge)
  },
)
