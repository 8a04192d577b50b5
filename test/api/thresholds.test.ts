import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ThresholdKey } from '../../domain/rule.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { asCaller, requestDatabase } from '../../server/db/acting.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { freshDatabase } from '../support/database.ts'
import { runJobs } from '../jobs/run-jobs.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson } from './given.ts'

// Two people change a number of law; reports that were judged by it are followed up; a desk tells before what would happen.

let db: Database
let app: TestApp
let by: Record<'office' | 'office2' | 'analyst' | 'township', Client>

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  const people = {
    office: { role: 'office', nameZh: '周办' },
    office2: { role: 'office', nameZh: '钱办' },
    analyst: { role: 'analyst', nameZh: '王晓' },
    township: { role: 'township', township: '140404101' },
  } as const
  for (const [login, post] of Object.entries(people)) await givenPerson(db, login, post)
  app = await startApp(db)
  const clients = await Promise.all(
    Object.keys(people).map(async (login) => [login, await app.signIn(login)] as const),
  )
  by = Object.fromEntries(clients) as typeof by
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const LIMIT = 'guardHouse.maxAreaM2'
interface Row {
  key?: ThresholdKey
  value?: number | null
  from?: string | null
  to?: string | null
  source?: string
  confirmed?: boolean
  isGeneral?: boolean
  reason?: string
}
const propose = (row: Row, client = by.office) =>
  client.call('POST /thresholds', {
    body: {
      key: LIMIT,
      value: 30,
      from: null,
      source: '晋农发〔2026〕3号',
      confirmed: true,
      reason: '省里新规定',
      ...row,
    },
  })
const answer = (approvalId: string, act: 'approve' | 'refuse', client = by.analyst) =>
  client.call(`POST /approvals/:approvalId/${act}`, {
    params: { approvalId },
    headers: ifMatch(approvalId, 1),
    body: { note: '已核对' },
  })
async function change(row: Row): Promise<void> {
  const { approvalId } = (await propose(row)).body
  expect((await answer(approvalId, 'approve')).status).toBe(200)
  await runJobs(db)
}
const register = async (key: string = LIMIT) => {
  const { thresholds } = (await by.analyst.call('GET /thresholds')).body
  return thresholds.filter((row) => row.key === key)
}

let huts = 0
/** A judged guard house of so many m². */
async function givenHut(m2: number): Promise<string> {
  const north = 100 * huts++
  const { report } = (
    await by.analyst.call('POST /reports', {
      body: {
        district: DISTRICT,
        type: '20',
        reportedOn: '2025-06-15',
        actOn: '2025-05-01',
        attributes: { use: 'guardHouse', storeys: 1 },
        geometry: { ...rectangle({ east: 1_000, north, width: m2 / 5, height: 5 }) },
      },
    })
  ).body
  return report.reportId
}
const rulesOf = async (reportId: string) => {
  const page = await by.analyst.call('GET /reports/:district/:reportId', {
    params: { district: DISTRICT, reportId },
  })
  return page.body.evaluation!.results.filter(({ ruleId }) => ruleId === 'GH-03')
}

