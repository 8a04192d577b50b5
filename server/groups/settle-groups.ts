import { asPlatform } from '../db/acting.ts'
import type { Db } from '../db/database.ts'
import {
  edgesOf,
  groupedWith,
  groupOverlaps,
  groupWork,
  measuredActs,
  partyPairs,
  storeActs,
  storeEdges,
  storeGroupEvaluations,
  storeGroups,
  type JudgedGroup,
} from '../queries/groups-write.ts'
import { reportFacts } from '../queries/report-facts.ts'
import { thresholdRows, thresholdsOn } from '../queries/thresholds.ts'
import { lockTies } from '../queries/tie-lock.ts'
import { RULES_VERSION } from '../rules/index.ts'
import { lawBook } from '../rules/law.ts'
import { actOf, groupFacts, setsOf, takesFarmland } from './group-facts.ts'
import { judgeGroup, type GroupAct } from './judge-group.ts'
import { withinMonths } from './within-months.ts'
import { regroup } from './regroup.ts'

/**
 * Groups reports anew with all that their change concerns, and judges those groups (化整为零). For whoever holds the lock of
 * ties, as the platform: it reads of people, and of reports that the caller may not see.
 */
export async function settleGroups(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  const before = await groupedWith(tx, district, reportIds)
  await findActs(tx, district, reportIds)
  await findEdges(tx, district, reportIds)
  await regroupAll(tx, district, await groupedWith(tx, district, before))
}

async function findActs(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  const acts = await actsOf(tx, district, reportIds)
  const thresholds = await thresholdsOn(
    tx,
    district,
    acts.map(({ judgedOn }) => judgedOn),
  )
  const taking = acts.filter((act) => takesFarmland(act, thresholds.get(act.judgedOn)!))
  await storeActs(tx, district, reportIds, taking)
}

async function actsOf(tx: Db, district: string, reportIds: readonly string[]): Promise<GroupAct[]> {
  const measured = await measuredActs(tx, district, reportIds)
  const reports = await reportFacts(tx, district, reportIds)
  return measured.map((one) => actOf(reports.get(one.reportId)!.report, one))
}

async function findEdges(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  const rows = await thresholdRows(tx, district)
  const metres = Math.max(...rows.filter(({ key }) => key === 'group.adjoinM').map(({ value }) => value ?? 0))
  const edges = await edgesOf(tx, district, reportIds, metres)
  const later = ({ oneOn, otherOn }: (typeof edges)[number]) => (oneOn > otherOn ? oneOn : otherOn)
  const thresholds = await thresholdsOn(tx, district, edges.map(later))
  const held = edges.filter((edge) => {
    const { 'group.adjoinM': adjoin, 'group.withinMonths': months } = thresholds.get(later(edge))!
    return withinMonths(edge.oneOn, edge.otherOn, months.value) && (edge.distanceM ?? 0) <= adjoin.value
  })
  await storeEdges(tx, district, reportIds, held)
}

async function regroupAll(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  const work = await groupWork(tx, district, reportIds)
  const found = regroup(work)
  const groups = await storeGroups(tx, district, { reportIds, before: work.before, found })
  if (groups.length === 0) return
  const acts = new Map(
    (
      await actsOf(
        tx,
        district,
        groups.flatMap(({ members }) => members),
      )
    ).map((act) => [act.reportId, act]),
  )
  const pairs = await partyPairs(tx, district, [...acts.keys()])
  // What overlaps adjoins, so that no two groups share ground.
  const overlaps = await groupOverlaps(tx, district, [...acts.keys()])
  const book = lawBook(await thresholdRows(tx, district))
  const judged = groups.map(({ groupId, members }): JudgedGroup => {
    const isIn = (id: string) => members.includes(id)
    const facts = groupFacts(
      groupId,
      members.flatMap((id) => acts.get(id) ?? []),
      overlaps.filter(({ reportIds }) => reportIds.every(isIn)),
      setsOf(pairs.filter(({ oneId, otherId }) => isIn(oneId) && isIn(otherId))),
    )
    // By the law of the last of the acts.
    const lawOn = facts.members
      .map(({ judgedOn }) => judgedOn)
      .toSorted()
      .at(-1)!
    const { rules, thresholds } = book.on(lawOn)
    return { facts, lawOn, results: judgeGroup(facts, rules, thresholds) }
  })
  await storeGroupEvaluations(tx, district, judged, RULES_VERSION)
}

/** The same for one report of which something changed beside its judgement: what was decided of it, or whom it names. */
export async function regroupReport(tx: Db, district: string, reportId: string): Promise<void> {
  await lockTies(tx, district)
  await asPlatform(tx, () => settleGroups(tx, district, [reportId]))
}
