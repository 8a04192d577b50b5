import { tillageLayerOf } from './evidence.ts'
import { isFacility } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * GH-08 · 设施占用永久基本农田. A planting facility that leaves the tillage layer intact may stand there; new livestock,
 * aquaculture and tillage-damaging facilities may not (since 2021), filed or not.
 */
export const facilityOnPbf = defineRule({
  id: 'GH-08',
  code: 'FACILITY_ON_PBF',
  name: '设施占用永久基本农田',
  nameEn: 'Facility on permanent basic farmland',
  statute: '自然资规〔2019〕4号；自然资发〔2021〕166号',
  lead: 'AG',
  assist: ['NR'],
  needs: ['basic-farmland'],
  about: {
    severity: 'high',
    condition: '设施占用永久基本农田；耕作层完好的种植大棚除外，耕作层情况不明的大棚存疑',
    conditionEn:
      'A facility on basic farmland; a greenhouse on an intact tillage layer is allowed, on an unknown one a doubt',
    consequence: '2021 年以后新增的拆除、恢复；以前的按补划规定处理',
    consequenceEn: 'Since 2021 new ones are removed and the land restored; older ones go by replacement',
    attributes: ['use', 'tillageLayer'],
  },
  appliesTo: (report) =>
    isFacility(report) && !(report.use === 'greenhouse' && report.tillageLayer === 'intact'),
  judge(context) {
    const { report, area, areas, size, doubt } = context
    if (report.use === 'greenhouse' && report.tillageLayer === null)
      return size('basicFarmland') === 'nothing'
        ? []
        : [doubt('attribute-missing', 'tillageLayer', area('basicFarmland'))]
    return judgeArea(context, 'basicFarmland', () => ({
      severity: 'high',
      missing: ['fieldCheck', 'filingPapers', ...tillageLayerOf(report)],
      numbers: areas('patch', 'basicFarmland'),
    }))
  },
})
