import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { jpeg } from '../../fixtures/builders/evidence.ts'
import type { Database } from '../../server/db/database.ts'
import { send } from '../evidence/given.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenGround, givenPerson, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
let clerk: Client
let east: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenGround(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  await givenPerson(db, 'dong', { role: 'township', township: EAST })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  clerk = await app.signIn('xi')
  east = await app.signIn('dong')
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  for (const table of ['work.decision', 'work.assignment', 'land.evaluation', 'land.report'])
    await db.query(`delete from ${table}`)
})

const square = (lon: number, width = 0.001, lat = 36.02) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [lon, lat],
      [lon + width, lat],
      [lon + width, lat + 0.001],
      [lon, lat + 0.001],
      [lon, lat],
    ],
  ],
})
const ID_NO = '11010519491231002X'
let numbers = 0
/** A judged report of so many degrees from west to east, each with a number of its own. */
async function reported(lon: number, { width = 0.001, parties = false } = {}) {
  const { body, problem, status } = await analyst.call('POST /reports', {
    body: {
      district: DISTRICT,
      geometry: square(lon, width),
      reportedOn: '2026-05-01',
      type: '20',
      attributes: { use: 'industrial', note: `N${numbers++}` },
      parties: parties
        ? [
            { role: 'party', name: '某某公司', idNo: ID_NO },
            { role: 'reporter', name: '李四' },
          ]
        : [],
    },
  })
  if (status !== 200) throw new Error(JSON.stringify(problem))
  return body.report
}
const of = (reportId: string) => ({ district: DISTRICT, reportId })
const page = async (reportId: string, by = analyst) =>
  (await by.call('GET /reports/:district/:reportId', { params: of(reportId) })).body
const row = async (reportId: string) => (await page(reportId)).report
const ties = async (reportId: string, by = analyst) =>
  (await by.call('GET /reports/:district/:reportId/ties', { params: of(reportId) })).body
const list = async (query: Record<string, string> = {}) =>
  (await analyst.call('GET /reports', { query: { district: DISTRICT, ...query } })).body
const seen = async (reportId: string) => ifMatch(reportId, (await row(reportId)).version)

const merge = async (
  lead: string,
  others: readonly string[],
  way: 'union' | 'lead' = 'union',
  by = analyst,
) =>
  by.call('POST /reports/:district/:reportId/merge', {
    params: of(lead),
    headers: await seen(lead),
    body: {
      members: await Promise.all(
        others.map(async (reportId) => ({ reportId, version: (await row(reportId)).version })),
      ),
      way,
      reason: '同一宗地',
    },
  })
const unmerge = async (lead: string) =>
  analyst.call('POST /reports/:district/:reportId/merge/undo', {
    params: of(lead),
    headers: await seen(lead),
    body: { reason: '核实为两宗' },
  })
const split = async (
  whole: string,
  by: 'township' | 'land' | 'drawn' = 'township',
  drawn: object | null = null,
) =>
  analyst.call('POST /reports/:district/:reportId/split', {
    params: of(whole),
    headers: await seen(whole),
    body: { by, drawn: drawn as Record<string, unknown> | null, reason: '分属两地' },
  })
const unsplit = async (whole: string) =>
  analyst.call('POST /reports/:district/:reportId/split/undo', {
    params: of(whole),
    headers: await seen(whole),
    body: { reason: '不需拆分' },
  })
const assign = async (reportId: string, township = WEST) =>
  analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version: (await row(reportId)).version }],
      township,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })
const withdraw = async (reportId: string) =>
  analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
    params: of(reportId),
    headers: await seen(reportId),
    body: { reason: '合并前撤回' },
  })

