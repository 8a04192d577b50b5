import { isConstruction } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * NA-09 · 规划符合性: two areas of R. They decide the consequence under 土地管理法 77: contrary to plan → demolish and
 * restore; per plan → confiscate. Mandatory information, no accusation of its own.
 */
export const planConformity = defineRule({
  id: 'NA-09',
  code: 'PLAN_CONFORMITY',
  name: '规划符合性',
  nameEn: 'Conformity with the spatial plan',
  statute: '土地管理法 77',
  lead: 'NR',
  needs: ['plan-zones', 'basic-farmland', 'eco-red-line'],
  appliesTo: isConstruction,
  judge(context) {
    if (context.size('remainder') === 'nothing') return []
    return [
      context.finding({
        severity: 'info',
        measured: context.area('remainderPlanContrary'),
        missing: ['planOpinion'],
        numbers: {
          remainderPlanConform: context.area('remainderPlanConform'),
          remainderPlanContrary: context.area('remainderPlanContrary'),
        },
      }),
    ]
  },
})