describe('the register', () => {
  test('lists what came with the release, and which row holds', async () => {
    expect(await register()).toMatchObject([
      { value: 22.5, unit: 'm2', isOwn: false, confirmed: false, holds: true, askedBy: null },
    ])
  })

  test('is proposed by the leading office alone', async () => {
    expect((await propose({}, by.analyst)).status).toBe(403)
    expect((await propose({}, by.township)).status).toBe(403)
  })

  test.each<[string, Row]>([
    ['a share above one', { key: 'crime.nearShare', value: 80 }],
    ['half a storey', { key: 'guardHouse.maxStoreys', value: 1.5 }],
    ['a number below nothing', { value: -1 }],
    ['nothing where there is a number', { value: null }],
    ['a bound above what widths are measured of', { key: 'overlay.sliverM2', value: 200 }],
    ['a last day before the first', { from: '2026-02-01', to: '2026-01-01' }],
    ['the general value with a number', { isGeneral: true }],
  ])('refuses %s', async (_name, row) => {
    expect((await propose(row)).problem).toMatchObject({ code: 'invalid-request' })
  })

  test('changes by a second person, who sees what stands now; whoever asked cannot approve', async () => {
    const { approvalId } = (await propose({ from: '2026-01-01' })).body
    expect((await register()).length).toBe(1)
    expect((await by.analyst.call('GET /thresholds')).body.open).toEqual([
      { approvalId, key: LIMIT, askedBy: '周办' },
    ])
    const { evidence } = (await by.analyst.call('GET /approvals/:approvalId', { params: { approvalId } }))
      .body
    expect(evidence!.facts).toContainEqual({
      key: 'thresholdValue',
      unit: 'threshold',
      now: '22.5 m2',
      then: '30 m2',
    })
    expect((await answer(approvalId, 'approve', by.office)).problem.code).toBe('second-person-needed')
    expect((await answer(approvalId, 'approve')).status).toBe(200)
    expect(await register()).toMatchObject([
      { value: 22.5, holds: false },
      {
        value: 30,
        from: '2026-01-01',
        isOwn: true,
        holds: true,
        askedBy: '周办',
        approvedBy: '王晓',
        reason: '省里新规定',
      },
    ])
  })

  test('the same number is not asked for twice at a time', async () => {
    const { approvalId } = (await propose({ key: 'crime.nearShare', value: 0.9 })).body
    expect((await propose({ key: 'crime.nearShare', value: 0.7 })).problem.code).toBe('conflict')
    expect((await answer(approvalId, 'refuse', by.office2)).status).toBe(200)
    expect(await register('crime.nearShare')).toHaveLength(1)
  })

  test('goes back to the general row', async () => {
    await change({ isGeneral: true, value: null, source: '恢复通用值', confirmed: false })
    expect(await register()).toMatchObject([
      { holds: true },
      { holds: false },
      { isGeneral: true, holds: false },
    ])
  })

  test('leaves an event with both names in its trail', async () => {
    const { rows } = await db.query(
      `select actor, reason, detail::jsonb as detail from audit.event where action = 'threshold.change' order by at limit 1`,
    )
    expect(rows).toMatchObject([
      {
        actor: 'analyst',
        reason: '省里新规定',
        detail: { askedByName: '周办', approvedByName: '王晓', value: 30 },
      },
    ])
  })

  test('is changed by nobody, and added to by nobody alone', async () => {
    const request = requestDatabase(db)
    const caller = {
      personId: '1',
      forId: null,
      orgId: '1',
      role: 'office',
      district: DISTRICT,
      township: null,
      clearance: 'important',
    } as const
    const run = (sql: string) => asCaller(caller, () => request.query(sql))
    await expect(run('update rules.threshold set value = 1')).rejects.toMatchObject({ code: '42501' })
    await expect(run('delete from rules.threshold')).rejects.toMatchObject({ code: '42501' })
    await expect(
      run(`insert into rules.threshold (key, district, in_force, value, unit, source, confirmed, approval_id)
           values ('${LIMIT}', '${DISTRICT}', '(,)', 1, 'm2', 'x', true, null)`),
    ).rejects.toMatchObject({ code: expect.stringMatching(/42501|23514/) })
  })
})