describe('merging', () => {
  test('makes one of several: the lead takes their ground, and is judged anew; lists show the lead alone', async () => {
    const [one, other] = [await reported(113.01), await reported(113.011)]
    const before = await list()
    const { status, body } = await merge(one.reportId, [other.reportId])
    expect(status).toBe(200)
    expect(body.report.areaM2).toBeCloseTo(one.areaM2 + other.areaM2, 1)
    expect(body.evaluation!.ledger.find(({ entry }) => entry === 'patch')!.areaM2).toBeCloseTo(
      body.report.areaM2,
      1,
    )
    const after = await list()
    expect([after.total, after.uncounted, after.of]).toEqual([1, 0, 1])
    expect(after.totalAreaM2).toBeCloseTo(before.totalAreaM2, 1)
    expect((await row(other.reportId)).standing).toBe('merged')
    // It is found by whoever looks for it.
    expect((await list({ tie: 'history' })).reports.map(({ reportId }) => reportId)).toEqual([other.reportId])
    expect((await list({ search: other.reportNo })).total).toBe(1)
    for (const { reportId } of [one, other])
      expect((await ties(reportId)).reshapings).toMatchObject([
        {
          kind: 'merge',
          way: 'union',
          reason: '同一宗地',
          actedBy: '王晓',
          lead: { reportNo: one.reportNo },
          others: [{ reportNo: other.reportNo, areaM2: other.areaM2 }],
          isNewest: reportId === one.reportId,
        },
      ])
  })

  test('may leave the lead’s shape as it is', async () => {
    const [one, other] = [await reported(113.01), await reported(113.01)]
    expect((await row(other.reportId)).standing).toBe('duplicate')
    const { body } = await merge(one.reportId, [other.reportId], 'lead')
    expect(body.report.areaM2).toBe(one.areaM2)
    expect((await ties(one.reportId)).duplicates).toEqual([])
  })

  test('is taken back: shapes, standing and numbers are what they were', async () => {
    const [one, other] = [await reported(113.01), await reported(113.011)]
    const shape = (await page(one.reportId)).geometry
    await merge(one.reportId, [other.reportId])
    expect((await page(one.reportId)).geometry).not.toEqual(shape)
    expect((await unmerge(one.reportId)).status).toBe(200)
    expect((await page(one.reportId)).geometry).toEqual(shape)
    expect(await row(one.reportId)).toMatchObject({ areaM2: one.areaM2, standing: 'own' })
    expect(await row(other.reportId)).toMatchObject({ areaM2: other.areaM2, standing: 'own' })
    expect((await list()).total).toBe(2)
    expect((await ties(one.reportId)).reshapings).toMatchObject([
      { undoneBy: '王晓', undoReason: '核实为两宗' },
    ])
    expect((await unmerge(one.reportId)).status).toBe(409)
  })

  test('two mergers are taken back in the order of stairs', async () => {
    const [one, other, third] = [await reported(113.01), await reported(113.011), await reported(113.012)]
    await merge(one.reportId, [other.reportId])
    await merge(one.reportId, [third.reportId])
    expect((await row(one.reportId)).areaM2).toBeCloseTo(one.areaM2 * 3, 0)
    await unmerge(one.reportId)
    expect((await row(one.reportId)).areaM2).toBeCloseTo(one.areaM2 * 2, 0)
    await unmerge(one.reportId)
    expect((await row(one.reportId)).areaM2).toBe(one.areaM2)
  })

  test('into a later one, of which the lead is a duplicate no more', async () => {
    const [earlier, later] = [await reported(113.01), await reported(113.01)]
    expect((await merge(later.reportId, [earlier.reportId], 'lead')).status).toBe(200)
    expect((await row(later.reportId)).standing).toBe('own')
    expect((await list()).total).toBe(1)
  })
})

