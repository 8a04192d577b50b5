import type { LandGroup } from '../../domain/land-class.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { ReportFacts } from '../../domain/report.ts'
import {
  isBuilding,
  isConstruction,
  isFacility,
  isLandscapeWater,
  isPlanting,
  isStockpile,
  isTrees,
  isVillagerDwelling,
} from '../../server/rules/report-kinds.ts'

// What an overlay tells that only asks what touches what: a report of the kind that a rule is about is flagged as soon as it
// touches the ground of the rule and no paper of the kind that allows it. It knows no area, no width, no day, no use of a paper.

/** A layer, or of the survey a group of land classes. */
export type Touch = Exclude<LayerRole, 'land-use'> | LandGroup

interface NaiveRule {
  /** The kind of report is known to it as it is to the platform, so that what differs is the overlay. */
  of: (report: ReportFacts) => boolean
  /** Any of these; absent: wherever it lies. */
  on?: readonly Touch[]
  /** None of these. */
  without?: readonly Touch[]
}

/** Farmland that becomes other agricultural land: by planting, a facility, a rural road. */
const isOtherAgricultural = (report: ReportFacts) =>
  isPlanting(report) || isFacility(report) || report.type === 'ND'

const LAND_PAPERS = ['land-approvals', 'temporary-use'] as const
const AGRICULTURAL = ['cultivated', 'otherAgricultural'] as const

/**
 * Rules for which touching says anything. Left out are those whose condition is a size, a share, a term, a household, a deed, or what
 * was seen in the field.
 */
export const NAIVE_RULES: Readonly<Record<string, NaiveRule>> = {
  'NA-01': { of: isConstruction, on: ['basic-farmland'], without: LAND_PAPERS },
  'NA-02': { of: isConstruction, on: ['cultivated'], without: LAND_PAPERS },
  'NA-04': { of: isConstruction, on: ['otherAgricultural'], without: LAND_PAPERS },
  'NA-05': {
    of: isConstruction,
    on: ['unused', 'construction'],
    without: [...LAND_PAPERS, 'homestead-approvals'],
  },
  'NA-07': { of: isConstruction, on: ['eco-red-line'], without: LAND_PAPERS },
  'NA-08': { of: isBuilding, without: ['urban-boundary', 'village-boundary'] },
  'NA-13': { of: isStockpile, on: ['cultivated'], without: LAND_PAPERS },
  'NG-01': { of: isTrees, on: ['cultivated'] },
  'NG-03': { of: isLandscapeWater, on: ['cultivated'] },
  'NG-04': { of: isPlanting, on: ['basic-farmland'] },
  'NG-07': { of: isOtherAgricultural, on: ['cultivated'] },
  'GH-05': { of: isFacility, without: ['facility-filings'] },
  'GH-08': { of: isFacility, on: ['basic-farmland'] },
  'RP-01': { of: isBuilding, without: ['urban-boundary', 'rural-permits'] },
  'RP-05': { of: isBuilding, on: AGRICULTURAL, without: ['urban-boundary', ...LAND_PAPERS] },
  'RP-06': { of: isBuilding, on: ['urban-boundary'], without: ['urban-permits'] },
  'RP-09': { of: isBuilding, on: ['accepted-projects'] },
  'HS-01': { of: isVillagerDwelling, without: ['homestead-approvals'] },
  'HS-04': { of: isVillagerDwelling, on: ['basic-farmland'] },
  'HS-05': { of: isVillagerDwelling, on: AGRICULTURAL, without: LAND_PAPERS },
}

/** Rules that flag a report which touches these. */
export function naiveFindings(report: ReportFacts, touched: ReadonlySet<Touch>): string[] {
  return Object.entries(NAIVE_RULES)
    .filter(
      ([, { of, on, without }]) =>
        of(report) &&
        (on === undefined || on.some((ground) => touched.has(ground))) &&
        !without?.some((paper) => touched.has(paper)),
    )
    .map(([rule]) => rule)
}
