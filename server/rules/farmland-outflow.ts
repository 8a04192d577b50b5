import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { tillageLayerOf, useOf } from './evidence.ts'
import {
  isFacility,
  isLandscapeWater,
  isPlanting,
  isRuralRoad,
  isTemporaryAdjustment,
  meanWidth,
} from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-07 · 耕地流向其他农用地 without 进出平衡 approval. NG-08 comes first (domain rules): what leaves the tillage layer
 * intact is a temporary adjustment (种植用途临时调整), no outflow. A road is one up to the standard width of a rural road; what
 * is narrower than such a road is a path in the field, and what is wider is construction (NA-02).
 */
export const farmlandOutflow = defineRule({
  id: 'NG-07',
  code: 'FARMLAND_OUTFLOW',
  name: '耕地流向其他农用地',
  nameEn: 'Outflow of farmland to other agricultural land',
  statute: '自然资发〔2021〕166号；土地管理法实施条例 12',
  lead: 'AG',
  needs: ['land-use'],
  about: {
    severity: 'medium',
    condition:
      '耕地变为园地、林地、草地、坑塘、设施农用地或 8 m 以内农村道路，没有进出平衡批准；耕作层完好的先按 NG-08',
    conditionEn:
      'Farmland turned into orchard, forest, grass, pond, facility land or a rural road up to 8 m, with no in-out approval; NG-08 first where the tillage layer is intact',
    consequence: '纳入年度进出平衡，落实补足；违规流出的责令恢复',
    consequenceEn: 'Made up for in the yearly in-out balance; unlawful outflow is to be restored',
    attributes: ['type', 'use', 'tillageLayer', 'inOutApprovalNo'],
  },
  appliesTo: (report, ground, thresholds) =>
    isOutflow(report, ground, thresholds) &&
    report.inOutApprovalNo === null &&
    !isTemporaryAdjustment(report),
  judge(context) {
    const { report, ground, thresholds, doubt, area, areas, size } = context
    const isRoad = report.type === 'ND'
    if (isRoad && meanWidth(ground) < thresholds['ruralRoad.minM'].value)
      return size('cultivated') === 'nothing' ? [] : [doubt('sliver', 'cultivated', area('cultivated'))]
    return judgeArea(context, 'cultivated', () => ({
      severity: 'medium',
      missing: ['fieldCheck', 'approvalPapers', ...tillageLayerOf(report), ...useOfPlanting(report)],
      numbers: { ...areas('patch', 'cultivated'), ...(isRoad && { roadWidthM: meanWidth(ground) }) },
    }))
  },
})

/** Now orchard, forest, grass, pond, facility or rural road. Water for show, and open water of unknown use, is NG-03's. */
const isOutflow = (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) =>
  (isPlanting(report) &&
    !isLandscapeWater(report) &&
    (report.type !== 'SM' || report.use === 'fishPond' || report.use === 'irrigation')) ||
  isFacility(report) ||
  isRuralRoad(report, ground, thresholds)

/** What a pond or grass is for: it may be another rule's. */
const useOfPlanting = (report: ReportFacts) =>
  report.type === 'KT' || report.type === '04' ? useOf(report) : []
