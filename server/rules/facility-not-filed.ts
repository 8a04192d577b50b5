import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { numberOf, undatedPermit } from './registers.ts'
import { isConstruction, isFacility } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * GH-05 · 设施农用地未备案: no filing in force touches the facility. Where one does, what lies beyond it is GH-06's.
 *
 * Carries the doubt of the GH rules about an unknown use: on facility land (1202), or inside a filing, what stands there
 * may be a facility or the housing that hides in one.
 */
export const facilityNotFiled = defineRule({
  id: 'GH-05',
  code: 'FACILITY_NOT_FILED',
  name: '设施农用地未备案',
  nameEn: 'Agricultural facility without a filing',
  statute: '自然资规〔2019〕4号；土地管理法实施条例 11',
  lead: 'AG',
  assist: ['TW'],
  needs: ['facility-filings'],
  appliesTo: (report, ground, thresholds) =>
    isFacility(report) || isPerhapsFacility(report, ground, thresholds),
  judge(context) {
    const { report, thresholds, finding, doubt, area, areas, size } = context
    if (report.use === null) return [doubt('attribute-missing', 'use')]

    const share = area('filingCovered') / area('patch')
    const isFiled = share >= thresholds['facility.minFiledShare'].value
    if (isFiled || size('filingCovered') === 'real') return []

    const undated = undatedPermit(context, 'facility-filings')
    if (undated) return [doubt('permit-undated', numberOf(undated), undated.covered)]
    return [
      finding({
        severity: 'medium',
        measured: share,
        unit: 'ratio',
        threshold: 'facility.minFiledShare',
        missing: ['filingPapers', 'fieldCheck'],
        numbers: areas('patch', 'filingCovered'),
      }),
    ]
  },
})

function isPerhapsFacility(report: ReportFacts, { ledger, classes }: GroundFacts, thresholds: Thresholds) {
  if (report.use !== null || !isConstruction(report)) return false
  const noise = thresholds['overlay.noiseM2'].value
  return (classes['1202'] ?? 0) >= noise || (ledger.filingCovered?.area ?? 0) >= noise
}
