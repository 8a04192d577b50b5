import { isTemporaryAdjustment } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-08 · 种植用途临时调整: other farming on farmland whose tillage layer is intact. No violation (2025): to be tagged in the
 * survey and tracked. On basic farmland only a greenhouse is one; fruit, nursery and turf are NG-04's and NG-05's there.
 */
export const temporaryPlanting = defineRule({
  id: 'NG-08',
  code: 'TEMP_PLANTING_CHANGE',
  name: '种植用途临时调整',
  nameEn: 'Temporary change of planting',
  statute: '自然资发〔2025〕128号',
  lead: 'AG',
  needs: ['land-use', 'basic-farmland'],
  about: {
    severity: 'info',
    condition: '耕地上种植果树、苗木等或建大棚，耕作层未破坏；只跟踪，不计违法',
    conditionEn: 'Fruit, nursery or a greenhouse on farmland, tillage layer intact: tracked, no violation',
    consequence: '调查中标注，仍按耕地管理，跟踪到恢复',
    consequenceEn: 'Tagged in the survey, stays farmland, tracked until it is restored',
    attributes: ['type', 'use', 'tillageLayer'],
  },
  appliesTo: isTemporaryAdjustment,
  judge(context) {
    const { report, areas, size } = context
    if (report.use !== 'greenhouse' && size('basicFarmland') === 'real') return []
    return judgeArea(context, 'cultivated', () => ({
      severity: 'info',
      missing: ['plantingSurvey'],
      numbers: areas('patch', 'cultivated'),
    }))
  },
})
