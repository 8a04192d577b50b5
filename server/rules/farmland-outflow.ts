import type { ReportFacts } from '../../domain/report.ts'
import { tillageLayerOf } from './evidence.ts'
import { isFacility, isPlanting, isPond, isTrees } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-07 · 耕地流向其他农用地 without 进出平衡 approval. NG-08 comes first (domain rules): what leaves the tillage layer
 * intact is a temporary adjustment (种植用途临时调整), no outflow.
 */
export const farmlandOutflow = defineRule({
  id: 'NG-07',
  code: 'FARMLAND_OUTFLOW',
  name: '耕地流向其他农用地',
  nameEn: 'Outflow of farmland to other agricultural land',
  statute: '自然资发〔2021〕166号；土地管理法实施条例 12',
  lead: 'AG',
  needs: ['land-use'],
  appliesTo: (report) =>
    isOutflow(report) && report.inOutApprovalNo === null && !isTemporaryAdjustment(report),
  judge: (context) =>
    judgeArea(context, 'cultivated', () => ({
      severity: 'medium',
      missing: ['fieldCheck', 'approvalPapers', ...tillageLayerOf(context.report)],
      numbers: context.areas('patch', 'cultivated'),
    })),
})

/** Now orchard, forest, grass, pond, facility or rural road. Open water (SM) other than a fish pond is NG-03's. */
const isOutflow = (report: ReportFacts) =>
  (isPlanting(report) && (report.type !== 'SM' || report.use === 'fishPond')) ||
  isFacility(report) ||
  report.type === 'ND'

/** Fruit, nursery, turf or a greenhouse on an intact tillage layer. Trees are NG-01's, and no crop. */
const isTemporaryAdjustment = (report: ReportFacts) =>
  report.tillageLayer === 'intact' &&
  (report.use === 'greenhouse' || (isPlanting(report) && !isTrees(report) && !isPond(report)))
