import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { can, OPERATIONS, RELATIONS, type Operation, type Relation } from '../../domain/access.ts'
import type { Person } from '../../domain/api.ts'
import { CASE_ROLES, PERSON_ROLES, type PersonRole } from '../../domain/person.ts'
import { asCaller, requestDatabase, serviceDatabase } from '../../server/db/acting.ts'
import { localActor, record } from '../../server/audit/record.ts'
import type { Database } from '../../server/db/database.ts'
import { Binder } from '../../server/queries/binder.ts'
import { visibleReports } from '../../server/queries/report-predicate.ts'
import { relationsSql } from '../../server/queries/relation-sql.ts'
import { freshDatabase } from '../support/database.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from '../api/given.ts'

/** One report for each way of standing to it, and one to which nobody but the district stands. */
const REPORTS = [
  'district',
  'concern',
  'with-us',
  'was-with-us',
  'reported-by-us',
  'sent-to-us',
  'assists',
  'behind-ours',
] as const

let db: Database
let request: Database
const people = new Map<PersonRole, Person>()
const reports = new Map<Relation, string>()

const callerOf = (person: Person) => ({
  personId: person.personId,
  forId: null,
  orgId: person.org.orgId,
  role: person.role,
  district: person.district,
  township: person.township,
  clearance: person.clearance,
})

/** What a person's own query finds, with no condition of the application's. */
const unguarded = async (person: Person, sql: string): Promise<string[]> => {
  const { rows } = await asCaller(callerOf(person), () => request.query<{ id: string }>(sql))
  return rows.map(({ id }) => id).sort()
}

beforeAll(async () => {
  db = await freshDatabase()
  request = requestDatabase(db)
  await givenDistrict(db)
  for (const role of PERSON_ROLES)
    if (role !== 'officer')
      people.set(role, await givenPerson(db, role, { role, ...(role === 'township' && { township: WEST }) }))
  people.set('officer', await givenOfficer('officer'))
  const analyst = people.get('analyst')!
  for (const relation of REPORTS)
    // A rule of the planning law, which does not concern agriculture.
    reports.set(
      relation,
      await givenReport(db, { rules: [relation === 'concern' ? 'NG-04' : 'RP-03'], township: EAST }),
    )
  const assign = (report: Relation, township: string, withdrawn: boolean) =>
    db.query(
      `insert into work.assignment (district, report_id, township, task, due_on, assigned_by, withdrawn_by, withdrawn_at)
       values ($1, $2, $3, 'x', '2027-01-01', $4, $5, $6)`,
      [
        DISTRICT,
        reports.get(report),
        township,
        analyst.personId,
        withdrawn ? analyst.personId : null,
        withdrawn ? new Date(Date.now() + 1_000) : null,
      ],
    )
  await assign('with-us', WEST, false)
  await assign('was-with-us', WEST, true)
  await assign('district', EAST, false)
  await assign('assists', EAST, false)
  await db.query('update land.report set assisting = $2 where report_id = $1', [
    reports.get('assists'),
    [WEST],
  ])
  await db.query(
    `insert into land.reshaping (district, kind, report_id, others, way, reason, acted_by) values ($1, 'merge', $2, $3, 'lead', 'x', $4)`,
    [DISTRICT, reports.get('with-us'), [reports.get('behind-ours')], analyst.personId],
  )
  for (const role of ['township', 'officer', 'agriculture'] as const) {
    const { org } = people.get(role)!
    await db.query(
      `insert into work.transfer (district, report_id, to_org, from_org, is_compartment, ask, state, asked_by, sent_by, sent_at)
       values ($1, $2, $3, $4, false, 'x', 'sent', $5, $5, now())`,
      [DISTRICT, reports.get('sent-to-us'), org.orgId, analyst.org.orgId, analyst.personId],
    )
  }
  await db.query('update land.report set reported_by = $2, reported_org = $3 where report_id = $1', [
    reports.get('reported-by-us'),
    people.get('township')!.personId,
    people.get('township')!.org.orgId,
  ])
})
afterAll(() => db.close())

async function givenOfficer(login: string): Promise<Person> {
  const analyst = people.get('analyst')!
  const { rows } = await db.query<{ person_id: string; org_id: string }>(
    `with org as (
       insert into work.organisation (district, code, kind, name_zh, name_en) values ($1, 'HC', 'member', '区住建局', 'Housing')
       on conflict (district, code) do update set code = 'HC' returning org_id),
     person as (
       insert into work.person (login, name_zh, name_en, district, password_hash) values ($2, $2, $2, $1, 'x') returning person_id)
     insert into work.post (person_id, org_id, role, valid_from)
     select person_id, org_id, 'officer', work.today() from person, org returning person_id, org_id`,
    [DISTRICT, login],
  )
  const { person_id: personId, org_id: orgId } = rows[0]!
  const org = { orgId, code: 'HC', nameZh: '区住建局', nameEn: 'Housing' }
  return { ...analyst, personId, login, role: 'officer', org, township: null }
}

