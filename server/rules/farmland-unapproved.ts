import { builderOf, useOf } from './evidence.ts'
import { isUncoveredConstruction, isVillagerDwelling } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NA-02 · 占用耕地非农建设未办农用地转用. Where it finds something in a report of unknown type, it also carries the doubt
 * about the type, once for all rules.
 */
export const farmlandUnapproved = defineRule({
  id: 'NA-02',
  code: 'FARMLAND_UNAPPROVED',
  name: '占用耕地非农建设未办农用地转用',
  nameEn: 'Construction on farmland without conversion approval',
  statute: '土地管理法 37、44、77；土地管理法实施条例 57',
  lead: 'NR',
  needs: ['land-use', 'land-approvals'],
  appliesTo: isUncoveredConstruction,
  judge(context) {
    const { report, areas, doubt } = context
    const results = judgeArea(context, 'remainderCultivated', () => ({
      severity: 'high',
      lead: isVillagerDwelling(report) ? 'AG' : 'NR',
      missing: ['fieldCheck', 'approvalPapers', ...useOf(report), ...builderOf(report)],
      numbers: areas('cultivated', 'coveredLandApproval', 'coveredTemporaryUse', 'remainderCultivated'),
    }))
    const isTypeUnknown = report.type === null && results.length > 0
    return isTypeUnknown ? [...results, doubt('attribute-missing', 'type')] : results
  },
})
