import { FACILITY_USES, type LandUse } from '../../domain/report.ts'

/** Uses that one approval serves; a use in no group tells nothing. */
const GROUPS: readonly (readonly LandUse[])[] = [
  ['dwelling'],
  ['industrial'],
  ['commercial', 'tourism'],
  ['public'],
  ['road'],
  ['photovoltaic'],
  FACILITY_USES,
]

const groupOf = (use: string | null) => GROUPS.find((uses) => uses.some((one) => one === use))

/** Whether what was permitted and what was done are surely not the same (用途不符): unknown and free words are no proof. */
export function isOtherUse(permitted: string | null, actual: LandUse | null): boolean {
  const [one, other] = [groupOf(permitted), groupOf(actual)]
  return one !== undefined && other !== undefined && one !== other
}
