import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CheckedNumber, Explanation } from '../../domain/api.ts'
import { Explanation as Schema } from '../../domain/api.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { explain } from '../../server/explain/explanation.ts'
import { AREA_DECIMALS, freshDatabase } from '../support/database.ts'
import { Ground } from './ground.ts'

// A finding is made again from storage, whatever was published, decided or said since; what differs is named with both numbers.

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

const PATCH = rectangle({ east: 0, north: 0, width: 100, height: 50 })
const AROUND = rectangle({ east: -50, north: -50, width: 300, height: 200 })
const WEST = rectangle({ east: -50, north: -50, width: 90, height: 200 })
const EAST = rectangle({ east: 40, north: -50, width: 210, height: 200 })

const evaluate = (...reportIds: string[]) => evaluateReports(db, { district: ground.district, reportIds })

/** The id of what a rule says in the evaluation that holds. */
async function findingOf(reportId: string, ruleId: string): Promise<string> {
  const { rows } = await db.query<{ finding_id: string }>(
    `select f.finding_id from land.finding f join land.evaluation e using (evaluation_id)
      where e.report_id = $1 and e.is_current and f.rule_id = $2 order by f.finding_id limit 1`,
    [reportId, ruleId],
  )
  return rows[0]!.finding_id
}

/** As the terminal asks for it, and as the contract promises it. */
async function explained(findingId: string): Promise<Explanation> {
  const made = await db.transaction((tx) => explain(tx, 'reporter', ground.district, findingId, 'important'))
  return Schema.parse(JSON.parse(JSON.stringify(made)))
}

/** Farmland in the west, a village in the east, basic farmland in the west; 4/10 of the patch is farmland. */
async function givenLayers() {
  await ground.layer('land-use', [
    { geometry: WEST, class: '0103' },
    { geometry: EAST, class: '0702' },
  ])
  await ground.layer('basic-farmland', [{ geometry: WEST }])
  await ground.layer('land-approvals', [
    {
      geometry: rectangle({ east: -50, north: -50, width: 60, height: 200 }),
      validFrom: '2024-01-01',
      attributes: { number: '晋地〔2024〕1号' },
    },
  ])
}

async function judged(over: Parameters<Ground['report']>[1] = { actOn: '2025-05-01' }): Promise<string> {
  await givenLayers()
  const reportId = await ground.report(PATCH, over)
  await evaluate(reportId)
  return reportId
}

const differing = ({ checks }: Explanation): CheckedNumber[] =>
  checks.areas.parts.flatMap(({ lines }) => lines.filter(({ isSame }) => !isSame))

