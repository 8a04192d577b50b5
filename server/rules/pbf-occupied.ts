import { builderOf, useOf } from './evidence.ts'
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
  appliesTo: isUncoveredConstruction,
  judge: (context) =>
    judgeArea(context, 'remainderBasicFarmland', () => ({
      severity: 'critical',
      lead: isVillagerDwelling(context.report) ? 'AG' : 'NR',
      missing: ['fieldCheck', 'approvalPapers', ...useOf(context.report), ...builderOf(context.report)],
      numbers: context.areas('basicFarmland', 'coveredLandApproval', 'remainderBasicFarmland'),
    })),
})
