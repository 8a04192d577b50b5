import { resultChanges, sameButForCounts, sameChanges, sameResults } from '../../domain/replay.ts'
import type { Result } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { holdReports, judgeChunk, store } from '../evaluate.ts'
import { settle } from '../groups/settle.ts'
import { confirmed } from '../kernel/confirm.ts'
import type { Judged } from '../queries/evaluations-write.ts'
import { addReplayReports, lastNotes, type ReplayReport } from '../queries/replays.ts'
import { storedFacts, undecidedAmong, type StoredPlace } from '../queries/stored-facts.ts'
import { storedCases, type StoredCase } from '../queries/stored-cases.ts'
import { RULES } from '../rules/index.ts'
import { judge, type Period } from '../rules/judge.ts'
import { reportOfNow, type LawOfNow } from './affected.ts'
import { ledgerChanges, whyOf, type Basis } from './why.ts'

/** What became of some reports. */
export interface Outcome {
  /** Judged anew and stored. */
  changed: number
  /** Decided before: a review note tells what would be another. */
  reviews: number
  /** The same as before: nothing was stored, and the evaluation stays what it was. */
  same: number
}

/** One report before the change and after it. */
interface Comparison {
  before: StoredCase
  place: StoredPlace
  after: Judged
}

/**
 * Judges reports again that a change of a layer may touch: they are measured anew, and what came out the same is left as it
 * was, with its time.
 */
export async function replayMeasured(tx: Db, replay: ReplayPlace, ids: readonly string[]): Promise<Outcome> {
  const { district } = replay
  await holdReports(tx, district, ids)
  const { cases, places } = await standing(tx, district, ids)
  const judged = await judgedAsBefore(tx, district, ids, cases)
  const outcome = await settleUnknown(tx, district, judged, cases)
  return added(outcome, await publish(tx, replay, comparisons(cases, places, judged)))
}

/**
 * Judges reports again by the law as it is now, from what was measured then. Those of earlier releases, of which that is not
 * known, are measured anew.
 */
export async function replayLaw(
  tx: Db,
  replay: ReplayPlace,
  ids: readonly string[],
  law: LawOfNow,
): Promise<Outcome> {
  const { district } = replay
  const { book, today } = law
  await holdReports(tx, district, ids)
  const { cases, places } = await standing(tx, district, ids)
  const unknown = ids.filter((id) => !cases.has(id))
  const outcome =
    unknown.length === 0
      ? NOTHING
      : await settleUnknown(tx, district, await judgeChunk(tx, district, unknown, null), cases)
  const judged = [...cases.values()].map((one) => judgedByLaw(one, places.get(one.reportId)!, law))
  // What another law finds grave is asked of the second engine, where that was not done when it was measured.
  const [asked, unasked] = [judged.filter(isAsked), judged.filter((one) => !isAsked(one))]
  const judgedAgain = (one: Judged, periods: readonly Period[]) =>
    judge(one.report, periods, book, one.judgement.today && today)
  const all = [...asked, ...(await confirmed(tx, district, unasked, judgedAgain))]
  return added(outcome, await publish(tx, replay, comparisons(cases, places, all)))
}

/** Which townships share a report, and which reports are the same, by numbers that judge nothing. */
export async function settleAnew(
  tx: Db,
  { district }: ReplayPlace,
  ids: readonly string[],
): Promise<Outcome> {
  await holdReports(tx, district, ids)
  await settle(tx, district, ids)
  return { ...NOTHING, same: ids.length }
}

const isAsked = ({ periods }: Judged) => periods.every(({ ground }) => ground.secondOpinion)

/** A report that could not be measured anew. */
export async function replayBroken(tx: Db, replay: ReplayPlace, judged: Judged): Promise<Outcome> {
  const { district } = replay
  const { cases, places } = await standing(tx, district, [judged.report.reportId])
  const outcome = await settleUnknown(tx, district, [judged], cases)
  return added(outcome, await publish(tx, replay, comparisons(cases, places, [judged])))
}

export interface ReplayPlace {
  district: string
  replayId: string
}

const NOTHING: Outcome = { changed: 0, reviews: 0, same: 0 }

export const added = (a: Outcome, b: Outcome): Outcome => ({
  changed: a.changed + b.changed,
  reviews: a.reviews + b.reviews,
  same: a.same + b.same,
})

async function standing(tx: Db, district: string, ids: readonly string[]) {
  const cases = new Map(
    (await storedCases(tx, district, { reportIds: ids })).map((one) => [one.reportId, one] as const),
  )
  const evaluationIds = [...cases.values()].map(({ evaluationId }) => evaluationId)
  return { cases, places: await storedFacts(tx, district, evaluationIds) }
}

/** By the day that somebody asked for, where that is how the report was judged; else by its own. */
async function judgedAsBefore(
  tx: Db,
  district: string,
  ids: readonly string[],
  cases: ReadonlyMap<string, StoredCase>,
): Promise<Judged[]> {
  const byDay = new Map<Day | null, string[]>()
  for (const id of ids) {
    const one = cases.get(id)
    const asOf = one && one.today === null && one.asOf !== one.report.judgedOn ? one.asOf : null
    byDay.set(asOf, [...(byDay.get(asOf) ?? []), id])
  }
  const judged: Judged[] = []
  for (const [asOf, some] of byDay) judged.push(...(await judgeChunk(tx, district, some, asOf)))
  return judged
}

