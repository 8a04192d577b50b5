import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenGround, givenPerson, WEST } from './given.ts'

// Buildings on basic farmland that none reaches five mu alone, and what comes of it when they are looked at together.

let db: Database
let app: TestApp
let analyst: Client
let office: Client
let clerk: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenGround(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'bangong', { role: 'office' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  office = await app.signIn('bangong')
  clerk = await app.signIn('xi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  await db.query('delete from work.decision')
  await db.query('delete from work.assignment')
  await db.query('delete from land.evaluation')
  await db.query('delete from land.report')
})

const ID_NO = '11010519491231002X'

/** A building of some 27 m × 74 m, three mu, its west side so many times 0.0003° east of 113.01. */
async function built(
  place: number,
  { actOn = '2026-03-01' as string | null, idNo = null as string | null } = {},
) {
  const [west, south] = [113.01 + place * 0.0003, 36.02]
  const [east, north] = [west + 0.0003, south + 0.00067]
  const reply = await analyst.call('POST /reports', {
    body: {
      district: DISTRICT,
      reportedOn: '2026-06-01',
      actOn,
      type: '20',
      attributes: { use: 'industrial' },
      parties: idNo === null ? [] : [{ role: 'party', name: '某某公司', idNo }],
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
          ],
        ],
      },
    },
  })
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.problem))
  return reply.body.report
}
const of = (reportId: string) => ({ district: DISTRICT, reportId })
const row = async (reportId: string) =>
  (await analyst.call('GET /reports/:district/:reportId', { params: of(reportId) })).body.report
const ties = async (reportId: string, by = analyst) =>
  (await by.call('GET /reports/:district/:reportId/ties', { params: of(reportId) })).body
const list = async (query: Record<string, string> = {}) =>
  (await analyst.call('GET /reports', { query: { district: DISTRICT, ...query } })).body
const act = async (what: 'take-out' | 'undo', reportId: string, by = analyst) =>
  by.call(`POST /reports/:district/:reportId/group/${what}`, {
    params: of(reportId),
    headers: ifMatch(reportId, (await row(reportId)).version),
    body: { reason: '现场核对' },
  })
const putIn = async (reportId: string, besideId: string, by = analyst) =>
  by.call('POST /reports/:district/:reportId/group/put-in', {
    params: of(reportId),
    headers: ifMatch(reportId, (await row(reportId)).version),
    body: { besideId, reason: '同一项目分期' },
  })

