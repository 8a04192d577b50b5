import type { PermitOverlap } from '../../../domain/ledger.ts'
import { AGENCIES, MISSING_EVIDENCE, type Finding, type Result } from '../../../domain/rule.ts'
import { squareMetresToMu } from '../../../domain/units.ts'
import type { Cell, OutputRow } from '../../intake/write/vector-writer.ts'
import type { JudgedReport } from '../../queries/judged-reports.ts'
import { accusingRules } from '../../rules/index.ts'

/** One feature a report; areas in m² on the ellipsoid, empty where the layer was not given. */
export const REPORT_COLUMNS = [
  'report_id',
  'as_of',
  'area_m2',
  'area_mu',
  'farmland_m2',
  'pbf_m2',
  'other_ag_m2',
  'construction_m2',
  'unused_m2',
  'unsurveyed_m2',
  'redline_m2',
  'plan_conform_m2',
  'plan_contrary_m2',
  'plan_zone',
  'permit_state',
  'permit_covered_m2',
  'township',
  'township_code',
  'township_share',
  'township_split',
  'verdict',
  'flags',
  'doubts',
  'lon',
  'lat',
] as const

/** One row a finding. `measured` and `threshold` are in `unit`. */
export const FINDING_COLUMNS = [
  'report_id',
  'rule_id',
  'severity',
  'measured',
  'threshold',
  'unit',
  'lead_agency',
  'statute',
  'evidence_missing',
] as const

const BETWEEN = '; '

export function reportRow(report: JudgedReport): OutputRow {
  const { ledger, results } = report
  return {
    geometry: JSON.parse(report.geometry) as unknown,
    values: {
      report_id: report.reportNo,
      as_of: report.asOf,
      area_m2: rounded(report.area, AREA_DIGITS),
      area_mu: rounded(squareMetresToMu(report.area), MU_DIGITS),
      farmland_m2: rounded(ledger.cultivated, AREA_DIGITS),
      pbf_m2: rounded(ledger.basicFarmland, AREA_DIGITS),
      other_ag_m2: rounded(ledger.otherAgricultural, AREA_DIGITS),
      construction_m2: rounded(ledger.construction, AREA_DIGITS),
      unused_m2: rounded(ledger.unused, AREA_DIGITS),
      unsurveyed_m2: rounded(ledger.unsurveyed, AREA_DIGITS),
      redline_m2: rounded(ledger.redLine, AREA_DIGITS),
      plan_conform_m2: rounded(ledger.planConform, AREA_DIGITS),
      plan_contrary_m2: rounded(ledger.planContrary, AREA_DIGITS),
      plan_zone: report.planZone,
      permit_state: permitState(report),
      permit_covered_m2: rounded(permitCovered(report), AREA_DIGITS),
      township: report.townshipName ?? report.townshipCode,
      township_code: report.townshipCode,
      township_share: rounded(report.townshipShare ?? undefined, SHARE_DIGITS),
      township_split: report.shares
        .map(([code, area]) => `${code ?? 'outside'} ${area.toFixed(AREA_DIGITS)}`)
        .join(BETWEEN),
      verdict: report.verdict,
      flags: accusingRules(results).join(BETWEEN),
      doubts: [...new Set(results.flatMap(doubtText))].join(BETWEEN),
      lon: rounded(report.lon, DEGREE_DIGITS),
      lat: rounded(report.lat, DEGREE_DIGITS),
    },
  }
}

export function findingRows(report: JudgedReport): OutputRow[] {
  const geometry = JSON.parse(report.geometry) as unknown
  return report.results.filter(isFinding).map((finding) => ({
    geometry,
    values: {
      report_id: report.reportNo,
      rule_id: finding.ruleId,
      severity: finding.severity,
      measured: rounded(finding.measured, AREA_DIGITS),
      threshold: finding.threshold,
      unit: finding.unit,
      lead_agency: AGENCIES[finding.lead],
      statute: finding.statute,
      evidence_missing: finding.missing.map((evidence) => MISSING_EVIDENCE[evidence]).join(BETWEEN),
    },
  }))
}

const AREA_DIGITS = 4
const MU_DIGITS = 6
const SHARE_DIGITS = 6
const DEGREE_DIGITS = 7

const rounded = (value: number | undefined, digits: number): Cell =>
  value === undefined ? null : Number(value.toFixed(digits))

export const isFinding = (result: Result): result is Finding => result.kind === 'finding'

const doubtText = (result: Result) =>
  result.kind === 'doubt' ? [`${result.ruleId} ${result.reason} ${result.subject}`] : []

/** Planning permits: what a building needs (规划许可). */
const isPlanningPermit = ({ role }: PermitOverlap) => role === 'rural-permits' || role === 'urban-permits'

/** From the permit that says most to the one that says least. */
const TIMINGS = ['in-force', 'undated', 'expired', 'issued-later', 'revoked'] as const

/**
 * What planning permits say of the report on its day: the best timing among those that touch it, `none` where none does,
 * `not-checked` where neither register was given.
 */
export function permitState({ ledger, permits }: Pick<JudgedReport, 'ledger' | 'permits'>): string {
  if (ledger.ruralPermitCovered === undefined && ledger.urbanPermitCovered === undefined) return 'not-checked'
  const timings = permits.filter(isPlanningPermit).map(({ timing }) => timing)
  return TIMINGS.find((timing) => timings.includes(timing)) ?? 'none'
}

/** m² inside planning permits in force; inside the better of the two registers, so that no ground counts twice. */
function permitCovered({ ledger }: JudgedReport): number | undefined {
  const { ruralPermitCovered: rural, urbanPermitCovered: urban } = ledger
  return rural === undefined && urban === undefined ? undefined : Math.max(rural ?? 0, urban ?? 0)
}
