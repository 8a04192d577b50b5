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

/** How a permitted use stands to what is seen; unknown where either is not known, or is in free words. */
export function useFit(permitted: string | null, seen: string | null): 'same' | 'other' | 'unknown' {
  const [one, other] = [groupOf(permitted), groupOf(seen)]
  if (one === undefined || other === undefined) return 'unknown'
  return one === other ? 'same' : 'other'
}

/** Whether what was permitted and what was done are surely not the same (用途不符): unknown and free words are no proof. */
export const isOtherUse = (permitted: string | null, actual: LandUse | null): boolean =>
  useFit(permitted, actual) === 'other'
/** Words of registers for works that take years (土地管理法实施条例 20: 能源、交通、水利等基础设施). */
const INFRASTRUCTURE =
  /能源|交通|水利|公路|铁路|道路|桥梁|隧道|机场|港口|航道|管道|管线|电力|电网|输电|变电|电站|光伏|风电|油气|水库|灌区|引水/
const INFRASTRUCTURE_USES: readonly LandUse[] = ['road', 'photovoltaic']

/** Whether a permit is for such works; null where it names no use. */
export function isInfrastructure(use: string | null): boolean | null {
  if (use === null) return null
  return INFRASTRUCTURE_USES.some((one) => one === use) || INFRASTRUCTURE.test(use)
}
