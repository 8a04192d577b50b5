import type { ReportFacts } from '../../domain/report.ts'
import { tillageLayerOf } from './evidence.ts'
import { isLandscapeWater, isUseOpen } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-03 · 挖湖造景: farmland that is now water, not for farming. What new water is for, nobody sees from above: unless it was
 * reported, it is a doubt. Fish ponds are NG-04's and NG-07's, water for irrigation is NG-07's.
 */
export const landscapeLake = defineRule({
  id: 'NG-03',
  code: 'LANDSCAPE_LAKE',
  name: '挖湖造景',
  nameEn: 'Ornamental lake on farmland',
  statute: '国办发明电〔2020〕24号 三；粮食安全保障法 12',
  lead: 'AG',
  assist: ['NR'],
  needs: ['land-use'],
  about: {
    severity: 'high',
    condition: '耕地变为水面，用于景观、游乐、经营；用途不明的存疑',
    conditionEn: 'Farmland turned into water for show or for guests; of unknown use it is a doubt',
    consequence: '停止、恢复种植条件；按非农化违法统计',
    consequenceEn: 'Stop and restore planting conditions; counted as a non-agricultural violation',
    attributes: ['type', 'use'],
  },
  appliesTo: (report) => isLandscapeWater(report) || isWaterOfOpenUse(report),
  judge(context) {
    const { report, area, areas, size, doubt } = context
    if (!isLandscapeWater(report))
      return size('cultivated') === 'nothing' ? [] : [doubt('attribute-missing', 'use', area('cultivated'))]
    return judgeArea(context, 'cultivated', () => ({
      severity: 'high',
      missing: ['fieldCheck', 'approvalPapers', ...tillageLayerOf(report)],
      numbers: areas('patch', 'cultivated', 'basicFarmland'),
    }))
  },
})

const isWaterOfOpenUse = (report: ReportFacts) =>
  (report.type === 'SM' || report.type === 'KT') && isUseOpen(report)
