import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FarmlandYearItem } from '../../domain/api.ts'
import type { Decision } from '../../domain/report.ts'
import type { Database } from '../../server/db/database.ts'
import { asCaller, requestDatabase } from '../../server/db/acting.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

// ES-08: what officers decided to be illegal in a year, against what the statistics say.

let db: Database
let app: TestApp
const by = {} as Record<'analyst' | 'office' | 'west', Client>

interface Given {
  rules?: readonly string[]
  township?: string | null
  decision?: Decision | null
  asOf?: string
  actOn?: string | null
  /** Null: the land use could not be measured. */
  farmlandM2?: number | null
}

async function given({
  rules = ['NA-02'],
  township = WEST,
  decision = 'suspected',
  asOf = '2026-03-01',
  actOn = asOf,
  farmlandM2 = 1_000,
}: Given = {}): Promise<string> {
  const reportId = await givenReport(db, { rules, township })
  await db.query('update land.report set decision = $2, act_on = $3 where report_id = $1', [
    reportId,
    decision,
    actOn,
  ])
  await db.query(
    `with judged as (
       insert into land.evaluation (district, report_id, report_sha256, as_of, engine, step, layers, permits, verdict, rules_version, is_current)
       select $1, $2, 'test', as_of, 'test', 0, '[]', '[]', 'suspected', '2', as_of = $3::date
         from unnest(array[$3::date, date '2026-06-06']) as_of group by as_of
       returning evaluation_id, is_current)
     insert into land.ledger_entry (district, evaluation_id, entry, area_m2)
     select $1, evaluation_id, entry, case when is_current then $4::float8 else 77777 end
       from judged, unnest(array['remainderCultivated', 'patch']) entry
      where $4::float8 is not null or entry = 'patch' and not is_current`,
    [DISTRICT, reportId, asOf, farmlandM2],
  )
  return reportId
}

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'analyst', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'office', { role: 'office', nameZh: '办公室' })
  await givenPerson(db, 'west', { role: 'township', township: WEST })

  await given({ asOf: '2026-01-01', farmlandM2: 4_000 })
  await given({ asOf: '2026-12-31', rules: ['HS-05', 'RP-01'], farmlandM2: 500, actOn: null })
  const counted = await given({ township: EAST, rules: ['NA-01'], farmlandM2: 2_000 })
  await given({ township: EAST, farmlandM2: null })
  await given({ township: null, farmlandM2: 300 })
  // Of another year, not decided, decided otherwise, no farmland taken, counted in another.
  await given({ asOf: '2025-12-31' })
  await given({ asOf: '2027-01-01' })
  for (const decision of [null, 'legal', 'other', 'not-an-object', 'unsure'] as const)
    await given({ decision })
  await given({ rules: ['NG-01', 'RP-03'] })
  await db.query('insert into land.standing values ($1, $2, $3, $4)', [
    DISTRICT,
    await given({}),
    'duplicate',
    counted,
  ])
  app = await startApp(db)
  for (const login of ['analyst', 'office', 'west'] as const) by[login] = await app.signIn(login)
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const yearOf = async (year: string, client = by.analyst) =>
  (await client.call('GET /farmland-years/:year', { params: { year } })).body

const said = ({ township, illegalM2, reports, unmeasured, undated }: FarmlandYearItem) => [
  township?.code ?? null,
  illegalM2,
  reports,
  unmeasured,
  undated,
]

const enter = (
  client: Client,
  body: { township: string | null; newM2: number; hasSeriousEffect?: boolean },
) =>
  client.call('POST /farmland-years/:year', {
    params: { year: '2026' },
    body: { hasSeriousEffect: false, source: '2026 年度国土变更调查', ...body },
  })

describe('farmland decided to be taken illegally', () => {
  test('in a year, by the township that leads; ground of no township is the district’s alone', async () => {
    expect((await yearOf('2026')).areas.map(said)).toEqual([
      [null, 6_800, 5, 1, 1],
      [WEST, 4_500, 2, 0, 1],
      [EAST, 2_000, 2, 1, 0],
    ])
  })

  test.each([
    ['2025', 1_000],
    ['2027', 1_000],
    ['2024', 0],
  ])('in %s: %i m²', async (year, illegalM2) => {
    expect((await yearOf(year)).areas[0]).toMatchObject({ illegalM2 })
  })

  test('has no ratio before anybody entered what the statistics say', async () => {
    for (const area of (await yearOf('2026')).areas)
      expect(area).toMatchObject({ entered: null, ratio: null, band: null, problem: 'statistics-missing' })
  })
})

describe('the statistics of a year', () => {
  test('give the ratio and its band of the district and of each township', async () => {
    await enter(by.office, { township: null, newM2: 68_000 })
    await enter(by.analyst, { township: WEST, newM2: 30_000 })
    const { status, body } = await enter(by.office, { township: EAST, newM2: 1_000 })
    expect(status).toBe(200)
    expect(body.areas).toMatchObject([
      {
        township: null,
        ratio: 0.1,
        band: 'warn',
        entered: { newM2: 68_000, source: '2026 年度国土变更调查', by: '办公室' },
      },
      { township: { code: WEST, name: '西乡' }, ratio: 0.15, band: 'accountable', entered: { by: '王晓' } },
      { township: { code: EAST }, ratio: null, band: null, problem: 'more-illegal-than-new' },
    ])
    expect((await yearOf('2025')).areas[0]!.entered).toBeNull()
  })

  test('are kept, and the newest entry holds', async () => {
    const { body } = await enter(by.office, { township: EAST, newM2: 1_000_000, hasSeriousEffect: true })
    expect(body.areas[2]).toMatchObject({ ratio: 0.002, band: 'accountable' })
    await enter(by.office, { township: EAST, newM2: 1_000_000 })
    expect((await yearOf('2026')).areas[2]).toMatchObject({ ratio: 0.002, band: 'below' })
    const { rows } = await db.query('select from work.farmland_year where township = $1', [EAST])
    expect(rows).toHaveLength(3)
  })

  test('are compared with the figures of the year, with whether they are confirmed', async () => {
    const { on, figures } = await yearOf('2024')
    expect(on).toBe('2024-12-31')
    expect(figures.map(({ key, value, confirmed }) => [key, value, confirmed])).toEqual([
      ['ratio.illegalFarmland', 0.15, true],
      ['ratio.illegalFarmlandWarn', 0.1, false],
      ['ratio.illegalFarmlandWatch', 0.05, false],
    ])
  })

  test('of a township that is none are refused', async () => {
    expect((await enter(by.office, { township: '140404999', newM2: 1 })).status).toBe(422)
  })

  test('are the analysts’ and the leading office’s, at the database too', async () => {
    const asked = await by.west.call('GET /farmland-years/:year', { params: { year: '2026' } })
    expect(asked.status).toBe(403)
    expect((await enter(by.west, { township: WEST, newM2: 1 })).status).toBe(403)
    const seenBy = (role: 'office' | 'township' | 'agriculture', district = DISTRICT) =>
      asCaller(
        {
          personId: '1',
          forId: null,
          orgId: '1',
          role,
          district,
          township: role === 'township' ? WEST : null,
          clearance: 'internal',
        },
        async () => (await requestDatabase(db).query('select from work.farmland_year')).rows.length,
      )
    expect(await seenBy('office')).toBeGreaterThan(0)
    expect(await seenBy('office', '140405')).toBe(0)
    expect(await seenBy('township')).toBe(0)
    expect(await seenBy('agriculture')).toBe(0)
  })
})
