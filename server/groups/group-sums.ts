import type { Thresholds, ThresholdKey } from '../../domain/rule.ts'
import { yearsAfter } from '../../domain/term.ts'
import { mu, muToSquareMetres, type Day } from '../../domain/units.ts'
import { largestWithin, sumOf, type SummedGround } from '../rules/cumulation.ts'
import type { StoredGroupFacts } from './judge-group.ts'

/** Acts added up over the time within which they count together, beside the line that they may reach. */
export interface ActsTogether {
  scope: 'one-party' | 'all'
  ground: SummedGround
  reportIds: readonly string[]
  firstOn: Day
  lastOn: Day
  areaM2: number
  sharedM2: number
  lineM2: number
  threshold: ThresholdKey
}

const LINES: Readonly<Record<SummedGround, ThresholdKey>> = {
  basicFarmland: 'crime.pbfMu',
  ordinaryFarmland: 'crime.farmlandMu',
}

/** The arithmetic of a group, whether it reaches a line or not: of each party that is known to be one, and of all. */
export function actsTogether(facts: StoredGroupFacts, thresholds: Thresholds): ActsTogether[] {
  const all = facts.members.map(({ reportId }) => reportId)
  const scopes = [
    ...facts.parties.map((ids) => ({ scope: 'one-party' as const, ids })),
    ...(facts.isOneParty === true ? [] : [{ scope: 'all' as const, ids: all }]),
  ]
  const years = thresholds['crime.cumulativeYears'].value
  return scopes.flatMap(({ scope, ids }) =>
    (Object.keys(LINES) as SummedGround[]).flatMap((ground): ActsTogether[] => {
      const acts = facts.members.filter(
        (act) => ids.includes(act.reportId) && act.destroys !== false && (act[ground] ?? 0) > 0,
      )
      const counted = largestWithin(acts, facts, ground, (first) => yearsAfter(first, years))
      if (counted.length === 0) return []
      const areaM2 = sumOf(counted, facts, ground)
      const days = counted.map(({ judgedOn }) => judgedOn).toSorted()
      const threshold = LINES[ground]
      return [
        {
          scope,
          ground,
          reportIds: counted.map(({ reportId }) => reportId),
          firstOn: days[0]!,
          lastOn: days.at(-1)!,
          areaM2,
          sharedM2: sumOf(counted, {}, ground) - areaM2,
          lineM2: muToSquareMetres(mu(thresholds[threshold].value)),
          threshold,
        },
      ]
    }),
  )
}
