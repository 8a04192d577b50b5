import type { Ledger } from '../../domain/ledger.ts'
import type { Result } from '../../domain/rule.ts'
import type { GroupBasis } from '../../domain/ties.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import type { StoredGroupFacts } from '../groups/judge-group.ts'
import type { FoundGroup, GroupWork } from '../groups/regroup.ts'
import type { ActingPerson } from './decisions.ts'

/** What the current evaluation of a report says of the farmland that it takes. */
export interface MeasuredAct {
  reportId: string
  evaluationId: string
  asOf: Day
  step: number
  ledger: Ledger
}

export async function measuredActs(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<MeasuredAct[]> {
  const { rows } = await db.query<MeasuredAct>(
    `select e.report_id as "reportId", e.evaluation_id as "evaluationId", e.as_of as "asOf", e.step,
            (select jsonb_object_agg(l.entry, jsonb_build_object('area', l.area_m2, 'width', l.width_m)) from land.ledger_entry l
              where l.district = e.district and l.evaluation_id = e.evaluation_id) as ledger
       from land.evaluation e
      where e.district = $1 and e.report_id = any ($2::bigint[]) and e.is_current
      order by e.report_id`,
    [district, reportIds],
  )
  return rows
}

/** Keeps which of these reports take farmland. */
export async function storeActs(
  tx: Db,
  district: string,
  reportIds: readonly string[],
  acts: readonly { reportId: string; judgedOn: Day }[],
): Promise<void> {
  await tx.query(
    `with gone as (
       delete from land.farmland_act
        where district = $1 and report_id = any ($2::bigint[]) and report_id <> all ($3::bigint[]))
     insert into land.farmland_act (district, report_id, judged_on)
     select $1, a.report_id, a.judged_on from unnest($3::bigint[], $4::date[]) a (report_id, judged_on)
     on conflict (district, report_id) do update set judged_on = excluded.judged_on`,
    [district, reportIds, acts.map(({ reportId }) => reportId), acts.map(({ judgedOn }) => judgedOn)],
  )
}

/** Two acts that lie near each other, or name the same party. */
export interface FoundEdge {
  oneId: string
  otherId: string
  basis: GroupBasis
  distanceM: number | null
  oneOn: Day
  otherOn: Day
}

export async function edgesOf(
  db: Db,
  district: string,
  reportIds: readonly string[],
  metres: number,
): Promise<FoundEdge[]> {
  const { rows } = await db.query<FoundEdge>(
    `select one_id as "oneId", other_id as "otherId", basis, distance_m as "distanceM", one_on as "oneOn", other_on as "otherOn"
       from land.group_edges_of($1, $2::bigint[], $3)`,
    [district, reportIds, metres],
  )
  return rows
}

/** Keeps the edges of these reports as they were found. */
export async function storeEdges(
  tx: Db,
  district: string,
  reportIds: readonly string[],
  edges: readonly FoundEdge[],
): Promise<void> {
  await tx.query(
    `delete from land.group_edge where district = $1 and (one_id = any ($2::bigint[]) or other_id = any ($2::bigint[]))`,
    [district, reportIds],
  )
  await tx.query(
    `insert into land.group_edge (district, one_id, other_id, basis, distance_m)
     select $1, e."oneId", e."otherId", e.basis, e."distanceM"
       from jsonb_to_recordset($2::jsonb) e ("oneId" bigint, "otherId" bigint, basis text, "distanceM" float8)`,
    [district, JSON.stringify(edges)],
  )
}

/** The given reports, and all whose group may change with theirs. */
export async function groupedWith(db: Db, district: string, reportIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ report_id: string }>(
    'select report_id from land.grouped_with($1, $2::bigint[]) g (report_id)',
    [district, reportIds],
  )
  return rows.map((row) => row.report_id)
}

