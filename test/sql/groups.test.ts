import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewParty } from '../../domain/party.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { settleGroups } from '../../server/groups/settle-groups.ts'
import { addParties } from '../../server/queries/parties.ts'
import type { NewReport } from '../../server/queries/reports-write.ts'
import { freshDatabase } from '../support/database.ts'
import { Ground, tenth } from './ground.ts'

// Which reports are grouped, and what they take together, on the real overlay.

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
  // Basic farmland in the west, other farmland in the east, a wood beyond; nothing approved.
  await ground.layer('land-use', [
    { geometry: rectangle({ east: -500, north: -500, width: 1500, height: 1000 }), class: '0103' },
    { geometry: rectangle({ east: 1000, north: -500, width: 500, height: 1000 }), class: '0301' },
  ])
  await ground.layer('basic-farmland', [
    { geometry: rectangle({ east: -500, north: -500, width: 1000, height: 1000 }) },
  ])
})

/** A building of 20 m × 20 m so far east of ORIGIN; named by how it is called. */
const built = (east: number, over: Partial<NewReport> & { width?: number } = {}) => {
  const { width = 20, ...report } = over
  return ground.report(rectangle({ east, north: 0, width, height: 20 }), { actOn: '2025-03-01', ...report })
}
const judge = (reportIds?: readonly string[]) =>
  evaluateReports(db, { district: ground.district, ...(reportIds && { reportIds }) })

/** Groups that stand, as lists of reports. */
async function groups(): Promise<string[][]> {
  const { rows } = await db.query<{ members: string[] }>(
    `select array_agg(report_id::text order by report_id) as members from land.group_member
      where district = $1 and until is null group by group_id order by min(report_id)`,
    [ground.district],
  )
  return rows.map(({ members }) => members)
}
async function facts() {
  const { rows } = await db.query<{
    facts: {
      members: { basicFarmland: number; ordinaryFarmland: number }[]
      shared: unknown[]
      isSharedExact: boolean
      isOneParty: boolean | null
    }
  }>('select facts from land.group_evaluation where district = $1 and is_current order by group_id', [
    ground.district,
  ])
  return rows.map((row) => row.facts)
}

describe('reports that adjoin', () => {
  test.each([
    ['touching', 20, true],
    ['19.9 m apart', 39.9, true],
    ['20.1 m apart', 40.1, false],
  ])('%s', async (_name, east, isGrouped) => {
    const [one, other] = [await built(0), await built(east)]
    await judge()
    expect(await groups()).toEqual(isGrouped ? [[one, other]] : [])
  })

  test.each([
    ['a year apart', '2026-03-01', true],
    ['a year and a day apart', '2026-03-02', false],
  ])('%s', async (_name, actOn, isGrouped) => {
    const [one, other] = [await built(0), await built(25, { actOn })]
    await judge()
    expect(await groups()).toEqual(isGrouped ? [[one, other]] : [])
  })

  test('in a chain are one group, whichever comes last', async () => {
    const [one, other, between] = [await built(0), await built(60), await built(30)]
    await judge([one, other])
    expect(await groups()).toEqual([])
    await judge([between])
    expect(await groups()).toEqual([[one, other, between]])
  })

  test.each([
    ['no farmland', 1100, {}],
    [
      'a use that destroys nothing',
      25,
      { attributes: { use: 'orchard', tillageLayer: 'intact' }, type: null },
    ],
  ])('of which one takes %s are no group', async (_name, east, over) => {
    await built(east - 25)
    await built(east, over)
    await judge()
    expect(await groups()).toEqual([])
  })

  test('of which one was decided as lawful, or counts in another, are no group', async () => {
    const [one, lawful, double] = [await built(0), await built(25), await built(0)]
    await db.query(`update land.report set decision = 'legal' where report_id = $1`, [lawful])
    await judge()
    expect(await groups()).toEqual([])
    await db.query(`update land.report set decision = null where report_id = $1`, [lawful])
    await judge()
    expect(await groups()).toEqual([[one, lawful]])
    expect(double).not.toBe(one)
  })
})

