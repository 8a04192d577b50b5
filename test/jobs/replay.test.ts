import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sameResults } from '../../domain/replay.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { localActor } from '../../server/audit/record.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { withdrawLayer } from '../../server/queries/layer-status.ts'
import { storedCases, type StoredCase } from '../../server/queries/stored-cases.ts'
import { ledgerChanges } from '../../server/replay/why.ts'
import { Ground } from '../sql/ground.ts'
import { freshDatabase } from '../support/database.ts'
import { runJobs } from './run-jobs.ts'

let db: Database
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  ground = await Ground.make(db)
})

const ACT = { actOn: '2025-05-01' } as const
/** Patches of 50 × 50 m in a row, 200 m apart. */
const patch = (n: number) => rectangle({ east: n * 200, north: 0, width: 50, height: 50 })
/** 180 × 180 m around each, which reaches no other. */
const around = (n: number) => rectangle({ east: n * 200 - 60, north: -60, width: 180, height: 180 })
const survey = (classes: readonly string[]) =>
  classes.map((code, n) => ({ geometry: around(n), class: code, sourceKey: `F${n}` }))

/** So many judged reports on village land, with no approval of any kind. */
async function given(count: number, over: Parameters<Ground['report']>[1] = ACT): Promise<string[]> {
  await ground.layer('land-approvals', [])
  await ground.layer('temporary-use', [])
  await ground.layer('land-use', survey(Array.from({ length: count }, () => '0702')))
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(await ground.report(patch(n), over))
  await evaluateReports(db, { district: ground.district })
  return ids
}

interface EvaluationRow {
  report_id: string
  evaluation_id: string
  evaluated_at: string
}
async function evaluations(): Promise<Map<string, EvaluationRow>> {
  const { rows } = await db.query<EvaluationRow>(
    'select report_id, evaluation_id, evaluated_at from land.evaluation where district = $1 and is_current',
    [ground.district],
  )
  return new Map(rows.map((row) => [row.report_id, row]))
}
/** Reports whose evaluation is another than before. */
async function touched(before: ReadonlyMap<string, EvaluationRow>): Promise<string[]> {
  const now = await evaluations()
  return [...now.values()]
    .filter(({ report_id: id, evaluated_at: at }) => before.get(id)?.evaluated_at !== at)
    .map(({ report_id: id }) => id)
    .sort((a, b) => Number(a) - Number(b))
}

async function published() {
  const { rows } = await db.query<{
    report_id: string
    changes: { ruleId: string; change: string; before: unknown; after: unknown }[]
    ledger: Record<string, [number | null, number | null]>
    why: object[]
    verdict_before: string
    verdict_after: string
    is_review: boolean
  }>(
    `select report_id, changes, ledger, why, verdict_before, verdict_after, evaluation_after is null as is_review
       from work.replay_report where district = $1 order by replay_id, report_id`,
    [ground.district],
  )
  // Of the rules that these tests are about; others look at the same ground.
  return rows.map((row) => ({
    ...row,
    changes: row.changes.filter(({ ruleId }) => WATCHED.includes(ruleId)),
  }))
}
const WATCHED = ['NA-01', 'NA-02', 'RP-01', 'GH-03']

/** What stands now is what judging everything anew gives. */
async function expectAsFull(): Promise<void> {
  const all = () => storedCases(db, ground.district, { after: '0', limit: 1_000 })
  const incremental = await all()
  await evaluateReports(db, { district: ground.district })
  const full = new Map((await all()).map((one) => [one.reportId, one] as const))
  expect(incremental.map((one) => differences(one, full.get(one.reportId)!))).toEqual(
    incremental.map(() => []),
  )
}
const differences = (one: StoredCase, other: StoredCase): string[] => [
  ...(sameResults(one.results, other.results) ? [] : ['results']),
  ...(one.verdict === other.verdict ? [] : ['verdict']),
  ...(one.township === other.township ? [] : ['township']),
  ...Object.keys(ledgerChanges(one.periods.at(-1)!.ground, other.periods.at(-1)!.ground)),
]

async function addThreshold(key: string, value: number, days = '(,)'): Promise<void> {
  // As two people do it: test/api/thresholds.test.ts.
  await db.query(
    `with person as (
       insert into work.person (login, name_zh, name_en, district, password_hash)
       select 'p' || nextval('work.approval_approval_id_seq'), 'x', 'x', $1, 'x' from generate_series(1, 2) returning person_id),
     approval as (
       insert into work.approval (district, kind, object, stream, reason, asked_by, state, decided_by, decided_at, expires_at)
       select $1, 'threshold.change', $2, 'x', 'x', min(person_id), 'approved', max(person_id), now(), now() + interval '1 day'
         from person returning approval_id),
     row as (
       insert into rules.threshold (key, district, in_force, value, unit, source, confirmed, approval_id)
       select $2, $1, $4::daterange, $3, (select unit from rules.threshold where key = $2 limit 1), 'x', true, approval_id
         from approval returning threshold_id),
     replay as (
       insert into work.replay (district, cause, threshold_id, changed_by, due_on)
       select $1, 'threshold', threshold_id, 'x', work.today() from row returning replay_id)
     insert into work.job (district, kind, payload) select $1, 'replay', jsonb_build_object('replayId', replay_id::text) from replay`,
    [ground.district, key, value, days],
  )
}

