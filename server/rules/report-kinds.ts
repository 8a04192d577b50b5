import type { GroundFacts, Measure } from '../../domain/ledger.ts'
import {
  CONSTRUCTION_TYPES,
  FACILITY_USES,
  PLANTING_USES,
  type LandUse,
  type PatchType,
  type ReportFacts,
} from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { squareMetres, type Day } from '../../domain/units.ts'
import { sizeOf } from './rule.ts'

/** What kind of act a report shows; several rules ask the same. */

const isUsedFor = ({ use }: ReportFacts, uses: readonly LandUse[]) => use !== null && uses.includes(use)
const isOfType = ({ type }: ReportFacts, types: readonly PatchType[]) => type !== null && types.includes(type)

/** 设施农业: judged by its filing (rules GH). */
export const isFacility = (report: ReportFacts) => isUsedFor(report, FACILITY_USES)

/** 种植用途变化: trees, orchard, grass, water (rules NG), by use or by type. */
export const isPlanting = (report: ReportFacts) =>
  isUsedFor(report, PLANTING_USES) || isOfType(report, ['02', '03', '04', 'KT', 'SM'])

/** 绿化造林: ground that now carries trees. */
export const isTrees = (report: ReportFacts) => isOfType(report, ['03']) || isUsedFor(report, ['forest'])

/** 挖塘: a pond is dug, so its tillage layer is gone whatever the report says of it. */
export const isPond = (report: ReportFacts) =>
  isOfType(report, ['KT', 'SM']) || isUsedFor(report, ['fishPond', 'irrigation'])

/** 挖湖造景: water for show, or for guests. */
export const isLandscapeWater = (report: ReportFacts) =>
  isUsedFor(report, ['lake']) ||
  (isOfType(report, ['SM', 'KT']) && isUsedFor(report, ['tourism', 'commercial', 'public']))

/** Whether a use tells nothing: not reported, or of a kind that has no name. */
export const isUseOpen = ({ use }: ReportFacts) => use === null || use === 'other'

/** 草地 of unknown use: turf, or weeds on idle land. */
export const isGrassOfOpenUse = (report: ReportFacts) => isOfType(report, ['04']) && isUseOpen(report)

/** 种植用途临时调整: fruit, nursery, turf or a greenhouse on an intact tillage layer. Trees are NG-01's, and no crop. */
export const isTemporaryAdjustment = (report: ReportFacts) =>
  report.tillageLayer === 'intact' &&
  (report.use === 'greenhouse' || (isPlanting(report) && !isTrees(report) && !isPond(report)))

/** 建设或动土: an unknown type counts, since what is reported is reported construction; the gap is a doubt of its own. */
export const isConstruction = (report: ReportFacts) =>
  (report.type === null || isOfType(report, CONSTRUCTION_TYPES)) && !isFacility(report) && !isPlanting(report)

/** 建筑物: what a planning permit is needed for. */
export const isBuilding = (report: ReportFacts) =>
  isConstruction(report) && (report.type === null || report.type === '20')

/** Construction of which legal coverage leaves something over: what the rules on R look at. */
export const isUncoveredConstruction = (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) =>
  isConstruction(report) && sizeOf(ground.ledger.remainder, thresholds) !== 'nothing'

/** A building that is, or for want of the urban boundary may be, in the rural planning area (乡、村庄规划区). */
export const isRuralBuilding = (report: ReportFacts, { ledger }: GroundFacts, thresholds: Thresholds) =>
  isBuilding(report) && (!ledger.ruralArea || sizeOf(ledger.ruralArea, thresholds) !== 'nothing')

/** A building that is, or for want of the urban boundary may be, in the planning area of the town (城市、镇规划区). */
export const isUrbanBuilding = (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) =>
  isBuilding(report) && sizeOf(urbanArea(ground), thresholds) !== 'nothing'

/** P inside the urban boundary; all of it where no boundary is known. */
export function urbanArea({ ledger: { patch, ruralArea } }: GroundFacts): Measure {
  const area = Math.max(0, patch.area - (ruralArea?.area ?? 0))
  return { area: squareMetres(area), width: patch.width }
}

/** 农村道路: a reported road no wider than the standard. It stays agricultural land; what is wider is construction. */
export const isRuralRoad = (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) =>
  report.type === 'ND' && meanWidth(ground) <= thresholds['ruralRoad.maxM'].value

export const isTooWideForRuralRoad = (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) =>
  report.type === 'ND' && !isRuralRoad(report, ground, thresholds)

/** Of a strip, m. */
export const meanWidth = ({ ledger, perimeter }: GroundFacts) => (2 * ledger.patch.area) / perimeter

/** Uses that are neither farming nor serve it. Roads and panels may do both: they are left to the rules on land. */
const NON_FARM_USES: readonly LandUse[] = ['dwelling', 'commercial', 'tourism', 'industrial', 'public']
/** 居住、经营: what 大棚房 hide. */
const BUSINESS_USES: readonly LandUse[] = ['dwelling', 'commercial', 'tourism']

export const isNonFarm = (report: ReportFacts) => isUsedFor(report, NON_FARM_USES)
export const isBusiness = (report: ReportFacts) => isUsedFor(report, BUSINESS_USES)

/** Facility land (1202), ground that somebody filed, or an agricultural park: where a facility may be what it is not. */
export function isOnFacilityGround({ ledger, classes }: GroundFacts, thresholds: Thresholds): boolean {
  const areas = [classes['1202'], ledger.filingCovered?.area, ledger.farmPark?.area]
  return areas.some((area) => area !== undefined && area >= thresholds['overlay.noiseM2'].value)
}

/** The last day on which the report says how things stand. */
export const lastSeenOn = ({ imageAfter, reportedOn }: ReportFacts): Day =>
  imageAfter !== null && imageAfter > reportedOn ? imageAfter : reportedOn

/** 堆放: earth, rubble, waste. */
export const isStockpile = (report: ReportFacts) => isOfType(report, ['TD', 'WL'])

/** Ground that is bare, and of which nobody says that it serves anything. */
export const isBare = (report: ReportFacts) =>
  isOfType(report, ['LT', 'LY', 'QT']) && !isFacility(report) && !isPlanting(report)
/** 村民住宅, or one whose builder may be a villager. */
export const isRuralDwelling = (report: ReportFacts) =>
  report.use === 'dwelling' && (report.partyKind === 'villager' || report.partyKind === null)

/** 村民住宅: goes by 土地管理法 78 (AG) instead of 77 (NR). */
export const isVillagerDwelling = (report: ReportFacts) =>
  report.use === 'dwelling' && report.partyKind === 'villager'
