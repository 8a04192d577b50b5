import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UNUSED, type RuleUse } from '../../domain/rule-use.ts'
import type { Decision } from '../../domain/report.ts'
import type { Database } from '../../server/db/database.ts'
import { savePerson } from '../../server/queries/people.ts'
import { RULES } from '../../server/rules/index.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST, type GivenReport } from './given.ts'

const OTHER = '140405'
const LOGINS = ['analyst', 'office', 'agriculture', 'west', 'elsewhere'] as const

let db: Database
let app: TestApp
const by = {} as Record<(typeof LOGINS)[number], Client>

interface Given extends GivenReport {
  decision?: Decision
  overridden?: readonly string[]
}

async function given({ decision, overridden = [], ...over }: Given): Promise<string> {
  const reportId = await givenReport(db, over)
  await db.query('update land.report set decision = $2, overridden = $3 where report_id = $1', [
    reportId,
    decision ?? null,
    overridden,
  ])
  return reportId
}

const raise = (reportId: string, ruleId: string, login: string, isWithdrawn = false) =>
  db.query(
    `insert into work.raised_finding (district, report_id, rule_id, severity, statute, lead, checklist, checked, note, is_confidential,
                                      raised_by, withdrawn_by, withdrawn_at, withdraw_reason)
     select $1, $2, $3, 'high', '示例', 'NR', '{contracts}', '{contracts}', '示例', $3 in ('ES-07', 'ES-09'), person_id,
            case when $5 then person_id end, case when $5 then now() end, case when $5 then '示例' end
       from work.person where login = $4`,
    [DISTRICT, reportId, ruleId, login, isWithdrawn],
  )

/** A group that reaches a line, of reports that are in it and of one that was. */
const group = (rules: readonly string[], members: readonly string[], former: string) =>
  db.query(
    `with made as (insert into land.patch_group (district, rules) values ($1, $2) returning group_id)
     insert into land.group_member (district, group_id, report_id, until)
     select $1, group_id, report_id, case when report_id = $4::bigint then now() end
       from made, unnest($3::bigint[] || $4::bigint) report_id`,
    [DISTRICT, rules, members, former],
  )

const standing = (reportId: string, stands: string, countedAs: string) =>
  db.query('insert into land.standing values ($1, $2, $3, $4)', [DISTRICT, reportId, stands, countedAs])

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await db.query(
    `insert into land.district select $1, '邻区', 'Neighbour', plane_srid, extent from land.district where district = $2`,
    [OTHER, DISTRICT],
  )
  const analyst = await givenPerson(db, 'analyst', { role: 'analyst' })
  await givenPerson(db, 'office', { role: 'office' })
  await givenPerson(db, 'agriculture', { role: 'agriculture' })
  await givenPerson(db, 'west', { role: 'township', township: WEST })
  const { rows } = await db.query<{ password_hash: string }>(
    'select password_hash from work.person where person_id = $1',
    [analyst.personId],
  )
  await savePerson(db, {
    login: 'elsewhere',
    nameZh: '邻区分析员',
    nameEn: 'elsewhere',
    role: 'analyst',
    district: OTHER,
    township: null,
    passwordHash: rows[0]!.password_hash,
    isDemo: false,
  })

  const [may, january] = ['2025-05-01', '2026-01-10']
  const first = await given({ township: WEST, rules: ['NA-01', 'NA-02'], reportedOn: may })
  const second = await given({
    township: WEST,
    rules: ['NA-01'],
    overridden: ['NA-02'],
    decision: 'suspected',
    reportedOn: may,
  })
  const third = await given({ township: EAST, rules: ['NA-01'], decision: 'legal', reportedOn: may })
  const fourth = await given({ township: EAST, rules: ['NA-01'], decision: 'unsure', reportedOn: january })
  await given({ township: EAST, rules: ['NA-02'], decision: 'other', reportedOn: january })
  await given({ township: EAST, rules: ['NA-02'], decision: 'not-an-object', reportedOn: january })
  await given({ township: null, rules: ['NG-01'], decision: 'suspected', reportedOn: january })
  await given({ township: WEST, rules: [], doubtRules: ['NA-07'], verdict: 'doubtful', severity: null })
  // Counted in the first already.
  await standing(await given({ rules: ['NA-01'] }), 'duplicate', first)
  await standing(await given({ rules: ['NA-01'], decision: 'suspected' }), 'merged', first)

  await raise(first, 'NA-15', 'analyst')
  await raise(first, 'NA-15', 'west')
  await raise(first, 'ES-06', 'analyst', true)
  await raise(second, 'ES-09', 'analyst')
  await group(['ES-05'], [third, fourth], first)

  const elsewhere = await given({ rules: ['NA-01'] })
  await db.query('update land.report set district = $2 where report_id = $1', [elsewhere, OTHER])

  await db.query(
    `insert into work.assignment (district, report_id, township, task, due_on, assigned_by)
     select $1, report_id, $2, '核查', '2099-01-01', $3 from unnest($4::bigint[]) report_id`,
    [DISTRICT, WEST, analyst.personId, [first, second]],
  )
  app = await startApp(db)
  for (const login of LOGINS) by[login] = await app.signIn(login)
})
afterAll(async () => {
  await app.close()
  await db.close()
})

