import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Result } from '../../domain/rule.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { readEvaluation } from '../../server/queries/evaluations.ts'
import { overlay } from '../../server/queries/overlay.ts'
import { reportFacts } from '../../server/queries/report-facts.ts'
import { judgedAgain, storedCases, type StoredCase } from '../../server/queries/stored-cases.ts'
import { freshDatabase } from '../support/database.ts'
import { Ground } from './ground.ts'

// An evaluation stores all that it was judged by: judged again from storage it is the same.

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

async function judged(reportId: string): Promise<StoredCase> {
  await evaluateReports(db, { district: ground.district, reportIds: [reportId] })
  const [stored] = await storedCases(db, ground.district, { reportIds: [reportId] })
  return stored!
}

/** As JSON keeps it: what is unset is null. */
const kept = (results: readonly Result[]) => JSON.parse(JSON.stringify(results)) as Result[]
const rule = ({ results }: StoredCase, id: string) => results.filter(({ ruleId }) => ruleId === id)

describe('an evaluation', () => {
  test('has the ground, the attributes and the numbers as they were', async () => {
    await ground.layer('land-use', [
      { geometry: WEST, class: '0103' },
      { geometry: rectangle({ east: 40, north: -50, width: 210, height: 200 }), class: '0702' },
    ])
    await ground.layer('basic-farmland', [{ geometry: WEST }])
    await ground.layer('land-approvals', [
      {
        geometry: rectangle({ east: -50, north: -50, width: 60, height: 200 }),
        validFrom: '2024-01-01',
        attributes: { number: '晋地〔2024〕1号' },
      },
    ])
    const reportId = await ground.report(PATCH, { actOn: '2025-05-01' })
    const stored = await judged(reportId)
    const [measured] = await overlay(db, ground.district, [reportId], null)
    const { report } = (await reportFacts(db, ground.district, [reportId])).get(reportId)!
    // Basic farmland is grave, and no second engine is there.
    const judgedGround = { ...measured!.ground, secondOpinion: { engine: null, disputes: [] } }
    expect(stored.periods).toEqual([{ from: '2025-05-01', to: '2025-05-01', ground: judgedGround }])
    expect(stored.report).toEqual(report)
    expect(stored.laws[0]!.law.thresholds['overlay.noiseM2']).toMatchObject({ value: 1, unit: 'm2' })
    expect(stored.laws[0]!.law.thresholds['homestead.maxAreaM2'].value).toBeNaN()
    const { results, verdict } = judgedAgain(stored)
    expect({ results: kept(results), verdict }).toEqual({ results: stored.results, verdict: stored.verdict })
    expect(rule(stored, 'NA-01')).toHaveLength(1)
  })

  test('is not touched by what the report says later', async () => {
    await ground.layer('land-use', [{ geometry: AROUND, class: '0103' }])
    const reportId = await ground.report(PATCH, { attributes: { use: 'guardHouse', storeys: 2 } })
    const { results } = await judged(reportId)
    await db.query(`update land.report set attributes = '{"use": "dwelling"}' where report_id = $1`, [
      reportId,
    ])
    const [later] = await storedCases(db, ground.district, { reportIds: [reportId] })
    expect(later!.report.use).toBe('guardHouse')
    expect(kept(judgedAgain(later!).results)).toEqual(results)
  })

  test('of one law is kept once for all reports that were judged by it', async () => {
    const ids = [await ground.report(PATCH), await ground.report(WEST)]
    await evaluateReports(db, { district: ground.district, reportIds: ids })
    const { rows } = await db.query(
      'select distinct law_id, today_law_id from land.evaluation where district = $1',
      [ground.district],
    )
    expect(rows).toHaveLength(1)
  })

  test('of a day that somebody asks for is by that day’s law alone', async () => {
    const reportId = await ground.report(PATCH, { imageBefore: '2025-01-01', imageAfter: '2025-06-01' })
    await evaluateReports(db, { district: ground.district, reportIds: [reportId], asOf: '2024-06-30' })
    const [stored] = await storedCases(db, ground.district, { reportIds: [reportId] })
    expect(stored).toMatchObject({ asOf: '2024-06-30', today: null, periods: [{ from: '2024-06-30' }] })
  })
})

test('a plan of a day after the act is named, and changes nothing of how the act is judged', async () => {
  await ground.layer('plan-zones', [{ geometry: AROUND, class: '520' }], { validFrom: '2020-01-01' })
  await ground.layer('plan-zones', [{ geometry: AROUND, class: '510' }], { validFrom: '2026-01-01' })
  const reportId = await ground.report(PATCH, { actOn: '2025-05-01' })
  const stored = await judged(reportId)
  expect(stored.periods[0]!.ground.ledger.planConform!.area).toBe(0)
  const page = await readEvaluation(db, ground.district, reportId, { clearance: 'internal', until: null })
  expect(page!.laterLayers).toMatchObject([{ role: 'plan-zones', version: 2, validFrom: '2026-01-01' }])
})