/** All that decides how these reports are grouped. */
export async function groupWork(db: Db, district: string, reportIds: readonly string[]): Promise<GroupWork> {
  const { rows } = await db.query<{
    reportIds: string[]
    edges: GroupWork['edges']
    hands: GroupWork['hands']
    before: [reportId: string, groupId: string][]
  }>(
    `with hand as materialized (
       select a.* from land.group_act a
        where a.district = $1 and a.undone_at is null and a.report_id = any ($2::bigint[])),
     able as materialized (
       select r.report_id, coalesce(r.origin_id, r.report_id) as origin_id
         from land.report r
        where r.district = $1 and r.report_id = any ($2::bigint[])
          and (land.adds_up($1, r.report_id)
               or coalesce(r.decision, 'unsure') in ('suspected', 'unsure')
                  and r.report_id in (select h.report_id from hand h where h.act = 'put-in'
                                      union select unnest(h.beside) from hand h where h.act = 'put-in')
                  and exists (select from land.evaluation e where e.district = $1 and e.report_id = r.report_id and e.is_current)
                  and not exists (select from land.standing s where s.district = $1 and s.report_id = r.report_id)))
     select (select coalesce(array_agg(a.report_id::text order by a.origin_id, a.report_id), '{}') from able a) as "reportIds",
            (select coalesce(jsonb_agg(distinct jsonb_build_object('oneId', e.one_id::text, 'otherId', e.other_id::text)), '[]')
               from land.group_edge e where e.district = $1 and e.one_id = any ($2::bigint[]) and e.other_id = any ($2::bigint[])) as edges,
            (select coalesce(jsonb_agg(jsonb_build_object('reportId', h.report_id::text, 'groupId', h.group_id::text, 'act', h.act,
                                                          'beside', h.beside::text[]) order by h.act_id), '[]') from hand h) as hands,
            (select coalesce(jsonb_agg(jsonb_build_array(m.report_id::text, m.group_id::text)), '[]')
               from (select distinct on (m.report_id) m.report_id, m.group_id from land.group_member m
                      where m.district = $1 and m.report_id = any ($2::bigint[])
                      order by m.report_id, m.until is null desc, m.since desc) m) as before`,
    [district, reportIds],
  )
  const { before, ...work } = rows[0]!
  return { ...work, before: new Map(before) }
}

/** Keeps groups as they were found among these reports; answers them with their ids. Groups that have no members any more end. */
export async function storeGroups(
  tx: Db,
  district: string,
  {
    reportIds,
    before,
    found,
  }: { reportIds: readonly string[]; before: GroupWork['before']; found: readonly FoundGroup[] },
): Promise<{ groupId: string; members: readonly string[] }[]> {
  const fresh = await newGroups(tx, district, found.filter(({ groupId }) => groupId === null).length)
  const groups = found.map(({ groupId, members }) => ({ groupId: groupId ?? fresh.shift()!, members }))
  const placed = groups.flatMap(({ groupId, members }) => members.map((reportId) => ({ reportId, groupId })))
  await tx.query(
    `with placed as materialized (select * from unnest($3::bigint[], $4::bigint[]) p (report_id, group_id))
     update land.group_member m set until = clock_timestamp()
      where m.district = $1 and m.report_id = any ($2::bigint[]) and m.until is null
        and not exists (select from placed p where p.report_id = m.report_id and p.group_id = m.group_id)`,
    [district, reportIds, placed.map(({ reportId }) => reportId), placed.map(({ groupId }) => groupId)],
  )
  await tx.query(
    `insert into land.group_member (district, group_id, report_id)
     select $1, p.group_id, p.report_id from unnest($2::bigint[], $3::bigint[]) p (report_id, group_id)
      where not exists (select from land.group_member m
                         where m.district = $1 and m.report_id = p.report_id and m.group_id = p.group_id and m.until is null)`,
    [district, placed.map(({ reportId }) => reportId), placed.map(({ groupId }) => groupId)],
  )
  await tx.query(
    `update land.patch_group g
        set ended_at = case when e.is_over then coalesce(g.ended_at, clock_timestamp()) end,
            rules = case when e.is_over then '{}' else g.rules end,
            doubt_rules = case when e.is_over then '{}' else g.doubt_rules end
       from unnest($2::bigint[]) t (group_id)
      cross join lateral (
        select not exists (select from land.group_member m where m.district = $1 and m.group_id = t.group_id and m.until is null)
      ) e (is_over)
      where g.district = $1 and g.group_id = t.group_id and e.is_over = (g.ended_at is null)`,
    [district, [...new Set([...before.values(), ...groups.map(({ groupId }) => groupId)])]],
  )
  return groups
}

async function newGroups(tx: Db, district: string, count: number): Promise<string[]> {
  if (count === 0) return []
  const { rows } = await tx.query<{ group_id: string }>(
    `insert into land.patch_group (district) select $1 from generate_series(1, $2::int) returning group_id`,
    [district, count],
  )
  return rows.map((row) => row.group_id).sort((a, b) => Number(a) - Number(b))
}

/** Farmland that several of these reports take, and of each that overlaps another all that it takes. */
export interface OverlappedGround {
  kind: 'basic' | 'ordinary'
  reportIds: string[]
  areaM2: number
}