describe('what a township has in hand', () => {
  test('is not merged away from it with its deadline: a clear word, and nothing done', async () => {
    const [one, other] = [await reported(113.01), await reported(113.011)]
    await assign(other.reportId)
    const { status, problem } = await merge(one.reportId, [other.reportId])
    expect([status, problem.code]).toEqual([409, 'assignment-open'])
    expect(problem.detail).toContain(other.reportNo)
    expect(problem.detail).toContain('2099-01-01')
    expect((await row(other.reportId)).standing).toBe('own')
    await withdraw(other.reportId)
    expect((await merge(one.reportId, [other.reportId])).status).toBe(200)
  })

  test('may lead with its task and deadline, and keeps its shape', async () => {
    const [one, other] = [await reported(113.01), await reported(113.011)]
    await assign(one.reportId)
    expect((await merge(one.reportId, [other.reportId])).problem.code).toBe('shape-in-hand')
    expect((await merge(one.reportId, [other.reportId], 'lead')).status).toBe(200)
    expect(await row(one.reportId)).toMatchObject({
      state: 'assigned',
      dueOn: '2099-01-01',
      areaM2: one.areaM2,
    })
  })

  test('is not split under its hands', async () => {
    const whole = await reported(113.0495)
    await assign(whole.reportId)
    expect((await split(whole.reportId)).problem.code).toBe('shape-in-hand')
  })
})

describe('what was merged or split', () => {
  test('is done nothing to: not decided, assigned, merged again', async () => {
    const [one, other, third] = [await reported(113.01), await reported(113.011), await reported(113.02)]
    await merge(one.reportId, [other.reportId])
    const decided = await analyst.call('POST /reports/:district/:reportId/decisions', {
      params: of(other.reportId),
      headers: await seen(other.reportId),
      body: { decision: 'suspected' },
    })
    expect([decided.status, decided.problem.code]).toEqual([409, 'not-standing'])
    const { body } = await assign(other.reportId)
    expect(body).toMatchObject({ assigned: 0, refused: [{ code: 'not-standing' }] })
    expect((await merge(third.reportId, [other.reportId])).problem.code).toBe('not-standing')
    expect((await merge(other.reportId, [third.reportId])).problem.code).toBe('not-standing')
  })

  test('adds up with nothing: the lead does, with the ground of all', async () => {
    const [one, other, third] = [
      await reported(113.01, { width: 0.0003 }),
      await reported(113.0103, { width: 0.0003 }),
      await reported(113.0107, { width: 0.0003 }),
    ]
    await merge(one.reportId, [other.reportId])
    const { group } = await ties(third.reportId)
    expect(group!.members.map(({ partner }) => partner.reportId)).toEqual([one.reportId, third.reportId])
    expect(group!.sums[0]!.areaM2).toBeCloseTo(3 * third.areaM2, 0)
  })

  test('changed in the meantime it is not merged', async () => {
    const [one, other] = [await reported(113.01), await reported(113.011)]
    const reply = await analyst.call('POST /reports/:district/:reportId/merge', {
      params: of(one.reportId),
      headers: await seen(one.reportId),
      body: { members: [{ reportId: other.reportId, version: 7 }], way: 'lead', reason: '同一宗地' },
    })
    expect(reply.status).toBe(412)
    const late = await analyst.call('POST /reports/:district/:reportId/merge', {
      params: of(one.reportId),
      headers: ifMatch(one.reportId, 9),
      body: { members: [{ reportId: other.reportId, version: 1 }], way: 'lead', reason: '同一宗地' },
    })
    expect(late.status).toBe(412)
  })

  test('by whoever may not: refused', async () => {
    const [one, other] = [await reported(113.01), await reported(113.011)]
    expect((await merge(one.reportId, [other.reportId], 'lead', clerk)).status).toBe(403)
  })

  test('sent twice it is done once', async () => {
    const [one, other] = [await reported(113.01), await reported(113.011)]
    const send = () =>
      analyst.call('POST /reports/:district/:reportId/merge', {
        params: of(one.reportId),
        headers: { ...ifMatch(one.reportId, 1), 'idempotency-key': 'merge-once' },
        body: { members: [{ reportId: other.reportId, version: 1 }], way: 'union', reason: '同一宗地' },
      })
    const replies = [await send(), await send()]
    expect(replies.map(({ status }) => status)).toEqual([200, 200])
    expect((await ties(one.reportId)).reshapings).toHaveLength(1)
  })
})

