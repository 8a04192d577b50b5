import { useOf } from './evidence.ts'
import { isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** NA-04 · 占用其他农用地未批先建: garden, forest, grassland, pond, facility land … */
export const aglandUnapproved = defineRule({
  id: 'NA-04',
  code: 'AGLAND_UNAPPROVED',
  name: '占用其他农用地未批先建',
  nameEn: 'Construction on other agricultural land without approval',
  statute: '土地管理法 44、77',
  lead: 'NR',
  needs: ['land-use', 'land-approvals'],
  appliesTo: isUncoveredConstruction,
  judge: (context) =>
    judgeArea(context, 'remainderOtherAgricultural', () => ({
      severity: 'medium',
      missing: ['fieldCheck', 'approvalPapers', ...useOf(context.report)],
      numbers: context.areas('otherAgricultural', 'coveredLandApproval', 'remainderOtherAgricultural'),
    })),
})
