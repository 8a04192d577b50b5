import { tillageLayerOf } from './evidence.ts'
import { isGrassOfOpenUse } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-05 · 永久基本农田种植苗木、草皮等: forbidden also where the tillage layer is intact. Grass of unknown use may be weeds on
 * idle land: a doubt.
 */
export const pbfTurfNursery = defineRule({
  id: 'NG-05',
  code: 'PBF_TURF_NURSERY',
  name: '永久基本农田种植苗木、草皮等',
  nameEn: 'Nursery or turf on permanent basic farmland',
  statute: '自然资发〔2021〕166号 四严禁；永久基本农田保护红线管理办法',
  lead: 'AG',
  assist: ['NR'],
  needs: ['basic-farmland'],
  about: {
    severity: 'high',
    condition: '永久基本农田上种植苗木、草皮等破坏耕作层的植物；用途不明的草地存疑',
    conditionEn:
      'Nursery, turf or plants that destroy the tillage layer on basic farmland; grass of unknown use is a doubt',
    consequence: '责令限期改正，恢复种植粮食',
    consequenceEn: 'Order to correct within a period and to grow grain again',
    attributes: ['type', 'use', 'tillageLayer'],
  },
  appliesTo: (report) => report.use === 'turf' || report.use === 'nursery' || isGrassOfOpenUse(report),
  judge(context) {
    const { report, area, areas, size, doubt } = context
    if (isGrassOfOpenUse(report))
      return size('basicFarmland') === 'nothing'
        ? []
        : [doubt('attribute-missing', 'use', area('basicFarmland'))]
    return judgeArea(context, 'basicFarmland', () => ({
      severity: 'high',
      missing: ['fieldCheck', ...tillageLayerOf(report)],
      numbers: areas('patch', 'basicFarmland'),
    }))
  },
})
