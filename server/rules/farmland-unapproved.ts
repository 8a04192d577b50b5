import { isConstruction, isVillagerDwelling } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** NA-02 · 占用耕地非农建设未办农用地转用. Carries the doubt about an unknown type for the NA rules, once. */
export const farmlandUnapproved = defineRule({
  id: 'NA-02',
  code: 'FARMLAND_UNAPPROVED',
  name: '占用耕地非农建设未办农用地转用',
  nameEn: 'Construction on farmland without conversion approval',
  statute: '土地管理法 37、44、77；土地管理法实施条例 57',
  lead: 'NR',
  needs: ['land-use', 'land-approvals'],
  appliesTo: isConstruction,
  judge(context) {
    const results = judgeArea(context, 'remainderCultivated', () => ({
      severity: 'high',
      lead: isVillagerDwelling(context.report) ? 'AG' : 'NR',
      missing: ['fieldCheck', 'approvalPapers', ...(context.report.use === null ? (['use'] as const) : [])],
      numbers: {
        cultivated: context.area('cultivated'),
        remainderCultivated: context.area('remainderCultivated'),
        coveredLandApproval: context.area('coveredLandApproval'),
        coveredTemporaryUse: context.area('coveredTemporaryUse'),
      },
    }))
    return context.report.type === null ? [...results, context.doubt('attribute-missing', 'type')] : results
  },
})
