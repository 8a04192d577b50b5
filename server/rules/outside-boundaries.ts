import { useOf } from './evidence.ts'
import { isBuilding, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** NA-08 · 城镇开发边界和村庄建设边界外建设: no planning permit can be had there (城乡规划法 42). */
export const outsideBoundaries = defineRule({
  id: 'NA-08',
  code: 'OUTSIDE_BOUNDARIES',
  name: '城镇开发边界和村庄建设边界外建设',
  nameEn: 'Building outside the urban and village boundaries',
  statute: '城乡规划法 42',
  lead: 'NR',
  assist: ['TW'],
  needs: ['urban-boundary', 'village-boundary', 'land-approvals'],
  about: {
    severity: 'medium',
    condition: '建筑物在城镇开发边界和村庄建设边界以外',
    conditionEn: 'A building outside the urban and the village boundary',
    consequence: '不得核发规划许可，按不符合规划处理',
    consequenceEn: 'No planning permit can be had; it is contrary to plan',
    attributes: ['type', 'use'],
  },
  appliesTo: (report, ground, thresholds) =>
    isBuilding(report) && isUncoveredConstruction(report, ground, thresholds),
  judge: (context) =>
    judgeArea(context, 'remainderOutsideBoundaries', () => ({
      severity: 'medium',
      missing: ['fieldCheck', 'planOpinion', ...useOf(context.report)],
      numbers: context.areas('remainder', 'remainderOutsideBoundaries'),
    })),
})