describe('a new version of a layer', () => {
  test('is followed up where it differs, and everything else keeps its time', async () => {
    const ids = await given(4)
    const before = await evaluations()
    await ground.layer('land-use', survey(['0702', '0103', '0702', '0702']), { validFrom: '2024-12-31' })
    const [job] = await runJobs(db)
    expect(job).toMatchObject({
      kind: 'replay',
      state: 'done',
      result: { examined: 4, affected: 1, changed: 1 },
    })
    expect(await touched(before)).toEqual([ids[1]])
    expect(await published()).toMatchObject([
      {
        report_id: ids[1],
        verdict_after: 'suspected',
        changes: [{ ruleId: 'NA-02', change: 'new', before: null, after: { severity: 'high' } }],
        why: [{ kind: 'layer', role: 'land-use', before: 1, after: 2 }],
        is_review: false,
      },
    ])
    await expectAsFull()
  })

  test('that another day serves touches nobody of before', async () => {
    await given(2)
    const before = await evaluations()
    await ground.layer('land-use', survey(['0103', '0103']), { validFrom: '2025-12-31' })
    expect(await runJobs(db)).toMatchObject([{ result: { affected: 0 } }])
    expect(await touched(before)).toEqual([])
    await expectAsFull()
  })

  test('with a shifted edge changes the area of a finding, and says from what to what', async () => {
    const [first] = await given(2)
    await ground.layer(
      'land-use',
      [
        { geometry: rectangle({ east: -60, north: -60, width: 80, height: 180 }), class: '0103' },
        { geometry: rectangle({ east: 20, north: -60, width: 100, height: 180 }), class: '0702' },
        ...survey(['0702', '0702']).slice(1),
      ],
      { validFrom: '2024-06-30' },
    )
    await runJobs(db)
    await ground.layer(
      'land-use',
      [
        { geometry: rectangle({ east: -60, north: -60, width: 90, height: 180 }), class: '0103' },
        { geometry: rectangle({ east: 30, north: -60, width: 90, height: 180 }), class: '0702' },
        ...survey(['0702', '0702']).slice(1),
      ],
      { validFrom: '2024-12-31' },
    )
    await runJobs(db)
    const [, second] = await published()
    expect(second).toMatchObject({
      report_id: first,
      verdict_before: 'suspected',
      verdict_after: 'suspected',
    })
    const change = second!.changes[0] as unknown as {
      before: { measured: number }
      after: { measured: number }
    }
    expect([change.before.measured, change.after.measured].map(Math.round)).toEqual([1_000, 1_500])
    expect(second!.ledger['cultivated']!.map((area) => Math.round(area!))).toEqual([1_000, 1_500])
    await expectAsFull()
  })

  test('where there was none takes the doubts away that it was missing', async () => {
    const ids = await given(2)
    await ground.layer('basic-farmland', [{ geometry: around(1) }])
    await runJobs(db)
    const rows = await published()
    expect(rows.map(({ report_id }) => report_id)).toEqual(ids)
    expect(
      rows.map(({ changes }) =>
        changes.filter(({ ruleId }) => ruleId === 'NA-01').map(({ change }) => change),
      ),
    ).toEqual([['cleared'], ['changed']])
    await expectAsFull()
  })

  test('that a later one is no longer waits for is no doubt any more', async () => {
    await given(1, { actOn: '2019-01-01' })
    await ground.layer('land-use', survey(['0702']), { validFrom: '2018-12-31' })
    await runJobs(db)
    const [row] = await published()
    expect(row!.changes).toContainEqual(
      expect.objectContaining({
        ruleId: 'NA-02',
        change: 'cleared',
        before: expect.objectContaining({ reason: 'layer-later' }),
      }),
    )
    await expectAsFull()
  })

  test('that is withdrawn is followed up too', async () => {
    const ids = await given(3)
    const layerVersionId = await ground.layer('land-use', survey(['0702', '0103', '0702']), {
      validFrom: '2024-12-31',
    })
    await runJobs(db)
    const before = await evaluations()
    await db.transaction((tx) =>
      withdrawLayer(tx, {
        district: ground.district,
        layerVersionId,
        name: 'x',
        by: localActor('x'),
        detail: { way: 'machine' },
      }),
    )
    await runJobs(db)
    expect(await touched(before)).toEqual([ids[1]])
    expect((await published()).at(-1)).toMatchObject({ changes: [{ ruleId: 'NA-02', change: 'cleared' }] })
    await expectAsFull()
  })

  test('of a register tells of a permit that was revoked', async () => {
    const permits = (status: string) => [
      {
        geometry: around(0),
        validFrom: '2025-01-01',
        attributes: { number: 'A1', status, approvedAreaM2: 2_500 },
      },
      { geometry: around(1), validFrom: '2025-01-01', attributes: { number: 'A2', approvedAreaM2: 2_500 } },
    ]
    await ground.layer('urban-boundary', [])
    await ground.layer('rural-permits', permits('valid'))
    const [first] = await given(2)
    await ground.layer('rural-permits', permits('revoked'))
    await runJobs(db)
    expect(await published()).toMatchObject([
      { report_id: first, changes: [{ ruleId: 'RP-01', change: 'new' }], why: [{ role: 'rural-permits' }] },
    ])
    await expectAsFull()
  })

  test('between two images of an act makes its doubt, though the later image’s day sees no other', async () => {
    const ids = await given(2, { imageBefore: '2024-11-30', imageAfter: '2025-02-28' })
    const farmland = survey(['0103', '0702'])
    await ground.layer('land-use', survey(['0702', '0702']), { validFrom: '2024-12-31' })
    await runJobs(db)
    await ground.layer('land-use', farmland, { validFrom: '2024-06-30' })
    await runJobs(db)
    expect(await published()).toMatchObject([
      { report_id: ids[0], changes: [{ ruleId: 'NA-02', change: 'new', after: { reason: 'date-open' } }] },
    ])
    await expectAsFull()
  })

  test('under a report that somebody decided gives a review note, and changes nothing of what he decided', async () => {
    const [first, second] = await given(2)
    await db.query(`update land.report set state = 'decided', decision = 'legal' where report_id = $1`, [
      first,
    ])
    const before = await evaluations()
    await ground.layer('land-use', survey(['0103', '0103']), { validFrom: '2024-12-31' })
    expect(await runJobs(db)).toMatchObject([{ result: { affected: 2, changed: 1, reviews: 1 } }])
    expect(await touched(before)).toEqual([second])
    expect(await published()).toMatchObject([
      { report_id: first, is_review: true, changes: [{ ruleId: 'NA-02', change: 'new' }] },
      { report_id: second, is_review: false },
    ])
    const { rows } = await db.query('select verdict, rules from land.report where report_id = $1', [first])
    expect(rows).toEqual([{ verdict: 'doubtful', rules: [] }])
    // Once somebody has it judged anew, the note has had its say.
    await evaluateReports(db, { district: ground.district, reportIds: [first!] })
    const { rows: notes } = await db.query(
      'select outcome from work.replay_report where report_id = $1 and evaluation_after is null',
      [first],
    )
    expect(notes).toEqual([{ outcome: 'judged' }])
  })

  test('over a report that cannot be measured names it and does the others', async () => {
    const ids = await given(3)
    await db.query(
      `update land.report set geom = ST_Multi(ST_GeomFromText('POLYGON((113 200,113.001 200,113.001 200.001,113 200))', 4490))
        where report_id = $1`,
      [ids[1]],
    )
    await ground.layer('land-use', survey(['0103', '0103', '0103']), { validFrom: '2024-12-31' })
    const [job] = await runJobs(db)
    expect(job).toMatchObject({
      state: 'done',
      result: { affected: 3, changed: 3, failedCount: 1, failed: [{ reportId: ids[1] }] },
    })
    expect((await published()).map(({ verdict_after }) => verdict_after)).toEqual([
      'suspected',
      'doubtful',
      'suspected',
    ])
  })
})