describe('adjoining buildings that reach five mu together', () => {
  test('of an unknown party are a doubt, shown on each with its arithmetic', async () => {
    const [one, other] = [await built(0), await built(1.1)]
    expect(one.rules).not.toContain('ES-01')
    for (const { reportId } of [one, other]) {
      const { group } = await ties(reportId)
      expect(group).toMatchObject({
        isOneParty: null,
        hidden: 0,
        results: [{ ruleId: 'ES-05', kind: 'doubt', reason: 'attribute-missing', subject: 'isOneParty' }],
      })
      expect(group!.members.map(({ partner }) => partner.reportNo)).toEqual([one.reportNo, other.reportNo])
      expect(group!.members[0]!.reasons).toEqual([
        { withNo: other.reportNo, basis: 'adjoining', distanceM: expect.closeTo(2.7, 1) },
      ])
      const [sum] = group!.sums
      expect(sum).toMatchObject({
        scope: 'all',
        ground: 'basicFarmland',
        reportNos: [one.reportNo, other.reportNo],
        sharedM2: 0,
        lineM2: expect.closeTo(3333.33, 1),
      })
      expect(sum!.areaM2).toBeCloseTo(one.areaM2 + other.areaM2, 1)
    }
    expect((await row(one.reportId)).group).toMatchObject({ flag: 'possible' })
    const { counts } = await list()
    expect(Object.fromEntries(counts.tie.map(({ key, count }) => [key, count]))).toEqual({
      grouped: 2,
      flagged: 2,
    })
    expect((await list({ tie: 'flagged' })).total).toBe(2)
    expect((await list({ rule: 'ES-05' })).total).toBe(0)
  })

  test('of one party are a finding, with statute and what is still to be shown; the list finds them by the rule', async () => {
    const [one, other] = [await built(0, { idNo: ID_NO }), await built(40, { idNo: ID_NO.toLowerCase() })]
    const { group } = await ties(one.reportId)
    expect(group).toMatchObject({
      isOneParty: true,
      results: [
        {
          ruleId: 'ES-05',
          kind: 'finding',
          severity: 'critical',
          threshold: 5,
          unit: 'mu',
          statute: '刑法 342；法释〔2000〕14号 第九条',
        },
      ],
    })
    expect(group!.results[0]!.missing).toEqual(
      expect.arrayContaining(['destructionAppraisal', 'partyIdentity', 'penaltyRecord']),
    )
    expect(group!.members[1]!.reasons).toEqual([{ withNo: one.reportNo, basis: 'id-no', distanceM: null }])
    expect((await row(other.reportId)).group).toMatchObject({ flag: 'certain' })
    const listed = await list({ rule: 'ES-05' })
    expect(listed.total).toBe(2)
    expect(listed.counts.rule.find(({ key }) => key === 'ES-05')).toMatchObject({ count: 2 })
    expect((await list({ group: 'ES' })).total).toBe(2)
  })

  test('that need a third, of whom nobody knows, are a doubt beside what is known', async () => {
    await built(0, { idNo: ID_NO, actOn: '2026-01-01' })
    await built(1.05, { idNo: ID_NO, actOn: '2025-02-01' })
    const { reportId } = await built(2.1, { actOn: '2026-01-01' })
    const { group } = await ties(reportId)
    // One party within eleven months: six mu.
    expect(group!.results).toMatchObject([{ kind: 'finding', measured: expect.closeTo(6, 0) }])
    expect(group!.sums.map(({ scope, reportNos }) => [scope, reportNos.length])).toEqual([
      ['one-party', 2],
      ['all', 3],
    ])
  })

  test('more than a year apart do not add up', async () => {
    const [one, other] = [
      await built(0, { idNo: ID_NO }),
      await built(40, { idNo: ID_NO, actOn: '2024-12-31' }),
    ]
    expect((await ties(one.reportId)).group).toBeNull()
    expect((await row(other.reportId)).group).toBeNull()
  })

  test('that overlap are counted once where they do', async () => {
    const [one, other] = [await built(0, { idNo: ID_NO }), await built(0.5, { idNo: ID_NO })]
    const { group } = await ties(one.reportId)
    const [sum] = group!.sums
    expect(sum!.sharedM2).toBeCloseTo(other.areaM2 / 2, 0)
    expect(sum!.areaM2).toBeCloseTo(one.areaM2 * 1.5, 0)
    // Four and a half mu together, six if it were counted twice.
    expect(group!.results).toEqual([])
    expect((await row(one.reportId)).group).toEqual({ groupId: group!.groupId, flag: null, rules: [] })
  })
})

describe('a group changes with its members', () => {
  test('a party that is named joins, and one that is removed parts again', async () => {
    const [one, other] = [await built(0, { idNo: ID_NO }), await built(40)]
    expect((await ties(one.reportId)).group).toBeNull()
    const params = of(other.reportId)
    const { body } = await analyst.call('POST /reports/:district/:reportId/parties', {
      params,
      body: { role: 'party', name: null, idNo: ID_NO },
    })
    const first = (await ties(one.reportId)).group!
    expect(first.isOneParty).toBe(true)
    await analyst.call('POST /reports/:district/:reportId/parties/:partyId/remove', {
      params: { ...params, partyId: body.parties[0]!.partyId },
      body: { reason: '登记有误' },
    })
    expect((await ties(one.reportId)).group).toBeNull()
    await analyst.call('POST /reports/:district/:reportId/parties', {
      params,
      body: { role: 'party', name: null, idNo: ID_NO },
    })
    expect((await ties(other.reportId)).group!.groupId).toBe(first.groupId)
  })

  test('one that is decided as lawful leaves, and comes back when that is undone', async () => {
    const [one, other] = [await built(0), await built(1.1)]
    const { groupId } = (await ties(one.reportId)).group!
    const decide = async (decision: 'legal' | 'suspected') =>
      analyst.call('POST /reports/:district/:reportId/decisions', {
        params: of(other.reportId),
        headers: ifMatch(other.reportId, (await row(other.reportId)).version),
        body: { decision, reason: '有批文' },
      })
    await decide('suspected')
    expect((await ties(one.reportId)).group?.groupId).toBe(groupId)
    await decide('legal')
    expect((await ties(one.reportId)).group).toBeNull()
    await analyst.call('POST /reports/:district/:reportId/decisions/undo', {
      params: of(other.reportId),
      headers: ifMatch(other.reportId, (await row(other.reportId)).version),
    })
    expect((await ties(one.reportId)).group?.groupId).toBe(groupId)
  })
})

