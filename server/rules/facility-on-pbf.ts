import { isFacility } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * GH-08 · 设施占用永久基本农田. A planting facility that leaves the tillage layer intact may stand there; new livestock,
 * aquaculture and tillage-damaging facilities may not (since 2021).
 */
export const facilityOnPbf = defineRule({
  id: 'GH-08',
  code: 'FACILITY_ON_PBF',
  name: '设施占用永久基本农田',
  nameEn: 'Facility on permanent basic farmland',
  statute: '自然资规〔2019〕4号；自然资发〔2021〕166号',
  lead: 'AG',
  needs: ['basic-farmland'],
  appliesTo: isFacility,
  judge(context) {
    const { use, tillageLayer } = context.report
    const isPlantingFacility = use === 'greenhouse'
    if (isPlantingFacility && tillageLayer === 'intact') return []
    if (isPlantingFacility && tillageLayer === null)
      return context.size('basicFarmland') === 'nothing'
        ? []
        : [context.doubt('attribute-missing', 'tillageLayer', context.area('basicFarmland'))]
    return judgeArea(context, 'basicFarmland', () => ({
      severity: 'high',
      missing: ['fieldCheck', 'tillageLayerCheck', 'filingPapers'],
      numbers: { basicFarmland: context.area('basicFarmland'), patch: context.area('patch') },
    }))
  },
})
