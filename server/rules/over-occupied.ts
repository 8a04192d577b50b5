import type { Severity } from '../../domain/rule.ts'
import { isConstruction } from './report-kinds.ts'
import { defineRule, judgeArea, type Context } from './rule.ts'

/** NA-06 · 批少占多、批东占西: an approval in force covers part of the report, and the rest is beyond it. */
export const overOccupied = defineRule({
  id: 'NA-06',
  code: 'OVER_OCCUPIED',
  name: '批少占多、批东占西',
  nameEn: 'More occupied than approved, or elsewhere',
  statute: '土地管理法 77 第二款',
  lead: 'NR',
  needs: ['land-approvals', 'land-use'],
  appliesTo: isConstruction,
  judge(context) {
    if (context.size('coveredLandApproval') !== 'real') return []
    return judgeArea(context, 'remainder', () => ({
      severity: severityOfExcess(context),
      missing: [
        'fieldCheck',
        'approvalPapers',
        ...(context.report.actOn === null ? (['actDate'] as const) : []),
      ],
      numbers: {
        patch: context.area('patch'),
        coveredLandApproval: context.area('coveredLandApproval'),
        remainder: context.area('remainder'),
        approvals: context.ground.permits
          .filter((permit) => permit.role === 'land-approvals' && permit.timing === 'in-force')
          .map((permit) => permit.number ?? '无文号')
          .join('、'),
      },
    }))
  },
})

/** By class of the excess (domain rules NA-06). */
function severityOfExcess({ size }: Context): Severity {
  if (size('remainderBasicFarmland') === 'real') return 'critical'
  if (size('remainderCultivated') === 'real') return 'high'
  return size('remainderOtherAgricultural') === 'real' ? 'medium' : 'low'
}