describe('by hand', () => {
  test('one is taken out with a reason, stays out when all is judged again, and comes back when that is undone', async () => {
    const reports = [await built(0), await built(1.1), await built(2.2)]
    const [, , third] = reports
    const { groupId } = (await ties(third!.reportId)).group!
    expect((await act('take-out', third!.reportId)).status).toBe(200)
    const { evaluateReports } = await import('../../server/evaluate.ts')
    await evaluateReports(db, { district: DISTRICT })
    expect((await ties(third!.reportId)).group).toBeNull()
    expect((await ties(reports[0]!.reportId)).group!.members).toHaveLength(2)
    expect((await ties(third!.reportId)).groupActs).toMatchObject([
      { act: 'take-out', reason: '现场核对', actedBy: '王晓', undoneAt: null },
    ])
    expect((await act('take-out', third!.reportId)).status).toBe(409)
    expect((await act('undo', third!.reportId)).status).toBe(200)
    expect((await ties(third!.reportId)).group).toMatchObject({ groupId })
    expect((await act('undo', third!.reportId)).status).toBe(409)
  })

  test('one is put in from afar, stays in when all is judged again, and adds to the sum', async () => {
    const [one, other, far] = [await built(0), await built(1.1), await built(40)]
    expect((await putIn(far.reportId, one.reportId)).status).toBe(200)
    const { evaluateReports } = await import('../../server/evaluate.ts')
    await evaluateReports(db, { district: DISTRICT })
    const { group } = await ties(other.reportId)
    expect(group!.members.map(({ partner }) => partner.reportId)).toContain(far.reportId)
    expect(group!.sums[0]!.areaM2).toBeCloseTo(one.areaM2 + other.areaM2 + far.areaM2, 1)
    expect((await putIn(far.reportId, other.reportId)).status).toBe(409)
    await act('undo', far.reportId)
    expect((await ties(far.reportId)).group).toBeNull()
  })

  test('two that are in no group make one', async () => {
    const [one, far] = [await built(0), await built(40)]
    await putIn(far.reportId, one.reportId)
    expect((await ties(one.reportId)).group!.members).toHaveLength(2)
  })

  test('what was decided as no violation is put in no group; nothing of the try is kept', async () => {
    const [one, far] = [await built(0), await built(40)]
    await db.query(`update land.report set decision = 'legal' where report_id = $1`, [one.reportId])
    expect((await putIn(far.reportId, one.reportId)).status).toBe(409)
    expect((await ties(far.reportId)).groupActs).toEqual([])
  })

  test('it stands in the trail of the report', async () => {
    const [one, far] = [await built(0), await built(40)]
    await putIn(far.reportId, one.reportId)
    await act('undo', far.reportId)
    const { rows } = await db.query(
      `select action, reason, actor from audit.event where stream = $1 and action like 'group.%' order by seq`,
      [`report:${DISTRICT}/${far.reportId}`],
    )
    expect(rows).toEqual([
      { action: 'group.put-in', reason: '同一项目分期', actor: expect.any(String) as string },
      { action: 'group.undo', reason: '现场核对', actor: expect.any(String) as string },
    ])
  })

  test('others may look and not touch', async () => {
    const [one, other] = [await built(0), await built(1.1)]
    expect((await ties(one.reportId, office)).group!.members).toHaveLength(2)
    expect((await act('take-out', one.reportId, office)).status).toBe(403)
    expect((await putIn(one.reportId, other.reportId, clerk)).status).toBe(403)
  })
})

test('a township sees its own of a group, what all add up to, and not who the others are', async () => {
  const [one] = [await built(0, { idNo: ID_NO }), await built(1.1, { idNo: ID_NO })]
  await analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId: one.reportId, version: (await row(one.reportId)).version }],
      township: WEST,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })
  const { group } = await ties(one.reportId, clerk)
  expect(group!.members.map(({ partner }) => partner.reportId)).toEqual([one.reportId])
  expect(group!.members[0]!.reasons).toEqual([])
  expect(group).toMatchObject({ hidden: 1 })
  expect(group!.sums[0]).toMatchObject({ reportNos: [one.reportNo], hidden: 1 })
})

test('of acts reported at once each is in the one group', { timeout: 200_000 }, async () => {
  const sent = await Promise.all([0, 1.1, 2.2, 3.3, 4.4, 5.5].map((place) => built(place)))
  const { group } = await ties(sent[0]!.reportId)
  expect(group!.members).toHaveLength(6)
  const { rows } = await db.query<{ n: number }>(
    'select count(*)::int as n from land.patch_group g where ended_at is null and exists (select from land.group_member m where m.group_id = g.group_id and m.until is null)',
  )
  expect(rows[0]!.n).toBe(1)
})