export async function groupOverlaps(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<OverlappedGround[]> {
  const { rows } = await db.query<OverlappedGround>(
    `select kind, report_ids::text[] as "reportIds", area_m2 as "areaM2" from land.group_overlaps($1, $2::bigint[])
      order by kind, report_ids`,
    [district, reportIds],
  )
  return rows
}

/** Pairs of these reports that name somebody of the same ID number. */
export async function partyPairs(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<{ oneId: string; otherId: string }[]> {
  const { rows } = await db.query<{ oneId: string; otherId: string }>(
    `select one_id as "oneId", other_id as "otherId" from land.group_edge
      where district = $1 and basis = 'id-no' and one_id = any ($2::bigint[]) and other_id = any ($2::bigint[])
      order by one_id, other_id`,
    [district, reportIds],
  )
  return rows
}

/** One judgement of one group. */
export interface JudgedGroup {
  facts: StoredGroupFacts
  lawOn: Day
  results: readonly Result[]
}

/** Keeps judgements of groups, each beside those before it, where anything is other than it was. */
export async function storeGroupEvaluations(
  tx: Db,
  district: string,
  judged: readonly JudgedGroup[],
  rulesVersion: string,
): Promise<void> {
  const rulesOf = (results: readonly Result[], kind: Result['kind']) => [
    ...new Set(results.filter((result) => result.kind === kind).map(({ ruleId }) => ruleId)),
  ]
  const rows = JSON.stringify(
    judged.map(({ facts, lawOn, results }) => ({
      groupId: facts.groupId,
      facts,
      lawOn,
      results,
      rules: rulesOf(results, 'finding'),
      doubtRules: rulesOf(results, 'doubt'),
    })),
  )
  const list = `jsonb_to_recordset($2::jsonb) j ("groupId" bigint, facts jsonb, "lawOn" date, results jsonb, rules text[], "doubtRules" text[])`
  await tx.query(
    `update land.group_evaluation e set is_current = false
       from ${list}
      where e.district = $1 and e.group_id = j."groupId" and e.is_current
        and (e.facts, e.law_on, e.results, e.rules_version) is distinct from (j.facts, j."lawOn", j.results, $3)`,
    [district, rows, rulesVersion],
  )
  await tx.query(
    `insert into land.group_evaluation (district, group_id, facts, law_on, results, rules_version)
     select $1, j."groupId", j.facts, j."lawOn", j.results, $3 from ${list}
      where not exists (select from land.group_evaluation e
                         where e.district = $1 and e.group_id = j."groupId" and e.is_current)`,
    [district, rows, rulesVersion],
  )
  await tx.query(
    `update land.patch_group g set rules = j.rules, doubt_rules = j."doubtRules"
       from ${list}
      where g.district = $1 and g.group_id = j."groupId" and (g.rules, g.doubt_rules) is distinct from (j.rules, j."doubtRules")`,
    [district, rows],
  )
}

/** The group in which a report is; null where it is in none. */
export async function groupIdOf(db: Db, district: string, reportId: string): Promise<string | null> {
  const { rows } = await db.query<{ group_id: string }>(
    'select group_id from land.group_member where district = $1 and report_id = $2 and until is null',
    [district, reportId],
  )
  return rows[0]?.group_id ?? null
}

/** Who is in a group. */
export async function groupMembers(db: Db, district: string, groupId: string): Promise<string[]> {
  const { rows } = await db.query<{ report_id: string }>(
    'select report_id from land.group_member where district = $1 and group_id = $2 and until is null order by report_id',
    [district, groupId],
  )
  return rows.map((row) => row.report_id)
}

/** What somebody did to a report's place in groups, and nobody took back. */
export async function standingGroupAct(
  db: Db,
  district: string,
  reportId: string,
): Promise<'put-in' | 'take-out' | null> {
  const { rows } = await db.query<{ act: 'put-in' | 'take-out' }>(
    'select act from land.group_act where district = $1 and report_id = $2 and undone_at is null',
    [district, reportId],
  )
  return rows[0]?.act ?? null
}

/** A group that has no members yet. */
export const emptyGroup = async (tx: Db, district: string): Promise<string> =>
  (await newGroups(tx, district, 1))[0]!

interface NewGroupAct {
  reportId: string
  groupId: string
  act: 'put-in' | 'take-out'
  beside: readonly string[]
  reason: string
  by: ActingPerson
}

/** What a person does; false where his or another's act on the report stands already. */
export async function addGroupAct(
  tx: Db,
  district: string,
  { reportId, groupId, act, beside, reason, by }: NewGroupAct,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into land.group_act (district, report_id, group_id, act, beside, reason, acted_by, acted_for)
     values ($1, $2, $3, $4, $5::bigint[], $6, $7, $8)
     on conflict do nothing`,
    [district, reportId, groupId, act, beside, reason, by.personId, by.actsFor?.personId ?? null],
  )
  return rowCount === 1
}

/** Takes back what a person did to a report's place in groups; null where nothing stands. */
export async function undoGroupAct(
  tx: Db,
  district: string,
  reportId: string,
  { reason, by }: { reason: string; by: ActingPerson },
): Promise<{ act: 'put-in' | 'take-out'; groupId: string } | null> {
  const { rows } = await tx.query<{ act: 'put-in' | 'take-out'; groupId: string }>(
    `update land.group_act set undone_by = $3, undone_for = $4, undone_at = clock_timestamp(), undo_reason = $5
      where district = $1 and report_id = $2 and undone_at is null
      returning act, group_id as "groupId"`,
    [district, reportId, by.personId, by.actsFor?.personId ?? null, reason],
  )
  return rows[0] ?? null
}