/** What is counted at all, by rule; everything else is nothing. */
async function countedBy(login: (typeof LOGINS)[number], query: Record<string, string> = {}) {
  const { body } = await by[login].call('GET /rules', { query })
  const isCounted = Object.fromEntries(body.rules.map(({ ruleId, use }) => [ruleId, use]))
  expect(Object.keys(isCounted)).toEqual(RULES.map(({ id }) => id))
  return Object.fromEntries(Object.entries(isCounted).filter(([, { fired }]) => fired > 0))
}
const use = (of: Partial<RuleUse>): RuleUse => ({ ...UNUSED, ...of })

describe('what became of the hits of each rule', () => {
  test('in the whole district', async () => {
    expect(await countedBy('analyst')).toEqual({
      'NA-01': use({ fired: 4, open: 2, confirmed: 1, cleared: 1 }),
      'NA-02': use({ fired: 4, open: 1, cleared: 2, overridden: 1 }),
      'NA-15': use({ fired: 1, open: 1, byHand: 1 }),
      'NG-01': use({ fired: 1, confirmed: 1 }),
      'ES-05': use({ fired: 2, open: 1, cleared: 1 }),
      'ES-09': use({ fired: 1, confirmed: 1, byHand: 1 }),
    })
    expect(await countedBy('office')).toEqual(await countedBy('analyst'))
  })

  test.each<[string, Record<string, string>, Record<string, Partial<RuleUse>>]>([
    [
      'from a day on, that day included',
      { from: '2026-01-10' },
      {
        'NA-01': { fired: 1, open: 1 },
        'NA-02': { fired: 2, cleared: 2 },
        'NG-01': { fired: 1, confirmed: 1 },
        'ES-05': { fired: 1, open: 1 },
      },
    ],
    [
      'up to a day, that day included',
      { to: '2025-05-01', township: EAST },
      { 'NA-01': { fired: 1, cleared: 1 }, 'ES-05': { fired: 1, cleared: 1 } },
    ],
    ['between days without reports', { from: '2025-05-02', to: '2026-01-09' }, {}],
    [
      'of a township',
      { township: WEST },
      {
        'NA-01': { fired: 2, open: 1, confirmed: 1 },
        'NA-02': { fired: 2, open: 1, overridden: 1 },
        'NA-15': { fired: 1, open: 1, byHand: 1 },
        'ES-09': { fired: 1, confirmed: 1, byHand: 1 },
      },
    ],
    ['of no township', { township: '140404999' }, {}],
  ])('%s', async (_name, query, counted) => {
    const wanted = Object.entries(counted).map(([rule, of]) => [rule, use(of)] as const)
    expect(await countedBy('analyst', query)).toEqual(Object.fromEntries(wanted))
  })

  test('a township counts what is with it, and nothing about officials that others raised', async () => {
    expect(await countedBy('west')).toEqual({
      'NA-01': use({ fired: 2, open: 1, confirmed: 1 }),
      'NA-02': use({ fired: 2, open: 1, overridden: 1 }),
      'NA-15': use({ fired: 1, open: 1, byHand: 1 }),
    })
    expect(await countedBy('west', { township: EAST })).toEqual({})
  })

  test('another district counts its own', async () => {
    expect(await countedBy('elsewhere')).toEqual({ 'NA-01': use({ fired: 1, open: 1 }) })
  })

  test.each(['analyst', 'agriculture', 'west'] as const)(
    'every number is that of the list to which it leads: %s',
    async (login) => {
      const { body } = await by[login].call('GET /rules')
      const listed = async (query: Record<string, string>) => {
        const { total, uncounted } = (
          await by[login].call('GET /reports', { query: { district: DISTRICT, ...query } })
        ).body
        return total - uncounted
      }
      for (const { ruleId, use: of } of body.rules.filter((rule) => rule.use.fired > 0))
        expect({
          fired: await listed({ hit: ruleId }),
          open: await listed({ rule: ruleId, decision: 'none,unsure' }),
          confirmed: await listed({ rule: ruleId, decision: 'suspected' }),
          cleared: await listed({ rule: ruleId, decision: 'legal,other,not-an-object' }),
          overridden: await listed({ overridden: ruleId }),
          byHand: of.byHand,
        }).toEqual(of)
    },
  )
})

