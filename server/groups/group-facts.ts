import type { SharedGround } from '../../domain/group.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { squareMetres } from '../../domain/units.ts'
import type { MeasuredAct, OverlappedGround } from '../queries/groups-write.ts'
import { groupMemberOf } from '../rules/crime-cumulative.ts'
import type { GroupAct, StoredGroupFacts } from './judge-group.ts'

const COULD_NOT_BE_MEASURED = 4

/** One report as an act among others. */
export function actOf(
  report: ReportFacts,
  { evaluationId, step, ledger }: Pick<MeasuredAct, 'evaluationId' | 'step' | 'ledger'>,
): GroupAct {
  // The platform knows of no treatment; whoever brings the case shows that there was none.
  const member = groupMemberOf(report, { ledger }, null)
  const isKnown =
    step !== COULD_NOT_BE_MEASURED && member.basicFarmland !== null && member.ordinaryFarmland !== null
  if (isKnown) return { ...member, evaluationId, upTo: null }
  const upTo = (ledger.remainderCultivated ?? ledger.remainder).area
  return step === COULD_NOT_BE_MEASURED
    ? { ...member, basicFarmland: null, ordinaryFarmland: null, evaluationId, upTo }
    : { ...member, evaluationId, upTo }
}

/** Whether a report takes farmland, or may, so that it can add up with others. */
export function takesFarmland(act: GroupAct, thresholds: Thresholds): boolean {
  const most = Math.max(act.basicFarmland ?? 0, act.ordinaryFarmland ?? 0, act.upTo ?? 0)
  return act.destroys !== false && most >= thresholds['overlay.noiseM2'].value
}

/** Made once more, ground may differ so much by rounding. */
const TOLERANCE_M2 = 0.01
const TOLERANCE_SHARE = 1e-6

/** What a group is judged by. `overlaps`: of members that overlap each other. */
export function groupFacts(
  groupId: string,
  members: readonly GroupAct[],
  overlaps: readonly OverlappedGround[],
  parties: readonly (readonly string[])[],
): StoredGroupFacts {
  const isOneParty = parties.some((ids) => ids.length === members.length) ? true : null
  const own = overlaps.filter(({ reportIds }) => reportIds.length === 1)
  const isSharedExact = own.every(({ kind, reportIds, areaM2 }) => {
    const act = members.find(({ reportId }) => reportId === reportIds[0])
    const measured = (kind === 'basic' ? act?.basicFarmland : act?.ordinaryFarmland) ?? null
    // What was not measured is a doubt of its own.
    return (
      measured === null || Math.abs(measured - areaM2) <= Math.max(TOLERANCE_M2, TOLERANCE_SHARE * measured)
    )
  })
  return { groupId, isOneParty, members, shared: sharedOf(overlaps), isSharedExact, parties }
}

function sharedOf(overlaps: readonly OverlappedGround[]): SharedGround[] {
  const cells = overlaps.filter(({ reportIds }) => reportIds.length > 1)
  return cells.map(({ kind, reportIds, areaM2 }) => ({
    reportIds,
    basicFarmland: squareMetres(kind === 'basic' ? areaM2 : 0),
    ordinaryFarmland: squareMetres(kind === 'ordinary' ? areaM2 : 0),
  }))
}

/** Sets of two or more that hang together by pairs, in the order of their first members. */
export function setsOf(pairs: readonly { oneId: string; otherId: string }[]): string[][] {
  const sets: string[][] = []
  for (const { oneId, otherId } of pairs) {
    const touched = sets.filter((set) => set.includes(oneId) || set.includes(otherId))
    const joined = [...new Set([...touched.flat(), oneId, otherId])]
    for (const set of touched) sets.splice(sets.indexOf(set), 1)
    sets.push(joined)
  }
  return sets.map((set) => set.toSorted((a, b) => Number(a) - Number(b)))
}
