import type { GroupFacts, GroupMember, SharedGround } from '../../domain/group.ts'
import type { Doubt, Result, Rule, Thresholds } from '../../domain/rule.ts'
import { squareMetres, type SquareMetres } from '../../domain/units.ts'
import type { SummedGround } from '../rules/cumulation.ts'

/** One act of a group, with what it was taken from. */
export interface GroupAct extends GroupMember {
  evaluationId: string
  /** The most farmland that it can take, where a layer is missing or the overlay failed; else null. */
  upTo: SquareMetres | null
}

/** All that a group is judged by, as it is stored. */
export interface StoredGroupFacts extends Omit<GroupFacts, 'members' | 'shared'> {
  members: readonly GroupAct[]
  shared: readonly SharedGround[]
  /** False: what several take could not be made again, and `shared` is the most that it can be. */
  isSharedExact: boolean
  /** Members that name somebody of the same ID number. */
  parties: readonly (readonly string[])[]
}

const GROUNDS: readonly SummedGround[] = ['basicFarmland', 'ordinaryFarmland']

/**
 * Judges acts together: those of each party that is known to be one, then all, of which it is not known whether they are one
 * party's. What holds by the least that the acts can take is so; what holds only by the most is a doubt.
 */
export function judgeGroup(
  facts: StoredGroupFacts,
  rules: readonly Rule[],
  thresholds: Thresholds,
): Result[] {
  const judging = rules.filter((rule) => rule.evaluateGroup !== undefined)
  return judging.flatMap((rule) =>
    GROUNDS.flatMap((ground) => {
      const judge = (memberIds: readonly string[], isOneParty: true | null) =>
        judgeScope(facts, memberIds, isOneParty, ground, (group) => rule.evaluateGroup!(group, thresholds))
      const all = facts.members.map(({ reportId }) => reportId)
      const ofParties = facts.parties.flatMap((members) => judge(members, true))
      const isCertain = ofParties.some(({ kind }) => kind === 'finding')
      if (isCertain || facts.isOneParty === true) return ofParties
      return [...ofParties, ...judge(all, null)]
    }),
  )
}

function judgeScope(
  facts: StoredGroupFacts,
  memberIds: readonly string[],
  isOneParty: true | null,
  ground: SummedGround,
  evaluate: (group: GroupFacts) => readonly Result[],
): readonly Result[] {
  const ids = new Set(memberIds)
  const acts = facts.members.filter(({ reportId }) => ids.has(reportId))
  const { groupId } = facts
  const least = evaluate({
    groupId,
    isOneParty,
    members: acts.map((act) => onlyOf(ground, act, act[ground] ?? squareMetres(0))),
    shared: facts.shared,
  })
  const isOpen = !facts.isSharedExact || acts.some((act) => act[ground] === null)
  if (least.length > 0 || !isOpen) return least
  const most = evaluate({
    groupId,
    isOneParty,
    members: acts.map((act) => onlyOf(ground, act, act[ground] ?? act.upTo ?? squareMetres(0))),
    ...(facts.isSharedExact && { shared: facts.shared }),
  })
  return most.slice(0, 1).map((result): Doubt => ({
    kind: 'doubt',
    ruleId: result.ruleId,
    reason: facts.isSharedExact ? 'layer-missing' : 'overlay-failed',
    subject: facts.isSharedExact ? 'basic-farmland' : 'remainder',
    lead: result.lead,
    measured: null,
  }))
}

/** Of two kinds of ground one is asked about at a time. */
const onlyOf = (ground: SummedGround, act: GroupAct, area: SquareMetres): GroupMember => ({
  ...act,
  basicFarmland: ground === 'basicFarmland' ? area : squareMetres(0),
  ordinaryFarmland: ground === 'ordinaryFarmland' ? area : squareMetres(0),
})