describe('a finding explained', () => {
  test('is made again: rules, areas and geometry are the same', async () => {
    const reportId = await judged()
    const one = await explained(await findingOf(reportId, 'NA-02'))
    expect(one).toMatchObject({
      isCurrent: true,
      rule: { id: 'NA-02', code: 'FARMLAND_UNAPPROVED', version: 1 },
      law: { on: '2025-05-01', is: 'act' },
      checks: {
        state: 'same',
        geometry: { state: 'same' },
        results: { state: 'same', verdict: { stored: 'suspected', again: 'suspected' } },
        areas: { state: 'same', toleranceM2: 1e-6 },
      },
    })
    expect(one.checks.results.lines.filter(({ isThis }) => isThis)).toMatchObject([{ ruleId: 'NA-02' }])
    expect(one.checks.areas.parts[0]!.lines.filter(({ kind }) => kind === 'fact')).toHaveLength(4)
    expect(one.inputSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(one.sources.map(({ sha256 }) => sha256)).not.toContain(null)
  })

  test('tells the thresholds, entries and attributes that its rule read', async () => {
    const one = await explained(await findingOf(await judged(), 'NA-02'))
    const keys = one.thresholds.map(({ key }) => key)
    expect(keys).toContain('overlay.noiseM2')
    // The width counts only of what is under 100 m².
    expect(keys).not.toContain('overlay.sliverWidthM')
    expect(one.thresholds[0]).toMatchObject({ value: 1, unit: 'm2', confirmed: false })
    expect(one.entries).toContain('remainderCultivated')
    expect(one.entries).not.toContain('remainderRedLine')
    expect(one.attributes).toMatchObject({ type: '20', use: 'industrial' })
  })

  test('can be added up by hand, from the patch to the bound', async () => {
    const { steps, result } = await explained(await findingOf(await judged(), 'NA-02'))
    expect(steps.map(({ kind }) => kind)).toEqual(['sum', 'sum', 'sum', 'features', 'size', 'bound'])
    for (const step of steps) {
      if (step.kind !== 'sum') continue
      const sum = step.parts.reduce((total, { value }) => total + value, step.difference)
      expect(sum).toBeCloseTo(step.whole.value, 9)
      expect(Math.abs(step.difference)).toBeLessThan(10 ** -AREA_DECIMALS)
    }
    expect(steps.at(-1)).toEqual({
      kind: 'bound',
      name: 'remainderCultivated',
      measured: result.measured,
      relation: '>',
      threshold: 1,
      thresholdKey: 'overlay.noiseM2',
      unit: 'm2',
      range: null,
      certainty: 'certain',
    })
    // 40 m of 100 m are farmland, of which an approval covers 10 m.
    expect(result.measured).toBeCloseTo(1_500, -1)
  })

  test('of a share says what was divided by what', async () => {
    await ground.layer('facility-filings', [])
    const reportId = await ground.report(PATCH, { attributes: { use: 'livestock' } })
    await evaluate(reportId)
    const { steps } = await explained(await findingOf(reportId, 'GH-05'))
    expect(steps).toContainEqual({
      kind: 'quotient',
      value: { name: 'measured', value: 0 },
      first: { name: 'filingCovered', value: 0 },
      second: expect.objectContaining({ name: 'patch' }),
    })
    expect(steps.at(-1)).toMatchObject({ kind: 'bound', relation: '<', threshold: 0.95, unit: 'ratio' })
  })

  test('of the ground itself has no rule, and its derivation', async () => {
    await ground.layer('land-use', [{ geometry: WEST, class: '0103' }])
    const reportId = await ground.report(PATCH)
    await evaluate(reportId)
    const one = await explained(await findingOf(reportId, 'GROUND'))
    expect(one).toMatchObject({
      rule: null,
      result: { kind: 'doubt', reason: 'not-surveyed' },
      checks: { state: 'same' },
    })
    expect(one.entries).toContain('unsurveyed')
  })
})

describe('an old finding', () => {
  test('stays what it was after newer layers, thresholds, words and evaluations', async () => {
    const reportId = await judged()
    const findingId = await findingOf(reportId, 'NA-02')
    const before = await explained(findingId)

    await ground.layer('land-use', [{ geometry: AROUND, class: '0702' }], { validFrom: '2025-01-01' })
    await ground.layer('land-approvals', [{ geometry: AROUND, validFrom: '2024-01-01' }])
    await db.query(
      `update rules.threshold set in_force = daterange(null, '2020-01-01') where key = 'overlay.noiseM2'`,
    )
    await db.query(
      `insert into rules.threshold (key, in_force, value, unit, source, confirmed)
       values ('overlay.noiseM2', '[2020-01-01,)', 2000, 'm2', '测试', true)`,
    )
    try {
      await db.query(`update land.report set type = 'ND', attributes = '{}' where report_id = $1`, [reportId])
      await evaluate(reportId)
      const after = await explained(findingId)
      expect(after.isCurrent).toBe(false)
      expect(after.checks.state).toBe('same')
      expect(after.inputSha256).toBe(before.inputSha256)
      for (const part of ['result', 'thresholds', 'entries', 'attributes', 'steps', 'law', 'checks'] as const)
        expect(after[part]).toEqual(before[part])
    } finally {
      await db.query(`delete from rules.threshold where source = '测试'`)
      await db.query(`update rules.threshold set in_force = '(,)' where key = 'overlay.noiseM2'`)
    }
  })

  test('is measured by a version that was withdrawn since', async () => {
    const reportId = await judged()
    await db.query(`update land.layer_version set status = 'withdrawn' where district = $1`, [
      ground.district,
    ])
    const one = await explained(await findingOf(reportId, 'NA-01'))
    expect(one.checks.state).toBe('same')
    expect(one.sources.every(({ isWithdrawn }) => isWithdrawn)).toBe(true)
  })

  test('of an act between two images is measured for each part of the time', async () => {
    await ground.layer('land-approvals', [])
    await ground.layer('temporary-use', [])
    await ground.layer('land-use', [{ geometry: AROUND, class: '0103' }], { validFrom: '2023-12-31' })
    await ground.layer('land-use', [{ geometry: AROUND, class: '0702' }], { validFrom: '2024-12-31' })
    const reportId = await ground.report(PATCH, { imageBefore: '2024-11-30', imageAfter: '2025-02-28' })
    await evaluate(reportId)
    await ground.layer('land-use', [{ geometry: AROUND, class: '0301' }], { validFrom: '2024-12-15' })
    const one = await explained(await findingOf(reportId, 'NA-02'))
    expect(one.result).toMatchObject({ kind: 'doubt', reason: 'date-open' })
    expect(one.checks.areas.parts.map(({ from, to }) => [from, to])).toEqual([
      ['2024-12-01', '2024-12-30'],
      ['2024-12-31', '2025-02-28'],
    ])
    expect(one.checks.state).toBe('same')
  })

  test('that could not be measured then is not said to be the same', async () => {
    const reportId = await judged()
    const { rows } = await db.query<{ geom: string }>('select geom from land.report where report_id = $1', [
      reportId,
    ])
    await db.query(
      `update land.report set geom = ST_Multi(ST_GeomFromText('POLYGON((113 200,113.001 200,113.001 200.001,113 200))', 4490))
        where report_id = $1`,
      [reportId],
    )
    await evaluate(reportId)
    await db.query('update land.report set geom = $2 where report_id = $1', [reportId, rows[0]!.geom])
    const one = await explained(await findingOf(reportId, 'GROUND'))
    expect(one.checks).toMatchObject({
      state: 'unchecked',
      geometry: { state: 'same' },
      results: { state: 'unchecked', why: 'not-measured' },
      areas: { state: 'unchecked', why: 'not-measured' },
    })
  })
})

describe('what was changed behind the platform’s back', () => {
  test('an area in storage: the overlay says otherwise, with both numbers, and so do the rules', async () => {
    const reportId = await judged()
    const findingId = await findingOf(reportId, 'NA-02')
    await db.query(
      `update land.ledger_entry l set area_m2 = area_m2 + 0.001
         from land.evaluation e
        where e.evaluation_id = l.evaluation_id and e.report_id = $1 and l.entry = 'remainderCultivated'`,
      [reportId],
    )
    const one = await explained(findingId)
    expect(one.checks).toMatchObject({
      state: 'differs',
      geometry: { state: 'same' },
      results: { state: 'differs' },
      areas: { state: 'differs' },
    })
    expect(differing(one)).toMatchObject([{ kind: 'entry', name: 'remainderCultivated' }])
    const [{ stored, again }] = differing(one) as [CheckedNumber]
    expect(stored! - again!).toBeCloseTo(0.001, 6)
    const line = one.checks.results.lines.find(({ ruleId }) => ruleId === 'NA-02')!
    expect(line.again!.measured! - line.stored!.measured!).toBeCloseTo(0.001, 6)
  })

  test('a piece of a layer: the features that it belonged to differ', async () => {
    const reportId = await judged()
    await db.query(
      `update land.layer_piece p set geom = ST_Translate(p.geom, 1, 0)
         from land.layer_version v
        where v.layer_version_id = p.layer_version_id and v.district = $1 and v.role = 'basic-farmland'`,
      [ground.district],
    )
    const one = await explained(await findingOf(reportId, 'NA-01'))
    expect(one.checks).toMatchObject({
      state: 'differs',
      results: { state: 'same' },
      areas: { state: 'differs' },
    })
    expect(differing(one)).toContainEqual(
      expect.objectContaining({ kind: 'fact', role: 'basic-farmland', name: 'K1', isSame: false }),
    )
  })

  test('the polygon: its hash is another', async () => {
    const reportId = await judged()
    await db.query('update land.report set geom = ST_Translate(geom, 0.0001, 0) where report_id = $1', [
      reportId,
    ])
    const one = await explained(await findingOf(reportId, 'NA-01'))
    expect(one.checks.geometry.state).toBe('differs')
    expect(one.checks.geometry.again).not.toBe(one.checks.geometry.stored)
  })

  test('the result of a rule', async () => {
    const reportId = await judged()
    const findingId = await findingOf(reportId, 'NA-02')
    await db.query(
      `update land.finding set result = jsonb_set(result, '{severity}', '"low"') where finding_id = $1`,
      [findingId],
    )
    const one = await explained(findingId)
    expect(one.checks).toMatchObject({
      state: 'differs',
      results: { state: 'differs' },
      areas: { state: 'same' },
    })
    expect(one.checks.results.lines.find(({ isThis }) => isThis)).toMatchObject({
      stored: { severity: 'low' },
      again: { severity: 'high' },
    })
  })

  test('a rule that this release has no more cannot be asked again', async () => {
    const reportId = await judged()
    await db.query(
      `update rules.law set content = jsonb_set(content, '{rules,NA-02}', '99')
        where law_id in (select law_id from land.evaluation where report_id = $1
                         union select today_law_id from land.evaluation where report_id = $1)`,
      [reportId],
    )
    const gone = await explained(await findingOf(reportId, 'NA-02'))
    expect(gone.checks).toMatchObject({
      state: 'unchecked',
      results: { state: 'unchecked', why: 'rule-gone' },
    })
    const kept = await explained(await findingOf(reportId, 'NA-01'))
    expect(kept.checks.results).toMatchObject({ state: 'same', why: null })
  })
})

test('a finding that is not there is not found', async () => {
  await expect(explained('999999999')).rejects.toThrow(/no finding F-999999999/)
})
