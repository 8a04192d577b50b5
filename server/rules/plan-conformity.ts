import { isUncoveredConstruction } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * NA-09 · 规划符合性: two areas of R. They decide the consequence under 土地管理法 77: contrary to plan → demolish and
 * restore; per plan → confiscate. Mandatory information, no accusation of its own, hence no threshold.
 */
export const planConformity = defineRule({
  id: 'NA-09',
  code: 'PLAN_CONFORMITY',
  name: '规划符合性',
  nameEn: 'Conformity with the spatial plan',
  statute: '土地管理法 77',
  lead: 'NR',
  needs: ['plan-zones', 'basic-farmland', 'eco-red-line', 'land-approvals'],
  about: {
    severity: 'info',
    condition: '合法扣除后的面积分为符合、不符合规划建设用途两部分，必报',
    conditionEn: 'What approvals leave over, in two parts: per plan and contrary to it; always reported',
    consequence: '符合规划的没收建筑物，不符合的拆除并恢复原状',
    consequenceEn: 'Per plan, buildings are confiscated; against it, demolished and the land restored',
    attributes: ['type'],
  },
  appliesTo: isUncoveredConstruction,
  judge: ({ finding, area, areas }) => [
    finding({
      severity: 'info',
      measured: area('remainderPlanContrary'),
      missing: ['planOpinion'],
      numbers: areas('remainder', 'remainderPlanConform', 'remainderPlanContrary'),
    }),
  ],
})