describe('what a change changed', () => {
  let small: string, middle: string, large: string, decided: string

  beforeAll(async () => {
    ;[small, middle, large, decided] = [
      await givenHut(10),
      await givenHut(25),
      await givenHut(40),
      await givenHut(26),
    ]
    await by.analyst.call('POST /reports/:district/:reportId/decisions', {
      params: { district: DISTRICT, reportId: decided },
      headers: ifMatch(decided, 1),
      body: { decision: 'suspected' },
    })
  })
  const replays = async () => (await by.office.call('GET /replays')).body.replays
  const replayed = async () => {
    const [newest] = await replays()
    const params = { replayId: newest!.replayId }
    return (await by.office.call('GET /replays/:replayId', { params })).body
  }

  test('the desk tells it before, from stored facts, and stores nothing', async () => {
    const count = async () => (await db.query('select count(*)::int as n from land.evaluation')).rows[0]
    const before = await count()
    const { body } = await by.office.call('POST /what-if', {
      body: { moves: [{ key: LIMIT, value: 30, from: null, to: null }], limit: 3 },
    })
    expect(body).toMatchObject({ examined: 3, total: 4, unknown: 0 })
    const rest = await by.office.call('POST /what-if', {
      body: { moves: [{ key: LIMIT, value: 30, from: null, to: null }], limit: 3, after: body.next! },
    })
    const all = [...body.reports, ...rest.body.reports]
    expect(rest.body.next).toBeNull()
    expect(
      all.map(({ reportId, isDecided, changes }) => [
        reportId,
        isDecided,
        ...changes.map(({ change }) => change),
      ]),
    ).toEqual([
      [middle, false, 'cleared'],
      [large, false, 'changed'],
      [decided, true, 'cleared'],
    ])
    expect(all[0]).toMatchObject({
      verdictBefore: 'suspected',
      centre: [expect.any(Number), expect.any(Number)],
    })
    expect(await count()).toEqual(before)
    expect((await register()).filter(({ holds }) => holds)).toMatchObject([{ value: 22.5 }])
  })

  test('the desk moves several numbers at once, each for its days', async () => {
    const { reports } = (
      await by.analyst.call('POST /what-if', {
        body: {
          moves: [
            { key: LIMIT, value: 5, from: '2026-01-01', to: null },
            { key: 'guardHouse.maxStoreys', value: 0, from: null, to: null },
          ],
        },
      })
    ).body
    // Stricter from 2026 on says nothing of acts of 2025; a storey too many does, of all of them.
    expect(reports.find(({ reportId }) => reportId === small)!.changes).toMatchObject([
      { ruleId: 'GH-03', change: 'new', after: { measured: 1, threshold: 0, unit: 'count' } },
    ])
  })

  test.each<[string, object]>([
    ['what the overlay reads', { key: 'accuracy.layerM', value: 1 }],
    ['the width of belts, which it draws', { key: 'greenBelt.localRoadM', value: 2 }],
    ['a share above one', { key: 'crime.nearShare', value: 2 }],
  ])('the desk refuses %s', async (_name, move) => {
    const reply = await by.analyst.call('POST /what-if', {
      body: { moves: [{ from: null, to: null, ...move } as never] },
    })
    expect(reply.problem.code).toBe('invalid-request')
  })

  test('nobody else has a desk', async () => {
    expect((await by.township.call('POST /what-if', { body: { moves: [] } })).status).toBe(403)
    expect((await by.township.call('GET /replays')).status).toBe(403)
  })

  test('is done once it is approved, told by report and by rule, and left alone where it was decided', async () => {
    await change({})
    const { replay, reports, counts, total } = await replayed()
    expect(replay).toMatchObject({
      cause: 'threshold',
      threshold: { key: LIMIT, value: 30, reason: '省里新规定' },
      changedBy: '周办、王晓',
      examined: 4,
      affected: 3,
      changed: 2,
      reviews: 1,
      openReviews: 1,
      job: { state: 'done' },
    })
    expect(
      reports.map(({ reportId, isReview, changes }) => [
        reportId,
        isReview,
        ...changes.map(({ change: c }) => c),
      ]),
    ).toEqual([
      [middle, false, 'cleared'],
      [large, false, 'changed'],
      [decided, true, 'cleared'],
    ])
    expect(total).toBe(3)
    expect(counts.rule).toEqual([{ key: 'GH-03', new: 0, cleared: 2, changed: 1 }])
    expect(await rulesOf(middle)).toEqual([])
    expect(await rulesOf(decided)).toMatchObject([{ measured: expect.closeTo(26, 1), threshold: 22.5 }])
    expect(await rulesOf(large)).toMatchObject([
      { threshold: 30, thresholdSource: '晋农发〔2026〕3号', thresholdConfirmed: true },
    ])
  })

  test('is filtered by rule, kind of change and review', async () => {
    const [{ replayId } = { replayId: '' }] = await replays()
    const of = async (query: Record<string, string>) =>
      (await by.office.call('GET /replays/:replayId', { params: { replayId }, query })).body.reports.map(
        ({ reportId }) => reportId,
      )
    expect(await of({ change: 'changed' })).toEqual([large])
    expect(await of({ rule: 'GH-03', change: 'cleared' })).toEqual([middle, decided])
    expect(await of({ review: 'true' })).toEqual([decided])
    expect(await of({ rule: 'NA-01' })).toEqual([])
  })

  test('is a file with its watermark, whose taking stands in the trail', async () => {
    const [{ replayId } = { replayId: '' }] = await replays()
    const response = await by.office.fetch(`/api/replays/${replayId}/changes.csv`)
    const lines = (await response.text()).trim().split('\r\n')
    expect(lines).toHaveLength(1 + 3 + 1)
    expect(lines[1]).toMatch(/GH-03,cleared,medium,25.*22\.5/)
    expect(lines.at(-1)).toMatch(/# 图斑重演.*周办、王晓.*导出人 周办/)
    const { rows } = await db.query(
      `select detail::jsonb as detail from audit.event where action = 'replay.export'`,
    )
    expect(rows).toMatchObject([{ detail: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }])
    expect((await by.township.fetch(`/api/replays/${replayId}/changes.csv`)).status).toBe(403)
  })

  test('a review note stands on the patch until somebody keeps the decision or has it judged again', async () => {
    const params = { district: DISTRICT, reportId: decided }
    const notes = async () =>
      (await by.analyst.call('GET /reports/:district/:reportId/reviews', { params })).body.reviews
    expect(await notes()).toMatchObject([{ changes: [{ ruleId: 'GH-03' }], replay: { cause: 'threshold' } }])
    expect(
      (await by.township.call('GET /reports/:district/:reportId/reviews', { params })).body.reviews,
    ).toEqual([])
    const close = (client: Client) =>
      client.call('POST /reports/:district/:reportId/reviews/close', {
        params,
        body: { reason: '现场已超 30 m²' },
      })
    expect((await close(by.township)).status).toBe(403)
    expect((await close(by.analyst)).body).toEqual({ closed: 1 })
    expect((await close(by.analyst)).problem.code).toBe('conflict')
    expect(await notes()).toEqual([])
    const { reports } = await replayed()
    expect(reports.at(-1)).toMatchObject({ outcome: 'kept', closedBy: '王晓', reason: '现场已超 30 m²' })
  })

  test('is nothing where a number is only confirmed; its findings say so from then on', async () => {
    const before = await db.query('select evaluation_id from land.evaluation where is_current order by 1')
    await change({ source: '区法制办 2026-11 确认', reason: '法制审核' })
    expect((await replayed()).replay).toMatchObject({ examined: 4, changed: 0, reviews: 0 })
    const after = await db.query('select evaluation_id from land.evaluation where is_current order by 1')
    expect(after.rows).toEqual(before.rows)
    expect(await rulesOf(large)).toMatchObject([{ thresholdSource: '区法制办 2026-11 确认' }])
  })

  test('waits for its day', async () => {
    const { approvalId } = (await propose({ value: 50, from: '2099-01-01', to: '2099-12-31' })).body
    await answer(approvalId, 'approve')
    expect(await runJobs(db)).toEqual([])
    const [end, begin] = await replays()
    expect([begin!.dueOn, end!.dueOn]).toEqual(['2099-01-01', '2100-01-01'])
    expect(begin).toMatchObject({ job: { state: 'ready' }, examined: null, endedAt: null })
  })
})