describe('splitting', () => {
  test('along townships makes a report of each part, numbered after the whole, which stays in history', async () => {
    const whole = await reported(113.0495, { parties: true })
    const { status, body } = await split(whole.reportId)
    expect(status).toBe(200)
    expect(body.report.standing).toBe('split')
    const parts = await Promise.all(body.parts.map((reportId) => page(reportId)))
    expect(parts.map(({ report }) => report.reportNo).sort()).toEqual([
      `${whole.reportNo}_1`,
      `${whole.reportNo}_2`,
    ])
    expect(parts.map(({ report }) => report.township?.code).sort()).toEqual([WEST, EAST])
    expect(parts.reduce((sum, { report }) => sum + report.areaM2, 0)).toBeCloseTo(whole.areaM2, 2)
    for (const { report, evaluation, attributes, shares } of parts) {
      expect(report).toMatchObject({ type: '20', standing: 'own', state: 'reported', assistedBy: [] })
      expect(attributes).toMatchObject({ use: 'industrial' })
      expect(evaluation).not.toBeNull()
      expect(shares).toEqual([])
      const people = await analyst.call('GET /reports/:district/:reportId/parties', {
        params: of(report.reportId),
      })
      // Whom it concerns, and not who reported the whole.
      expect(people.body.parties.map(({ role }) => role)).toEqual(['party'])
      expect((await ties(report.reportId)).reshapings).toMatchObject([
        { kind: 'split', way: 'township', lead: { reportNo: whole.reportNo }, isNewest: false },
      ])
    }
    const { total, totalAreaM2 } = await list()
    expect(total).toBe(2)
    expect(totalAreaM2).toBeCloseTo(whole.areaM2, 2)
  })

  test('is shown before it is done', async () => {
    const whole = await reported(113.0495)
    const reply = await analyst.call('POST /reports/:district/:reportId/split/parts', {
      params: of(whole.reportId),
      body: { by: 'township', drawn: null },
    })
    expect(reply.body.parts.map(({ label }) => label).sort()).toEqual([WEST, EAST])
    expect((await row(whole.reportId)).standing).toBe('own')
  })

  test('along a drawing, within it and without', async () => {
    const whole = await reported(113.01)
    const { body } = await split(whole.reportId, 'drawn', square(113.009, 0.0014))
    const areas = await Promise.all(body.parts.map(async (reportId) => (await row(reportId)).areaM2))
    expect(areas[0]! / whole.areaM2).toBeCloseTo(0.6, 3)
    expect(areas[1]! / whole.areaM2).toBeCloseTo(0.4, 3)
  })

  test('into one part is refused, and so is a drawing that is none', async () => {
    const whole = await reported(113.01)
    expect((await split(whole.reportId)).problem.code).toBe('nothing-to-split')
    expect((await split(whole.reportId, 'drawn', square(113.03))).problem.code).toBe('nothing-to-split')
    expect((await split(whole.reportId, 'drawn')).problem.code).toBe('invalid-request')
    const bowTie = {
      type: 'Polygon',
      coordinates: [
        [
          [113.01, 36.02],
          [113.011, 36.021],
          [113.011, 36.02],
          [113.01, 36.021],
          [113.01, 36.02],
        ],
      ],
    }
    expect((await split(whole.reportId, 'drawn', bowTie)).problem.code).toBe('geometry-invalid')
  })

  test('is taken back: the whole counts again, its parts stay in history, and new ones get new numbers', async () => {
    const whole = await reported(113.0495)
    const first = (await split(whole.reportId)).body.parts
    expect((await unsplit(whole.reportId)).status).toBe(200)
    expect(await row(whole.reportId)).toMatchObject({ standing: 'own', areaM2: whole.areaM2 })
    for (const part of first) expect((await row(part)).standing).toBe('undone')
    expect((await list()).total).toBe(1)
    const second = (await split(whole.reportId)).body.parts
    const numbers = await Promise.all(second.map(async (part) => (await row(part)).reportNo))
    expect(numbers.sort()).toEqual([`${whole.reportNo}_3`, `${whole.reportNo}_4`])
  })

  test('is not taken back while a township works on a part', async () => {
    const whole = await reported(113.0495)
    const [part] = (await split(whole.reportId)).body.parts
    await assign(part!)
    const { status, problem } = await unsplit(whole.reportId)
    expect([status, problem.code]).toEqual([409, 'assignment-open'])
    // The township of a part reads the whole, and the other township does not.
    const of_ = await row(part!)
    const [with_, without] = of_.assignedTo!.code === WEST ? [clerk, east] : [east, clerk]
    expect(
      (await with_.call('GET /reports/:district/:reportId', { params: of(whole.reportId) })).status,
    ).toBe(200)
    expect(
      (await without.call('GET /reports/:district/:reportId', { params: of(whole.reportId) })).status,
    ).toBe(404)
  })

  test('a part is as old as its whole: what came later is the duplicate', async () => {
    const whole = await reported(113.0495)
    const later = await reported(113.0495)
    expect(later.standing).toBe('duplicate')
    const { parts } = (await split(whole.reportId)).body
    for (const part of parts) expect((await row(part)).standing).toBe('own')
    // Half of the later one lies in each part: it is no duplicate of either.
    expect((await row(later.reportId)).standing).toBe('own')
  })

  test('a part is split in its turn, and that is taken back first', async () => {
    const whole = await reported(113.0495)
    const { parts } = (await split(whole.reportId)).body
    const part = await row(parts[0]!)
    const again = (await split(part.reportId, 'drawn', square(part.bounds[0]! - 0.001, 0.0012))).body.parts
    expect((await row(again[0]!)).reportNo).toBe(`${part.reportNo}_1`)
    expect((await unsplit(whole.reportId)).status).toBe(409)
    expect((await unsplit(part.reportId)).status).toBe(200)
    expect((await unsplit(whole.reportId)).status).toBe(200)
  })
})