describe('reports of one party', () => {
  const PARTY: NewParty = { role: 'party', name: '张三', phone: null, idNo: null }
  test.each([
    ['the same ID number', { idNo: '11010519491231002X' }, { idNo: '11010519491231002x' }, ['id-no'], true],
    ['the same phone', { phone: '138 1234 1234' }, { phone: '13812341234' }, ['phone'], null],
    ['the same name', {}, { name: '张 三' }, ['name'], null],
    [
      'the same name and another ID number',
      { idNo: '11010519491231002X' },
      { idNo: '110101199003076851' },
      [],
      null,
    ],
    ['another name', {}, { name: '李四' }, [], null],
    ['the same person as a reporter', {}, { role: 'reporter' as const }, [], null],
  ])('%s', async (_name, ofOne, ofOther, bases, isOneParty) => {
    const [one, other] = [await built(0), await built(400)]
    await addParties(db, ground.district, 'test', [
      { reportId: one, party: { ...PARTY, ...ofOne } },
      { reportId: other, party: { ...PARTY, ...ofOther } },
    ])
    await judge()
    const { rows } = await db.query<{ basis: string }>(
      'select basis from land.group_edge where district = $1',
      [ground.district],
    )
    expect(rows.map(({ basis }) => basis)).toEqual(bases)
    expect((await facts()).map((group) => group.isOneParty)).toEqual(bases.length > 0 ? [isOneParty] : [])
  })
})

describe('what they take together', () => {
  test('is what each takes, where none overlaps', async () => {
    await built(450, { width: 100 })
    await built(555)
    await judge()
    const [group] = await facts()
    expect(group!.members.map((act) => [tenth(act.basicFarmland), tenth(act.ordinaryFarmland)])).toEqual([
      [1000, 1000],
      [0, 400],
    ])
    expect(group).toMatchObject({ shared: [], isSharedExact: true })
  })

  test('is counted once where they overlap, by kind of ground', async () => {
    // 400 … 520 and 480 … 600: both take 480 … 500 of basic and 500 … 520 of other farmland.
    const one = await built(400, { width: 120 })
    const other = await built(480, { width: 120 })
    await judge()
    const [group] = await facts()
    expect(group!.isSharedExact).toBe(true)
    const shared = group!.shared as { reportIds: string[]; basicFarmland: number; ordinaryFarmland: number }[]
    expect(
      shared.map((cell) => [cell.reportIds, tenth(cell.basicFarmland), tenth(cell.ordinaryFarmland)]),
    ).toEqual([
      [[one, other], 400, 0],
      [[one, other], 0, 400],
    ])
  })

  test('of three over each other, each piece is told by who claims it', async () => {
    const ids = [
      await built(0, { width: 60 }),
      await built(40, { width: 60 }),
      await built(55, { width: 60 }),
    ]
    await judge()
    const [group] = await facts()
    const cells = new Map(
      (group!.shared as { reportIds: string[]; basicFarmland: number }[]).map((cell) => [
        cell.reportIds.map((id) => ids.indexOf(id)).join(''),
        tenth(cell.basicFarmland),
      ]),
    )
    // 40 … 55 of the first two, 55 … 60 of all three, 60 … 100 of the last two: three quarters of the third, so no duplicate.
    expect(cells).toEqual(
      new Map([
        ['01', 300],
        ['012', 100],
        ['12', 800],
      ]),
    )
  })

  test('leaves out what is approved, as the ledger does', async () => {
    await ground.layer('land-approvals', [
      { geometry: rectangle({ east: 480, north: -50, width: 10, height: 200 }), validFrom: '2020-01-01' },
    ])
    await built(400, { width: 120 })
    await built(470, { width: 120 })
    await judge()
    const [group] = await facts()
    expect(group!.isSharedExact).toBe(true)
    // 470 … 500 without 480 … 490.
    const basic = (group!.shared as { basicFarmland: number }[]).reduce(
      (sum, cell) => sum + cell.basicFarmland,
      0,
    )
    expect(tenth(basic)).toBe(400)
  })
})

test('a group that is settled again to the same keeps its judgement; another is added beside it', async () => {
  await built(0)
  const other = await built(25)
  await judge()
  const count = async () => {
    const { rows } = await db.query<{ n: number; current: number }>(
      `select count(*)::int as n, count(*) filter (where is_current)::int as current from land.group_evaluation where district = $1`,
      [ground.district],
    )
    return rows[0]
  }
  expect(await count()).toEqual({ n: 1, current: 1 })
  await db.transaction((tx) => settleGroups(tx, ground.district, [other]))
  expect(await count()).toEqual({ n: 1, current: 1 })
  // Its member is judged anew, and a judgement of the group names the evaluations that it was made of.
  await judge([other])
  expect(await count()).toEqual({ n: 2, current: 1 })
})
