import type { Severity } from '../../domain/rule.ts'
import { actDateOf } from './evidence.ts'
import { numberOf, numbersOf, permitsInForce, undatedPermit } from './registers.ts'
import { isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea, type Context } from './rule.ts'

/**
 * NA-06 · 批少占多、批东占西: an approval in force covers part of the report, and the rest is beyond it. The rule that
 * looks at approvals also carries the doubt about one without a date, which covers nothing.
 */
export const overOccupied = defineRule({
  id: 'NA-06',
  code: 'OVER_OCCUPIED',
  name: '批少占多、批东占西',
  nameEn: 'More occupied than approved, or elsewhere',
  statute: '土地管理法 77 第二款',
  lead: 'NR',
  needs: ['land-approvals', 'land-use'],
  appliesTo: isUncoveredConstruction,
  judge(context) {
    const undated = undatedPermit(context, 'land-approvals')
    return [
      ...(context.size('coveredLandApproval') === 'real' ? judgeExcess(context) : []),
      ...(undated ? [context.doubt('permit-undated', numberOf(undated), undated.covered)] : []),
    ]
  },
})

const judgeExcess = (context: Context) =>
  judgeArea(context, 'remainder', () => ({
    severity: severityOfExcess(context),
    missing: ['fieldCheck', 'approvalPapers', ...actDateOf(context.report)],
    numbers: {
      ...context.areas(
        'patch',
        'coveredLandApproval',
        'remainder',
        'remainderBasicFarmland',
        'remainderCultivated',
        'remainderOtherAgricultural',
      ),
      approvals: numbersOf(permitsInForce(context, 'land-approvals')),
    },
  }))

/** By class of the excess (domain rules NA-06). */
function severityOfExcess({ size }: Context): Severity {
  if (size('remainderBasicFarmland') === 'real') return 'critical'
  if (size('remainderCultivated') === 'real') return 'high'
  return size('remainderOtherAgricultural') === 'real' ? 'medium' : 'low'
}
