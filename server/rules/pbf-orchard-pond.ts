import type { ReportFacts } from '../../domain/report.ts'
import { tillageLayerOf } from './evidence.ts'
import { isLandscapeWater, isTrees } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-04 · 永久基本农田发展林果业、挖塘养鱼: forbidden also where the tillage layer is intact (土地管理法 37). Nurseries are NG-05's,
 * lakes NG-03's.
 */
export const pbfOrchardPond = defineRule({
  id: 'NG-04',
  code: 'PBF_ORCHARD_POND',
  name: '永久基本农田发展林果业、挖塘养鱼',
  nameEn: 'Orchard, forest or fish pond on permanent basic farmland',
  statute: '土地管理法 37；土地管理法实施条例 51',
  lead: 'AG',
  assist: ['NR'],
  needs: ['basic-farmland'],
  about: {
    severity: 'high',
    condition: '永久基本农田上种树、种果、挖塘养鱼，耕作层完好也不例外',
    conditionEn: 'Trees, fruit or a fish pond on basic farmland, also where the tillage layer is intact',
    consequence: '责令限期改正；逾期不改的，处耕地开垦费 2–5 倍罚款；破坏种植条件的按第七十五条处理',
    consequenceEn:
      'Order to correct; overdue, a fine of 2–5 times the reclamation fee; destroyed planting conditions go by article 75',
    attributes: ['type', 'use', 'tillageLayer'],
  },
  appliesTo: (report) =>
    isTrees(report) ||
    ['orchard', 'fishPond'].includes(report.use ?? '') ||
    (['02', 'KT'].includes(report.type ?? '') && !isOthers(report)),
  judge: (context) =>
    judgeArea(context, 'basicFarmland', () => ({
      severity: 'high',
      missing: ['fieldCheck', ...tillageLayerOf(context.report)],
      numbers: context.areas('patch', 'basicFarmland'),
    })),
})

const isOthers = (report: ReportFacts) =>
  report.use === 'nursery' || report.use === 'turf' || report.use === 'irrigation' || isLandscapeWater(report)
