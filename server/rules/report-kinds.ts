import {
  CONSTRUCTION_TYPES,
  FACILITY_USES,
  PLANTING_USES,
  type LandUse,
  type ReportFacts,
} from '../../domain/report.ts'

/** What kind of act a report shows; several rules ask the same. */

const isOneOf = (use: LandUse | null, uses: readonly LandUse[]) => use !== null && uses.includes(use)

/** 设施农业: judged by its filing (rules GH). */
export const isFacility = (report: ReportFacts) => isOneOf(report.use, FACILITY_USES)

/** 种植用途变化: trees, orchard, pond, turf (rules NG), by use or by type. */
export const isPlanting = (report: ReportFacts) =>
  isOneOf(report.use, PLANTING_USES) || ['02', '03', '04', 'KT', 'SM'].includes(report.type ?? '')

/** 建设或动土: an unknown type counts, since what is reported is reported construction; the gap is a doubt of its own. */
export const isConstruction = (report: ReportFacts) =>
  (report.type === null || CONSTRUCTION_TYPES.includes(report.type)) &&
  !isFacility(report) &&
  !isPlanting(report)

/** 建筑物: what a planning permit is needed for. */
export const isBuilding = (report: ReportFacts) =>
  isConstruction(report) && (report.type === '20' || report.type === null)

/** 村民住宅: goes by 土地管理法 78 (AG) instead of 77 (NR). */
export const isVillagerDwelling = (report: ReportFacts) =>
  report.use === 'dwelling' && report.partyKind === 'villager'

/** 绿化造林: ground that now carries trees. */
export const isTrees = (report: ReportFacts) => report.type === '03' || report.use === 'forest'