/** A judgement of what was measured before, by the law of now. The day on which one looked stays what it was, but where it is asked about. */
export function judgedByLaw(one: StoredCase, place: StoredPlace, law: LawOfNow): Judged {
  const { reportId, asOf, reportSha256, periods, engine } = one
  const { book, today } = law
  const report = reportOfNow(one, law)
  const { facts, township, townshipShare, village } = place
  const judgement = judge(report, periods, book, one.today === null ? null : today)
  return {
    overlay: { reportId, day: asOf, ground: periods.at(-1)!.ground, facts, township, townshipShare, village },
    report,
    reportSha256,
    periods,
    judgement,
    engine,
  }
}

const comparisons = (
  cases: ReadonlyMap<string, StoredCase>,
  places: ReadonlyMap<string, StoredPlace>,
  judged: readonly Judged[],
): Comparison[] =>
  judged.flatMap((after) => {
    const before = cases.get(after.report.reportId)
    return before ? [{ before, place: places.get(before.reportId)!, after }] : []
  })

/**
 * Of reports whose evaluation does not say what it was judged by, nothing can be compared: they get one that does, but for
 * those that were decided.
 */
async function settleUnknown(
  tx: Db,
  district: string,
  judged: readonly Judged[],
  cases: ReadonlyMap<string, StoredCase>,
): Promise<Outcome> {
  const open = await undecidedAmong(
    tx,
    district,
    judged.map(({ report }) => report.reportId).filter((id) => !cases.has(id)),
  )
  const unknown = judged.filter(({ report }) => open.has(report.reportId))
  if (unknown.length > 0) await store(tx, district, unknown)
  return { ...NOTHING, changed: unknown.length }
}

async function publish(
  tx: Db,
  { district, replayId }: ReplayPlace,
  compared: readonly Comparison[],
): Promise<Outcome> {
  const others = compared.filter(({ before, place, after }) => !isSame(before, place, after))
  const undecided = others.filter(({ place }) => !place.isDecided)
  const evaluationIds = await store(
    tx,
    district,
    undecided.map(({ after }) => after),
  )
  const reviews = await notYetTold(
    tx,
    district,
    others.filter(({ place }) => place.isDecided).map((one) => rowOf(one, null)),
  )
  await addReplayReports(tx, district, replayId, [
    ...undecided.map((one) => rowOf(one, evaluationIds.get(one.before.reportId)!)),
    ...reviews,
  ])
  return {
    changed: undecided.length,
    reviews: reviews.length,
    same: compared.length - undecided.length - reviews.length,
  }
}

/** What a review note told before, and somebody looked at, is not told again with the next change of something else. */
async function notYetTold(tx: Db, district: string, rows: readonly ReplayReport[]): Promise<ReplayReport[]> {
  const told = await lastNotes(
    tx,
    district,
    rows.map(({ reportId }) => reportId),
  )
  return rows.filter(({ reportId, changes }) => !sameChanges(told.get(reportId) ?? [], changes))
}

function isSame(
  before: StoredCase,
  place: StoredPlace,
  { overlay, report, periods, judgement }: Judged,
): boolean {
  const now = periods.at(-1)!.ground
  return (
    (report.today === before.report.today ? sameResults : sameButForCounts)(
      own(before.results),
      own(judgement.results),
    ) &&
    Object.keys(ledgerChanges(before.periods.at(-1)!.ground, now)).length === 0 &&
    overlay.township === place.township &&
    overlay.village === place.village &&
    before.periods.length === periods.length
  )
}

/** Rules about several reports together are judged by what settles groups, after the reports themselves. */
const OF_GROUPS = new Set(RULES.filter((rule) => rule.evaluateGroup).map(({ id }) => id))
const own = (results: readonly Result[]) => results.filter(({ ruleId }) => !OF_GROUPS.has(ruleId))

function rowOf({ before, place, after }: Comparison, evaluationAfter: string | null): ReplayReport {
  return {
    reportId: before.reportId,
    township: after.overlay.township,
    verdictBefore: before.verdict,
    verdictAfter: after.judgement.verdict,
    changes: resultChanges(own(before.results), own(after.judgement.results)),
    ledger: ledgerChanges(before.periods.at(-1)!.ground, after.periods.at(-1)!.ground),
    why: whyOf(basisBefore(before, place), basisAfter(after)),
    evaluationBefore: before.evaluationId,
    evaluationAfter,
  }
}

const basisBefore = ({ report, periods, laws, today }: StoredCase, { facts }: StoredPlace): Basis => ({
  day: report.today,
  ground: periods.at(-1)!.ground,
  facts,
  law: laws.at(-1)!.law,
  today: today?.law ?? null,
})

const basisAfter = ({ report, periods, overlay, judgement: { laws, today } }: Judged): Basis => ({
  day: report.today,
  ground: periods.at(-1)!.ground,
  facts: overlay.facts,
  law: laws.at(-1)!.law,
  today: today?.law ?? null,
})
