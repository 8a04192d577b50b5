import { builderOf, useOf } from './evidence.ts'
import { approvalsInWords } from './registers.ts'
import { isUncoveredConstruction, isVillagerDwelling } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** NA-01 · 占用永久基本农田建设: built or earth moved on basic farmland that no approval covers. */
export const pbfOccupied = defineRule({
  id: 'NA-01',
  code: 'PBF_OCCUPIED',
  name: '占用永久基本农田建设',
  nameEn: 'Construction on permanent basic farmland',
  statute: '土地管理法 35、44、77；基本农田保护条例 17、30、33',
  lead: 'NR',
  needs: ['basic-farmland', 'land-approvals'],
  about: {
    severity: 'critical',
    condition: '建设或动土，合法扣除后占用永久基本农田',
    conditionEn: 'Construction or earthwork on basic farmland that no approval covers',
    consequence: '责令退还，符合规划的没收、不符合的拆除并恢复，罚款 100–1000 元/m²；满 5 亩见 ES-01',
    consequenceEn:
      'Return the land; confiscate per plan, demolish and restore against it; fine of 100–1000 yuan per m²; from 5 mu see ES-01',
    attributes: ['type', 'use', 'partyKind'],
  },
  appliesTo: isUncoveredConstruction,
  judge: (context) =>
    judgeArea(context, 'remainderBasicFarmland', () => ({
      severity: 'critical',
      lead: isVillagerDwelling(context.report) ? 'AG' : 'NR',
      missing: ['fieldCheck', 'approvalPapers', ...useOf(context.report), ...builderOf(context.report)],
      numbers: {
        ...context.areas('basicFarmland', 'coveredLandApproval', 'remainderBasicFarmland'),
        approvals: approvalsInWords(context),
      },
    })),
})