describe('the catalogue', () => {
  test('has a precision only of what was decided', async () => {
    const { rules } = (await by.analyst.call('GET /rules')).body
    const precision = Object.fromEntries(rules.map((rule) => [rule.ruleId, rule.precision]))
    expect(precision).toMatchObject({
      'NA-01': 0.5,
      'NA-02': 0,
      'NG-01': 1,
      'NA-15': null, // raised, not decided
      'NA-07': null, // doubts are no hits
      'GH-08': null,
    })
  })

  test('has the figures in force today in the district that asks', async () => {
    // As two people do it: test/api/thresholds.test.ts.
    await db.query(
      `with approval as (
         insert into work.approval (district, kind, object, stream, reason, asked_by, state, decided_by, decided_at, expires_at)
         select $1, 'threshold.change', 'x', 'x', 'x', a.person_id, 'approved', o.person_id, now(), now() + interval '1 day'
           from work.person a, work.person o where a.login = 'analyst' and o.login = 'office'
         returning approval_id)
       insert into rules.threshold (key, district, in_force, value, unit, source, confirmed, approval_id)
       select 'guardHouse.maxAreaM2', $1, days::daterange, value, 'm2', source, true, approval_id
         from approval, (values ('[2020-01-01,)', 20, '区办文件'), ('[2999-01-01,)', 15, '将来')) figure (days, value, source)`,
      [DISTRICT],
    )
    const figures = async (login: 'analyst' | 'elsewhere') =>
      (await by[login].call('GET /rules')).body.figures
    const here = await figures('analyst')
    expect(here.find(({ key }) => key === 'guardHouse.maxAreaM2')).toEqual({
      key: 'guardHouse.maxAreaM2',
      value: 20,
      unit: 'm2',
      source: '区办文件',
      confirmed: true,
      isOwn: true,
    })
    expect(here.find(({ key }) => key === 'homestead.maxAreaM2')).toMatchObject({
      value: null,
      confirmed: false,
    })
    expect((await figures('elsewhere')).find(({ key }) => key === 'guardHouse.maxAreaM2')).toMatchObject({
      value: 22.5,
      isOwn: false,
    })
  })

  test('says of each rule which figures it reads and what evidence it asks for', async () => {
    const { rules } = (await by.west.call('GET /rules')).body
    expect(rules.find(({ ruleId }) => ruleId === 'GH-03')).toMatchObject({
      figures: ['guardHouse.maxAreaM2', 'guardHouse.maxStoreys'],
    })
    expect(rules.find(({ ruleId }) => ruleId === 'NA-15')).toMatchObject({
      figures: [],
      evidence: ['contracts', 'gains', 'landRight', 'partyIdentity', 'fieldCheck'],
    })
    expect(rules.find(({ ruleId }) => ruleId === 'ES-08')).toMatchObject({ assist: ['NR'] })
  })

  test('is closed to whoever runs the platform', async () => {
    await givenPerson(db, 'xitong', { role: 'sysadmin' })
    const { status } = await (await app.signIn('xitong')).call('GET /rules')
    expect(status).toBe(403)
  })
})
