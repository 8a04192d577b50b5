import { builderOf, useOf } from './evidence.ts'
import { approvalsInWords } from './registers.ts'
import { isRuralRoad, isUncoveredConstruction, isVillagerDwelling } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NA-02 · 占用耕地非农建设未办农用地转用. Where it finds something in a report of unknown type, it also carries the doubt
 * about the type, once for all rules. A rural road within the standard width stays agricultural land: NG-07.
 */
export const farmlandUnapproved = defineRule({
  id: 'NA-02',
  code: 'FARMLAND_UNAPPROVED',
  name: '占用耕地非农建设未办农用地转用',
  nameEn: 'Construction on farmland without conversion approval',
  statute: '土地管理法 37、44、77；土地管理法实施条例 57',
  lead: 'NR',
  needs: ['land-use', 'land-approvals'],
  about: {
    severity: 'high',
    condition: '建设或动土，合法扣除后占用耕地',
    conditionEn: 'Construction or earthwork on farmland that no approval covers',
    consequence: '责令退还，符合规划的没收、不符合的拆除并恢复，罚款 100–1000 元/m²，处分责任人员',
    consequenceEn:
      'Return the land; confiscate per plan, demolish and restore against it; fine of 100–1000 yuan per m²; sanctions',
    attributes: ['type', 'use', 'partyKind'],
  },
  appliesTo: (report, ground, thresholds) =>
    isUncoveredConstruction(report, ground, thresholds) && !isRuralRoad(report, ground, thresholds),
  judge(context) {
    const { report, areas, doubt } = context
    const results = judgeArea(context, 'remainderCultivated', () => ({
      severity: 'high',
      lead: isVillagerDwelling(report) ? 'AG' : 'NR',
      missing: ['fieldCheck', 'approvalPapers', ...useOf(report), ...builderOf(report)],
      numbers: {
        ...areas('cultivated', 'coveredLandApproval', 'coveredTemporaryUse', 'remainderCultivated'),
        approvals: approvalsInWords(context),
      },
    }))
    const isTypeUnknown = report.type === null && results.length > 0
    return isTypeUnknown ? [...results, doubt('attribute-missing', 'type')] : results
  },
})