/** How each stands to each report, as this file made them. */
function relations(role: PersonRole, report: Relation): Relation[] {
  const isOurs = (wanted: Relation, roles: readonly PersonRole[]) =>
    report === wanted && roles.includes(role) ? [wanted] : []
  return [
    'district',
    ...(report === 'concern' ? (['concern'] as const) : []),
    ...isOurs('with-us', ['township']),
    ...isOurs('was-with-us', ['township']),
    ...isOurs('reported-by-us', ['township']),
    ...isOurs('sent-to-us', ['township', 'officer', 'agriculture']),
    ...isOurs('assists', ['township']),
    ...isOurs('behind-ours', ['township']),
  ]
}

const cells = CASE_ROLES.flatMap((role) => REPORTS.map((report) => [role, report] as const))

describe('the first wall', () => {
  test.each(cells)('knows how %s stands to the report made for “%s”', async (role, report) => {
    const binder = new Binder()
    const { rows } = await db.query<{ found: Relation[] }>(
      `select ${relationsSql(binder, people.get(role)!)} as found from land.report r where r.report_id = ${binder.bind(reports.get(report))}`,
      binder.values,
    )
    expect(rows[0]!.found.toSorted()).toEqual(relations(role, report).toSorted())
  })

  const operations = OPERATIONS.flatMap((operation) => PERSON_ROLES.map((role) => [role, operation] as const))
  test.each(operations)(
    'as SQL lets %s reach by %s what the table says',
    async (role: PersonRole, operation: Operation) => {
      const binder = new Binder()
      const { rows } = await db.query<{ id: string }>(
        `select r.report_id as id from land.report r where ${visibleReports(binder, people.get(role)!, DISTRICT, operation)}`,
        binder.values,
      )
      const allowed = REPORTS.filter((report) => can({ role }, operation, relations(role, report)))
      expect(rows.map(({ id }) => id).sort()).toEqual(allowed.map((report) => reports.get(report)!).sort())
    },
  )
})

describe('the second wall', () => {
  test.each(PERSON_ROLES)('%s finds what he may read, though the query forgot to ask', async (role) => {
    const readable = REPORTS.filter((report) => can({ role }, 'report.read', relations(role, report)))
    expect(await unguarded(people.get(role)!, 'select report_id as id from land.report')).toEqual(
      readable.map((report) => reports.get(report)!).sort(),
    )
  })

  test.each(cells)(
    '%s may change the report made for “%s” only where he may see it',
    async (role, report) => {
      const { rowCount } = await asCaller(callerOf(people.get(role)!), () =>
        request.query('update land.report set updated_at = now() where report_id = $1', [
          reports.get(report),
        ]),
      )
      expect(rowCount).toBe(can({ role }, 'report.read', relations(role, report)) ? 1 : 0)
    },
  )

  test('somebody of another district finds nothing', async () => {
    const stranger = { ...people.get('analyst')!, district: '140405' }
    expect(await unguarded(stranger, 'select report_id as id from land.report')).toEqual([])
    expect(await unguarded(stranger, 'select person_id as id from work.person')).toEqual([])
  })

  test('a visitor finds nothing, and a query in nobody’s name is refused', async () => {
    const { rows } = await asCaller(null, () => request.query('select from land.report'))
    expect(rows).toEqual([])
    await expect((async () => request.query('select 1'))()).rejects.toThrow(/nobody’s name/)
  })

  test('after a transaction the connection has its own rights again', async () => {
    await unguarded(people.get('officer')!, 'select report_id as id from land.report')
    const { rows } = await db.query<{ n: number; role: string | null }>(
      `select count(*)::int as n, nullif(current_setting('app.role', true), '') as role from land.report`,
    )
    expect(rows[0]).toEqual({ n: REPORTS.length, role: null })
  })

  test.each([
    ['password hashes', 'select password_hash as id from work.person'],
    ['old passwords', 'select person_id as id from work.old_password'],
    ['session tokens', 'select token_sha256 as id from work.session'],
    ['what is to be told to others', 'select stream as id from work.outbox'],
  ])('nobody reads %s', async (_name, sql) => {
    await expect(unguarded(people.get('analyst')!, sql)).rejects.toMatchObject({ code: '42501' })
  })

  test('the trail is read by the auditor alone', async () => {
    await db.transaction((tx) =>
      record(tx, { stream: 'auth', by: localActor('x'), action: 'session.open', object: null }),
    )
    for (const role of PERSON_ROLES)
      expect([role, await unguarded(people.get(role)!, 'select actor as id from audit.event')]).toEqual([
        role,
        role === 'auditor' ? ['x'] : [],
      ])
  })

  test.each([
    ['update', `update audit.event set actor = 'x'`],
    ['delete', 'delete from audit.event'],
    ['truncate', 'truncate audit.event'],
    ['update of a seal', `update audit.seal set at = now()`],
  ])('neither a request nor the server itself may %s the trail', async (_name, sql) => {
    await expect(unguarded(people.get('analyst')!, sql)).rejects.toMatchObject({ code: '42501' })
    await expect(serviceDatabase(db).query(sql)).rejects.toMatchObject({ code: '42501' })
  })

  test('neither role owns a table, is a superuser, or passes by row level security', async () => {
    const { rows } = await db.query(
      `select rolname from pg_roles where rolname in ('tuban_request', 'tuban_service') and (rolsuper or rolbypassrls or rolcanlogin)`,
    )
    expect(rows).toEqual([])
    const { rows: owned } = await db.query(
      `select relname from pg_class where relowner in (select oid from pg_roles where rolname in ('tuban_request', 'tuban_service'))`,
    )
    expect(owned).toEqual([])
  })

  test('every table of cases and people is guarded, also against its owner', async () => {
    const { rows } = await db.query<{ name: string }>(
      `select n.nspname || '.' || c.relname as name
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         cross join lateral (select bool_or(has_table_privilege('tuban_request', c.oid, p)) as granted
                               from unnest(array['select', 'insert', 'update', 'delete']) p) g
        where n.nspname in ('land', 'work') and c.relkind in ('r', 'p') and g.granted and not (c.relrowsecurity and c.relforcerowsecurity)
        order by 1`,
    )
    // Reference data of the district, which every post with cases may see, and how long what is kept.
    expect(rows.map(({ name }) => name)).toEqual(['land.district', 'work.purge_run', 'work.retention'])
  })
})

