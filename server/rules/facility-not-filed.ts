import type { GroundFacts, PermitOverlap } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { actDateOf } from './evidence.ts'
import { numberOf, permitsInForce, permitsInWords, undatedPermit } from './registers.ts'
import { isConstruction, isFacility } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * GH-05 · 设施农用地未备案: no filing in force touches the facility, or none for what it is (种植, 畜禽, 水产). Where one does,
 * what lies beyond it is GH-06's.
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
  about: {
    severity: 'medium',
    condition: '设施农用地没有有效备案覆盖 95 % 以上，或备案类型不同；1202 或备案范围内用途不明的存疑',
    conditionEn:
      'A facility of which no filing in force covers 95 %, or filed as another kind; unknown use on 1202 or inside a filing is a doubt',
    consequence: '限期补办备案；不符合条件的拆除、恢复',
    consequenceEn: 'File within a period; what cannot be filed is removed and the land restored',
    attributes: ['type', 'use', 'actOn'],
  },
  appliesTo: (report, ground, thresholds) =>
    isFacility(report) || isPerhapsFacility(report, ground, thresholds),
  judge(context) {
    const { report, thresholds, finding, doubt, area, areas, size } = context
    const filings = permitsInForce(context, 'facility-filings')
    const isOtherKind = filings.length > 0 && filings.every((filing) => isOfOtherKind(filing, report))
    if (report.use === null) return [doubt('attribute-missing', 'use')]

    const share = area('filingCovered') / area('patch')
    const isFiled = share >= thresholds['facility.minFiledShare'].value
    if ((isFiled || size('filingCovered') === 'real') && !isOtherKind) return []

    const undated = undatedPermit(context, 'facility-filings')
    if (undated && !isOtherKind) return [doubt('permit-undated', numberOf(undated), undated.covered)]
    return [
      finding({
        severity: 'medium',
        measured: share,
        unit: 'ratio',
        threshold: 'facility.minFiledShare',
        missing: ['filingPapers', 'fieldCheck', ...actDateOf(report)],
        numbers: {
          ...areas('patch', 'filingCovered'),
          filings: permitsInWords(context, 'facility-filings'),
        },
      }),
    ]
  },
})

/** Kinds of facility that are filed apart; guard houses and stores serve any of them. */
const KINDS: Readonly<Record<string, string>> = {
  greenhouse: 'planting',
  livestock: 'livestock',
  aquaculture: 'aquaculture',
}

function isOfOtherKind({ use, kind }: PermitOverlap, report: ReportFacts): boolean {
  const filed = KINDS[use ?? ''] ?? Object.values(KINDS).find((one) => one === kind?.toLowerCase())
  const seen = KINDS[report.use ?? '']
  return filed !== undefined && seen !== undefined && filed !== seen
}

function isPerhapsFacility(report: ReportFacts, { ledger, classes }: GroundFacts, thresholds: Thresholds) {
  if (report.use !== null || !isConstruction(report)) return false
  const noise = thresholds['overlay.noiseM2'].value
  return (classes['1202'] ?? 0) >= noise || (ledger.filingCovered?.area ?? 0) >= noise
}
