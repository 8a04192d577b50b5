import type { GroundFacts, LedgerEntry } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Result, ThresholdKey, Thresholds } from '../../domain/rule.ts'
import { mu, muToSquareMetres, squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { isConstruction, isFacility, isPlanting, isPond } from './report-kinds.ts'
import type { Context } from './rule.ts'

/**
 * The two criminal lines of 法释〔2000〕14号 art. 3. 五亩以上 includes five itself (刑法 99). Area is one element of the
 * offence: whether the land was destroyed needs an appraisal (耕地破坏鉴定), so a line reached asks for one and transfers
 * nothing.
 */
export interface CrimeLine {
  entry: LedgerEntry
  threshold: ThresholdKey
}

export const CRIME_LINES = {
  basicFarmland: { entry: 'remainderBasicFarmland', threshold: 'crime.pbfMu' },
  ordinaryFarmland: { entry: 'remainderOrdinaryCultivated', threshold: 'crime.farmlandMu' },
} as const satisfies Record<string, CrimeLine>

/** The line in m². */
export const lineM2 = (line: CrimeLine, thresholds: Thresholds) =>
  muToSquareMetres(mu(thresholds[line.threshold].value))

/** Construction and ponds destroy farmland; facilities and planting do where the tillage layer is damaged. */
export const mayDestroy = (report: ReportFacts) =>
  isConstruction(report) ||
  isPond(report) ||
  ((isFacility(report) || isPlanting(report)) && report.tillageLayer !== 'intact')

/** Whether it is open if the act destroys anything: a facility or planting on a tillage layer that nobody looked at. */
export const isDestructionUnknown = (report: ReportFacts) =>
  !isConstruction(report) && !isPond(report) && report.tillageLayer === null

/** A report whose R could reach a line at all: for a smaller one a missing layer is no doubt. */
export const couldReach =
  (line: CrimeLine) => (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) =>
    mayDestroy(report) && ground.ledger.remainder.area >= lineM2(line, thresholds)

/** Whether a line is surely reached, and the bounds in 亩. */
export function reachesMu({ reaches }: Context, entry: LedgerEntry, m2: number) {
  const { certainty, range } = reaches(entry, m2)
  const inMu = (value: number) => squareMetresToMu(squareMetres(value))
  return { certainty, ...(range && { range: [inMu(range[0]), inMu(range[1])] as const }) }
}

/** The finding of a line reached; a doubt where destruction is open; nothing below the line. */
export function judgeLine(context: Context, line: CrimeLine): readonly Result[] {
  const { report, thresholds, finding, doubt, area, areas } = context
  const taken = area(line.entry)
  if (taken < lineM2(line, thresholds)) return []
  if (isDestructionUnknown(report)) return [doubt('attribute-missing', 'tillageLayer', taken)]
  return [
    finding({
      severity: 'critical',
      measured: squareMetresToMu(squareMetres(taken)),
      unit: 'mu',
      threshold: line.threshold,
      ...reachesMu(context, line.entry, lineM2(line, thresholds)),
      missing: ['destructionAppraisal', 'fieldCheck', 'partyIdentity'],
      numbers: areas('remainder', line.entry),
    }),
  ]
}
