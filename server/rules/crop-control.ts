import type { ReportFacts } from '../../domain/report.ts'
import { isLandscapeWater, isPlanting, isPond, isTrees } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-09 · 种植不符合管控要求作物: ground of a grain zone or of high-standard farmland where the survey saw no grain, on a report
 * of a field. What is no crop any more (trees, ponds, buildings) is another rule's.
 */
export const cropControl = defineRule({
  id: 'NG-09',
  code: 'CROP_CONTROL',
  name: '种植不符合管控要求作物',
  nameEn: 'Crop against the control of grain zones',
  statute: '粮食安全保障法 13、66',
  lead: 'AG',
  assist: ['TW'],
  needs: ['land-use', 'grain-zones'],
  about: {
    severity: 'low',
    condition: '粮食生产功能区、高标准农田内，调查种植属性为非粮作物',
    conditionEn: 'Non-grain crops by the survey, inside a grain zone or high-standard farmland',
    consequence: '批评教育；可以不予发放补贴；单位可以处罚款',
    consequenceEn: 'Criticism and education; subsidies may be withheld; organisations may be fined',
    attributes: ['type', 'use'],
  },
  appliesTo: (report) => isCrop(report),
  judge(context) {
    // A survey that says nothing of what grows anywhere.
    if (!context.ground.ledger.nonGrainInZone) return [context.doubt('attribute-missing', 'planting')]
    return judgeArea(context, 'nonGrainInZone', () => ({
      severity: 'low',
      missing: ['fieldCheck', 'plantingSurvey'],
      numbers: context.areas('cultivated', 'nonGrainInZone'),
    }))
  },
})

const isCrop = (report: ReportFacts) =>
  report.type === '01' ||
  (isPlanting(report) && !isTrees(report) && !isPond(report) && !isLandscapeWater(report))
