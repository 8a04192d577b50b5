import { tillageLayerOf } from './evidence.ts'
import { isTrees } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** NG-04 · 永久基本农田发展林果业、挖塘养鱼: forbidden also where the tillage layer is intact (土地管理法 37). */
export const pbfOrchardPond = defineRule({
  id: 'NG-04',
  code: 'PBF_ORCHARD_POND',
  name: '永久基本农田发展林果业、挖塘养鱼',
  nameEn: 'Orchard, forest or fish pond on permanent basic farmland',
  statute: '土地管理法 37；土地管理法实施条例 51',
  lead: 'AG',
  assist: ['NR'],
  needs: ['basic-farmland'],
  appliesTo: (report) =>
    isTrees(report) ||
    ['02', 'KT'].includes(report.type ?? '') ||
    ['orchard', 'fishPond', 'nursery'].includes(report.use ?? ''),
  judge: (context) =>
    judgeArea(context, 'basicFarmland', () => ({
      severity: 'high',
      missing: ['fieldCheck', ...tillageLayerOf(context.report)],
      numbers: context.areas('patch', 'basicFarmland'),
    })),
})