describe('an act between two images', () => {
  const between = { imageBefore: '2024-11-30', imageAfter: '2025-02-28' } as const

  test('over a change of the survey is a doubt with both answers, and each ground is kept', async () => {
    await ground.layer('land-approvals', [])
    await ground.layer('temporary-use', [])
    await ground.layer('land-use', [{ geometry: AROUND, class: '0103' }], { validFrom: '2023-12-31' })
    await ground.layer('land-use', [{ geometry: AROUND, class: '0702' }], { validFrom: '2024-12-31' })
    const stored = await judged(await ground.report(PATCH, between))
    expect(
      stored.periods.map(({ from, to, ground: { classes } }) => [from, to, Object.keys(classes)]),
    ).toEqual([
      ['2024-12-01', '2024-12-30', ['0103']],
      ['2024-12-31', '2025-02-28', ['0702']],
    ])
    expect(rule(stored, 'NA-02')).toMatchObject([
      { reason: 'date-open', answers: [{ results: [{ severity: 'high' }] }, { results: [] }] },
    ])
    expect(kept(judgedAgain(stored).results)).toEqual(stored.results)
  })

  test('is judged once where the new survey says the same', async () => {
    await ground.layer('land-approvals', [])
    await ground.layer('land-use', [{ geometry: AROUND, class: '0103' }], { validFrom: '2023-12-31' })
    await ground.layer('land-use', [{ geometry: AROUND, class: '0101' }], { validFrom: '2024-12-31' })
    const stored = await judged(await ground.report(PATCH, between))
    expect(rule(stored, 'NA-02')).toMatchObject([{ kind: 'finding', severity: 'high' }])
  })

  test('over the issue of a permit is a doubt, with the permit in its own part of the time', async () => {
    await ground.layer('urban-boundary', [])
    await ground.layer('rural-permits', [
      { geometry: AROUND, validFrom: '2025-01-15', attributes: { number: '乡字1号', approvedAreaM2: 5_000 } },
    ])
    const stored = await judged(await ground.report(PATCH, between))
    expect(
      stored.periods.map(({ from, ground: { permits } }) => [from, ...permits.map(({ timing }) => timing)]),
    ).toEqual([
      ['2024-12-01', 'issued-later'],
      ['2025-01-15', 'in-force'],
    ])
    expect(rule(stored, 'RP-01')).toMatchObject([{ kind: 'doubt', reason: 'date-open' }])
    expect(kept(judgedAgain(stored).results)).toEqual(stored.results)
  })

  test('reports with and without a known day share a run', async () => {
    await ground.layer('land-use', [{ geometry: AROUND, class: '0103' }], { validFrom: '2023-12-31' })
    await ground.layer('land-use', [{ geometry: AROUND, class: '0702' }], { validFrom: '2024-12-31' })
    const ids = [
      await ground.report(PATCH, between),
      await ground.report(PATCH, { actOn: '2024-12-01' }),
      await ground.report(PATCH, { actOn: '2025-01-01' }),
    ]
    await evaluateReports(db, { district: ground.district })
    const stored = await storedCases(db, ground.district, { reportIds: ids })
    expect(stored.map(({ periods }) => periods.length)).toEqual([2, 1, 1])
    expect(stored.map((one) => kept(judgedAgain(one).results))).toEqual(stored.map(({ results }) => results))
  })
})

describe('a batch in which a report cannot be measured', () => {
  /** A polygon that no plane takes, as somebody wrote it into the table: the door lets none in. */
  const breakShape = (reportId: string) =>
    db.query(
      `update land.report set geom = ST_Multi(ST_GeomFromText('POLYGON((113 200,113.001 200,113.001 200.001,113 200))', 4490))
        where report_id = $1`,
      [reportId],
    )

  test('names it, judges it 需人工核实, and judges all others', async () => {
    await ground.layer('land-use', [{ geometry: AROUND, class: '0103' }])
    const ids = []
    for (let n = 0; n < 5; n++) ids.push(await ground.report(PATCH))
    await breakShape(ids[2]!)
    const summary = await evaluateReports(db, { district: ground.district })
    expect(summary).toMatchObject({ evaluated: 5, failedCount: 1, failed: [{ reportId: ids[2] }] })
    expect(summary.failed[0]!.reason).not.toBe('')
    const stored = await storedCases(db, ground.district, { reportIds: ids })
    expect(stored.map(({ results }) => results.some(({ ruleId }) => ruleId === 'NA-02'))).toEqual([
      true,
      true,
      false,
      true,
      true,
    ])
    expect(stored[2]).toMatchObject({
      verdict: 'doubtful',
      results: [{ ruleId: 'GROUND', reason: 'overlay-failed', detail: summary.failed[0]!.reason }],
    })
  })

  test('goes on after a crash where it stopped, with what it had counted', async () => {
    const ids = []
    for (let n = 0; n < 5; n++) ids.push(await ground.report(PATCH))
    await breakShape(ids[0]!)
    const marks: { done: unknown }[] = []
    const crash = new Error('killed')
    const first = evaluateReports(db, {
      district: ground.district,
      chunk: 2,
      fence: (_tx, done) => {
        if (marks.length === 3) return Promise.reject(crash)
        marks.push({ done })
        return Promise.resolve()
      },
    })
    await expect(first).rejects.toBe(crash)
    const since = marks.at(-1)!.done as Awaited<ReturnType<typeof evaluateReports>>
    expect(since).toMatchObject({ evaluated: 4, lastId: ids[3], failedCount: 1 })
    const before = await storedCases(db, ground.district, { reportIds: ids })
    const second = await evaluateReports(db, { district: ground.district, since })
    expect(second).toMatchObject({ evaluated: 5, lastId: ids[4], failedCount: 1 })
    const after = await storedCases(db, ground.district, { reportIds: ids })
    expect(after.slice(0, 4).map(({ evaluationId }) => evaluationId)).toEqual(
      before.map(({ evaluationId }) => evaluationId),
    )
  })

  test('a refusal of the fence is the job’s end, and not a report’s failure', async () => {
    await ground.report(PATCH)
    const lost = new Error('lost')
    const run = evaluateReports(db, { district: ground.district, fence: () => Promise.reject(lost) })
    await expect(run).rejects.toBe(lost)
    expect(await storedCases(db, ground.district, { after: '0', limit: 10 })).toEqual([])
  })
})