describe('another threshold', () => {
  const huts = (storeys = 1) => ({ ...ACT, attributes: { use: 'guardHouse', storeys } })
  const hut = (n: number, m2: number) => rectangle({ east: n * 200, north: 0, width: m2 / 5, height: 5 })

  async function givenHuts(...areas: number[]): Promise<string[]> {
    const ids: string[] = []
    for (const [n, m2] of areas.entries()) ids.push(await ground.report(hut(n, m2), huts()))
    await evaluateReports(db, { district: ground.district })
    return ids
  }
  const ruleOf = (rows: Awaited<ReturnType<typeof published>>) =>
    rows.map(({ report_id, changes }) => [
      report_id,
      ...changes.map(({ ruleId, change }) => `${ruleId} ${change}`),
    ])

  test('touches those alone whose results are others by it, and measures nothing', async () => {
    const [, middle, large] = await givenHuts(10, 25, 40)
    const before = await evaluations()
    await addThreshold('guardHouse.maxAreaM2', 30)
    expect(await runJobs(db)).toMatchObject([{ result: { examined: 3, affected: 2, changed: 2 } }])
    expect(await touched(before)).toEqual([middle, large])
    expect(ruleOf(await published())).toEqual([
      [middle, 'GH-03 cleared'],
      [large, 'GH-03 changed'],
    ])
    expect((await published())[0]!.why).toEqual([
      { kind: 'threshold', key: 'guardHouse.maxAreaM2', law: 'act', before: 22.5, after: 30 },
      { kind: 'threshold', key: 'guardHouse.maxAreaM2', law: 'today', before: 22.5, after: 30 },
    ])
    await expectAsFull()
  })

  test('from after the act on is for it only where it is milder', async () => {
    const [, middle, large] = await givenHuts(10, 25, 40)
    await addThreshold('guardHouse.maxAreaM2', 30, '[2026-01-01,)')
    await runJobs(db)
    await addThreshold('guardHouse.maxAreaM2', 5, '[2026-01-01,)')
    await runJobs(db)
    // The large one says by whose law it was judged, since they differ. Stricter again: the middle one is over the limit of its
    // act once more, and the small one was within it.
    expect(ruleOf(await published())).toEqual([
      [middle, 'GH-03 cleared'],
      [large, 'GH-03 changed'],
      [middle, 'GH-03 new'],
    ])
    await expectAsFull()
  })

  test('twice before anybody looks comes to what the last one says', async () => {
    const [, middle] = await givenHuts(10, 25)
    await addThreshold('guardHouse.maxAreaM2', 30)
    await addThreshold('guardHouse.maxAreaM2', 30)
    await runJobs(db)
    expect(ruleOf(await published())).toEqual([[middle, 'GH-03 cleared']])
    await expectAsFull()
  })

  test('that changes no result touches nothing', async () => {
    await givenHuts(10, 25)
    const before = await evaluations()
    await addThreshold('guardHouse.maxAreaM2', 22.5)
    expect(await runJobs(db)).toMatchObject([{ result: { examined: 2, affected: 0 } }])
    expect(await touched(before)).toEqual([])
  })

  test('of which only the day passes is followed up by its own', async () => {
    const [, middle] = await givenHuts(10, 25)
    await addThreshold('guardHouse.maxAreaM2', 30, '[2026-01-01,2026-02-01)')
    expect(await runJobs(db)).toMatchObject([{ result: { affected: 0 } }])
    expect(middle).toBeDefined()
    await expectAsFull()
  })

  test('by which reports stand to each other has that settled anew, and touches no evaluation', async () => {
    // Two thirds of the second lie in the first: no duplicate from 80 % on, one from 50 %.
    await ground.report(rectangle({ east: 0, north: 0, width: 60, height: 50 }), { reportedOn: '2025-05-01' })
    const second = await ground.report(rectangle({ east: 20, north: 0, width: 60, height: 50 }), {
      reportedOn: '2025-06-01',
    })
    await evaluateReports(db, { district: ground.district })
    const before = await evaluations()
    const standing = async () => {
      const { rows } = await db.query('select standing from land.standing where report_id = $1', [second])
      return rows
    }
    expect(await standing()).toEqual([])
    await addThreshold('duplicate.minShare', 0.5)
    expect(await runJobs(db)).toMatchObject([{ state: 'done', result: { affected: 2, changed: 0, same: 2 } }])
    expect(await standing()).toEqual([{ standing: 'duplicate' }])
    expect(await touched(before)).toEqual([])
  })

  test.each(['accuracy.layerM', 'greenBelt.mainRoadM'] as const)(
    'that the overlay reads has everything measured anew (%s)',
    async (key) => {
      await givenHuts(10, 25)
      await addThreshold(key, 1)
      expect(await runJobs(db)).toMatchObject([{ state: 'done', result: { examined: 2, affected: 2 } }])
      await expectAsFull()
    },
  )

  test('over reports of an earlier release has them measured anew, once', async () => {
    const ids = await givenHuts(10, 25)
    await db.query(
      `update land.evaluation set report = null, ground = null, law_id = null, today = null, today_law_id = null where district = $1`,
      [ground.district],
    )
    await addThreshold('guardHouse.maxAreaM2', 30)
    expect(await runJobs(db)).toMatchObject([{ result: { examined: 2, affected: 2, changed: 2 } }])
    expect(await storedCases(db, ground.district, { reportIds: ids })).toHaveLength(2)
    await expectAsFull()
  })
})

test('nothing is followed up where nothing was judged', async () => {
  await ground.layer('land-use', survey(['0702']))
  expect(await runJobs(db)).toEqual([])
})