describe('at once', () => {
  test('of two who merge two reports into each other one does, the other is told', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await reported(113.02 + round * 0.005), await reported(113.021 + round * 0.005)]
      const replies = await Promise.all([
        merge(one.reportId, [other.reportId], 'lead'),
        merge(other.reportId, [one.reportId], 'lead'),
      ])
      const statuses = replies.map(({ status }) => status).sort()
      expect(statuses[0]).toBe(200)
      expect([409, 412]).toContain(statuses[1])
      const standing = [(await row(one.reportId)).standing, (await row(other.reportId)).standing].sort()
      expect(standing).toEqual(['merged', 'own'])
    }
  })
})

// Last, since evidence is never deleted.
test('what went into it comes with a patch in hand: its page and its evidence, and nothing to change there', async () => {
  const [one, other] = [await reported(113.01), await reported(113.011)]
  const photo = await send(analyst, other.reportId, await jpeg())
  expect(photo.status).toBe(200)
  await merge(one.reportId, [other.reportId])
  expect((await clerk.call('GET /reports/:district/:reportId', { params: of(other.reportId) })).status).toBe(
    404,
  )
  await assign(one.reportId)
  expect((await page(other.reportId, clerk)).report.reportNo).toBe(other.reportNo)
  const { body } = await clerk.call('GET /reports/:district/:reportId/evidence', {
    params: of(other.reportId),
  })
  expect(body.evidence).toHaveLength(1)
  expect((await ties(one.reportId, clerk)).reshapings[0]!.others).toMatchObject([
    { reportNo: other.reportNo },
  ])
  expect((await east.call('GET /reports/:district/:reportId', { params: of(other.reportId) })).status).toBe(
    404,
  )
})
