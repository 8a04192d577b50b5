import { isConstruction, isVillagerDwelling } from './report-kinds.ts'
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
  appliesTo: isConstruction,
  judge: (context) =>
    judgeArea(context, 'remainderBasicFarmland', () => ({
      severity: 'critical',
      lead: isVillagerDwelling(context.report) ? 'AG' : 'NR',
      missing: ['fieldCheck', 'approvalPapers', ...(context.report.use === null ? (['use'] as const) : [])],
      numbers: {
        basicFarmland: context.area('basicFarmland'),
        remainderBasicFarmland: context.area('remainderBasicFarmland'),
        coveredLandApproval: context.area('coveredLandApproval'),
      },
    })),
})