describe('a township that a patch was taken back from', () => {
  beforeEach(async () => {
    await db.query('delete from work.decision')
  })

  test('sees decisions up to that moment and none after', async () => {
    const { personId } = people.get('analyst')!
    const report = reports.get('was-with-us')
    const decide = (at: string) =>
      db.query(
        `insert into work.decision (district, report_id, decision, reason, decided_by, decided_at) values ($1, $2, 'suspected', '', $3, now() + $4)`,
        [DISTRICT, report, personId, at],
      )
    await decide('-1 hour')
    await decide('1 hour')
    const count = 'select decision_id as id from work.decision'
    expect(await unguarded(people.get('township')!, count)).toHaveLength(1)
    expect(await unguarded(people.get('analyst')!, count)).toHaveLength(2)
  })
})

describe('what is said of hits, for a township that a patch was taken back from', () => {
  test('is seen up to that moment', async () => {
    const { personId } = people.get('analyst')!
    const said = (ruleId: string, at: string) =>
      db.query(
        `insert into work.override (district, report_id, rule_id, category, reason, hits, report_sha256, evaluation_id, made_by, made_at)
         values ($1, $2, $3, 'other', 'x', '[]', 'x', 1, $4, now() + $5)`,
        [DISTRICT, reports.get('was-with-us'), ruleId, personId, at],
      )
    await said('NA-01', '-1 hour')
    await said('NA-02', '1 hour')
    const all = 'select rule_id as id from work.override'
    expect(await unguarded(people.get('township')!, all)).toEqual(['NA-01'])
    expect(await unguarded(people.get('analyst')!, all)).toEqual(['NA-01', 'NA-02'])
    expect(await unguarded(people.get('auditor')!, all)).toEqual([])
  })

  test('is written by whoever says it, and only by analysts and the agriculture bureau', async () => {
    const insert = (as: PersonRole, by: PersonRole) =>
      unguarded(
        people.get(as)!,
        `insert into work.override (district, report_id, rule_id, category, reason, hits, report_sha256, evaluation_id, made_by)
         values ('${DISTRICT}', ${reports.get('concern')}, 'NG-04', 'other', 'x', '[]', 'x', 1, ${people.get(by)!.personId})
         returning override_id as id`,
      )
    await expect(insert('office', 'office')).rejects.toThrow(/row-level security/)
    await expect(insert('agriculture', 'analyst')).rejects.toThrow(/row-level security/)
    expect(await insert('agriculture', 'agriculture')).toHaveLength(1)
  })
})

test('no relation is without a report that shows it', () => {
  expect([...REPORTS].sort()).toEqual([...RELATIONS].sort())
})
