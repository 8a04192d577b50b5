import { isFacility, isPlanting } from './report-kinds.ts'
import { defineRule, sizeOf } from './rule.ts'

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
  needs: ['facility-filings'],
  appliesTo: (report, ground) =>
    isFacility(report) || (report.use === null && !isPlanting(report) && isOnFacilityLand(ground.classes)),
  judge({ report, ground, thresholds, finding, doubt, area }) {
    if (report.use === null) return [doubt('attribute-missing', 'use')]

    const filed = ground.ledger.filingCovered
    const isTouched = filed !== undefined && sizeOf(filed, thresholds) === 'real'
    if (isTouched) return []
    const share = area('filingCovered') / area('patch')
    return [
      finding({
        severity: 'medium',
        measured: share,
        unit: 'ratio',
        threshold: 'facility.minFiledShare',
        missing: ['filingPapers', 'fieldCheck'],
        numbers: { patch: area('patch'), filingCovered: area('filingCovered') },
      }),
    ]
  },
})

const isOnFacilityLand = (classes: Readonly<Record<string, number>>) => (classes['1202'] ?? 0) >= 1
