import type { Answer, GroupItem, Person } from '../../domain/api.ts'
import type { GroupBasis } from '../../domain/ties.ts'
import type { Result, Thresholds } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { actsTogether } from '../groups/group-sums.ts'
import type { StoredGroupFacts } from '../groups/judge-group.ts'
import { Binder } from './binder.ts'
import { partnersOf } from './partners.ts'
import { visibleReports } from './report-predicate.ts'

type Ties = Answer<'GET /reports/:district/:reportId/ties'>

interface GroupRow {
  facts: StoredGroupFacts
  results: Result[]
  law_on: Day
  rules_version: string
  evaluated_at: string
}

/** The group of a report as it was judged last; null where it is in none. What the person does not see of it is a number. */
export async function groupOf(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
  { mayKnowParties, thresholdsOn }: { mayKnowParties: boolean; thresholdsOn(day: Day): Promise<Thresholds> },
): Promise<GroupItem | null> {
  const { rows } = await db.query<GroupRow>(
    `select e.facts, e.results, e.law_on, e.rules_version, e.evaluated_at
       from land.group_member m
       join land.group_evaluation e on e.district = m.district and e.group_id = m.group_id and e.is_current
      where m.district = $1 and m.report_id = $2 and m.until is null`,
    [district, reportId],
  )
  const row = rows[0]
  if (!row) return null
  const { facts, results, law_on: lawOn } = row
  const ids = facts.members.map((act) => act.reportId)
  const partners = await partnersOf(db, person, district, ids)
  const edges = await edgesAmong(db, district, ids)
  const thresholds = await thresholdsOn(lawOn)
  return {
    groupId: facts.groupId,
    isOneParty: mayKnowParties ? facts.isOneParty : null,
    members: facts.members.flatMap((act) => {
      const partner = partners.get(act.reportId)
      if (!partner) return []
      return [
        {
          partner,
          judgedOn: act.judgedOn,
          basicM2: act.basicFarmland,
          ordinaryM2: act.ordinaryFarmland,
          destroys: act.destroys,
          reasons: edges.flatMap((edge) => {
            if (edge.oneId !== act.reportId && edge.otherId !== act.reportId) return []
            const other = partners.get(edge.oneId === act.reportId ? edge.otherId : edge.oneId)
            if (!other) return []
            const isKnown = edge.basis === 'adjoining' || mayKnowParties
            return [{ withNo: other.reportNo, basis: isKnown ? edge.basis : null, distanceM: edge.distanceM }]
          }),
        },
      ]
    }),
    hidden: ids.filter((id) => !partners.has(id)).length,
    sums: actsTogether(facts, thresholds)
      .filter(({ scope }) => mayKnowParties || scope === 'all')
      .map(({ reportIds, threshold, ...sum }) => ({
        ...sum,
        reportNos: reportIds.flatMap((id) => partners.get(id)?.reportNo ?? []),
        hidden: reportIds.filter((id) => !partners.has(id)).length,
        thresholdKey: threshold,
        thresholdSource: thresholds[threshold].source,
        thresholdConfirmed: thresholds[threshold].confirmed,
      })),
    results: results.map(resultItem),
    lawOn,
    rulesVersion: row.rules_version,
    evaluatedAt: row.evaluated_at,
  }
}

const resultItem = (result: Result): GroupItem['results'][number] => {
  const { ruleId, kind, measured } = result
  return result.kind === 'finding'
    ? {
        ruleId,
        kind,
        severity: result.severity,
        measured,
        threshold: result.threshold,
        unit: result.unit,
        statute: result.statute,
        missing: [...result.missing],
        reason: null,
        subject: null,
      }
    : {
        ruleId,
        kind,
        severity: null,
        measured,
        threshold: null,
        unit: 'm2',
        statute: null,
        missing: [],
        reason: result.reason,
        subject: result.subject,
      }
}

interface EdgeRow {
  oneId: string
  otherId: string
  basis: GroupBasis
  distanceM: number | null
}

async function edgesAmong(db: Db, district: string, reportIds: readonly string[]): Promise<EdgeRow[]> {
  const { rows } = await db.query<EdgeRow>(
    `select one_id as "oneId", other_id as "otherId", basis, distance_m as "distanceM" from land.group_edge
      where district = $1 and one_id = any ($2::bigint[]) and other_id = any ($2::bigint[])
      order by basis, one_id, other_id`,
    [district, reportIds],
  )
  return rows
}

/** What people did to the places of a report, and of those in its group, that the person sees; the newest first. */
export async function groupActsOf(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
): Promise<Ties['groupActs']> {
  const binder = new Binder()
  const own = binder.bind(reportId)
  const { rows } = await db.query<Ties['groupActs'][number]>(
    `select r.report_id as "reportId", r.report_no as "reportNo", a.act, a.reason,
            work.named(p.name_zh, pf.name_zh) as "actedBy", a.acted_at as "actedAt",
            work.named(u.name_zh, uf.name_zh) as "undoneBy", a.undone_at as "undoneAt", a.undo_reason as "undoReason"
       from land.group_act a
       join land.report r on r.district = a.district and r.report_id = a.report_id
       join work.person p on p.person_id = a.acted_by
       left join work.person pf on pf.person_id = a.acted_for
       left join work.person u on u.person_id = a.undone_by
       left join work.person uf on uf.person_id = a.undone_for
      where ${visibleReports(binder, person, district, 'report.read')}
        and (a.report_id = ${own}
             or a.group_id in (select m.group_id from land.group_member m where m.report_id = ${own} and m.until is null))
      order by a.act_id desc`,
    binder.values,
  )
  return rows
}
