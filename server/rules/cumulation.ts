import type { GroupFacts, GroupMember } from '../../domain/group.ts'
import type { Day } from '../../domain/units.ts'

/** What of acts is added up: each has a criminal line of its own. */
export type SummedGround = 'basicFarmland' | 'ordinaryFarmland'

/** m² that acts take together; ground that several take counts once. What was not measured adds nothing. */
export function sumOf(
  acts: readonly GroupMember[],
  { shared = [] }: Pick<GroupFacts, 'shared'>,
  ground: SummedGround,
): number {
  const ids = new Set(acts.map(({ reportId }) => reportId))
  const counted = acts.reduce((total, act) => total + (act[ground] ?? 0), 0)
  return shared.reduce((total, cell) => {
    const claims = cell.reportIds.filter((id) => ids.has(id)).length
    return total - cell[ground] * Math.max(0, claims - 1)
  }, counted)
}

/** Of acts of which the last is no later than `untilOf` the first, those that take most together; of equal ones the first. */
export function largestWithin(
  acts: readonly GroupMember[],
  group: Pick<GroupFacts, 'shared'>,
  ground: SummedGround,
  untilOf: (first: Day) => Day,
): readonly GroupMember[] {
  const ordered = acts.toSorted((a, b) => (a.judgedOn < b.judgedOn ? -1 : a.judgedOn > b.judgedOn ? 1 : 0))
  const windows = ordered.map((first, n) =>
    ordered.slice(n).filter(({ judgedOn }) => judgedOn <= untilOf(first.judgedOn)),
  )
  return windows.reduce<readonly GroupMember[]>(
    (most, next) => (sumOf(next, group, ground) > sumOf(most, group, ground) ? next : most),
    [],
  )
}
