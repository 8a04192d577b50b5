import { muToSquareMetres, mu } from '../../domain/units.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { ThresholdKey, Thresholds } from '../../domain/rule.ts'
import { isConstruction, isFacility, isPlanting } from './report-kinds.ts'

/**
 * The two criminal lines of 法释〔2000〕14号 art. 3. 五亩以上 includes five itself (刑法 99). Area is one element of the
 * offence: whether the land was destroyed needs an appraisal, so a line reached asks for one and transfers nothing.
 */
export interface CrimeLine {
  entry: LedgerEntry
  threshold: ThresholdKey
}

export const CRIME_LINES = {
  basicFarmland: { entry: 'remainderBasicFarmland', threshold: 'crime.pbfMu' },
  ordinaryFarmland: { entry: 'remainderOrdinaryCultivated', threshold: 'crime.farmlandMu' },
} as const satisfies Record<string, CrimeLine>

export const lineM2 = (line: CrimeLine, thresholds: Thresholds) =>
  muToSquareMetres(mu(thresholds[line.threshold].value))

/** Acts that may destroy farmland: construction, and facilities or planting not known to leave the tillage layer. */
export const mayDestroy = (report: ReportFacts) =>
  isConstruction(report) || ((isFacility(report) || isPlanting(report)) && report.tillageLayer !== 'intact')
