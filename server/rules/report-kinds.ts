import type { GroundFacts } from '../../domain/ledger.ts'
import {
  CONSTRUCTION_TYPES,
  FACILITY_USES,
  PLANTING_USES,
  type LandUse,
  type PatchType,
  type ReportFacts,
} from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
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
  isOfType(report, ['KT', 'SM']) || isUsedFor(report, ['fishPond'])

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

/** The last day on which the report says how things stand. */
export const lastSeenOn = ({ imageAfter, reportedOn }: ReportFacts): Day =>
  imageAfter !== null && imageAfter > reportedOn ? imageAfter : reportedOn

/** 堆放: earth, rubble, waste. */
export const isStockpile = (report: ReportFacts) => isOfType(report, ['TD', 'WL'])

/** Ground that is bare, and of which nobody says that it serves anything. */
export const isBare = (report: ReportFacts) =>
  isOfType(report, ['LT', 'LY', 'QT']) && !isFacility(report) && !isPlanting(report)

/** 村民住宅: goes by 土地管理法 78 (AG) instead of 77 (NR). */
export const isVillagerDwelling = (report: ReportFacts) =>
  report.use === 'dwelling' && report.partyKind === 'villager'
