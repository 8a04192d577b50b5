import type { PersonRole } from '../../domain/person.ts'

/** Farmland taken for building: NR leads, and the agriculture bureau answers for the farmland. */
const FARMLAND_TAKEN = ['NA-01', 'NA-02']

/** Rule groups of the agriculture bureau: farmland use, facilities and greenhouses, homesteads. */
const AGRICULTURE_GROUPS = ['NG', 'GH', 'HS']

/** The group of a rule, by the letters of its id: `NG` of `NG-01`. */
export const groupOf = (ruleId: string) => ruleId.split('-')[0]!

/**
 * Which posts a rule's findings concern. Analyst and office look at every rule; a township looks at the reports that are
 * assigned to it, whatever rule accuses them.
 */
export function postsConcerned(ruleId: string): readonly PersonRole[] {
  const isAgriculture = AGRICULTURE_GROUPS.includes(groupOf(ruleId)) || FARMLAND_TAKEN.includes(ruleId)
  return isAgriculture ? ['analyst', 'office', 'agriculture'] : ['analyst', 'office']
}
