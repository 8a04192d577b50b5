import type { PermitOverlap } from '../../domain/ledger.ts'
import type { Severity } from '../../domain/rule.ts'
import { actDateOf } from './evidence.ts'
import { approvalsInWords, numberOf, permitsInForce, standingOf, undatedPermit } from './registers.ts'
import { isConstruction, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea, type Context } from './rule.ts'

/**
 * NA-06 · 批少占多、批东占西: an approval in force covers part of the report, and the rest is beyond it. What goes beyond the
 * approved area is more than approved (批少占多); the rest of the excess took ground elsewhere instead (批东占西).
 *
 * The rule that looks at approvals also carries the doubts about one without a date, which covers nothing, and about one for
 * another use, which covers the ground and not the act.
 */
export const overOccupied = defineRule({
  id: 'NA-06',
  code: 'OVER_OCCUPIED',
  name: '批少占多、批东占西',
  nameEn: 'More occupied than approved, or elsewhere',
  statute: '土地管理法 77 第二款',
  lead: 'NR',
  needs: ['land-approvals', 'land-use'],
  about: {
    severity: 'critical–low：按超占部分地类',
    condition: '有有效批准，图斑有一部分在批准范围之外：超过批准面积的为批少占多，其余为批东占西',
    conditionEn:
      'Part of the report lies beyond an approval in force: over its area, more than approved; else elsewhere',
    consequence: '超占部分按非法占用土地论处',
    consequenceEn: 'The excess counts as illegally occupied',
    attributes: ['type', 'use', 'actOn'],
  },
  appliesTo: (report, ground, thresholds) =>
    isUncoveredConstruction(report, ground, thresholds) ||
    (isConstruction(report) && ground.permits.some((permit) => isForOtherUse(permit, report))),
  judge(context) {
    const { report, doubt } = context
    const undated = undatedPermit(context, 'land-approvals')
    const other = permitsInForce(context, 'land-approvals').find((permit) => isForOtherUse(permit, report))
    return [
      ...(context.size('coveredLandApproval') === 'real' ? judgeExcess(context) : []),
      ...(undated ? [doubt('permit-undated', numberOf(undated), undated.covered)] : []),
      ...(other ? [doubt('permit-other-use', numberOf(other), other.covered)] : []),
    ]
  },
})

const isForOtherUse = (permit: PermitOverlap, report: Context['report']) =>
  permit.role === 'land-approvals' && standingOf(permit, report) === 'other-use'

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
      ...kindOfExcess(context),
      approvals: approvalsInWords(context),
    },
  }))

/** By class of the excess (domain rules NA-06). */
function severityOfExcess({ size }: Context): Severity {
  if (size('remainderBasicFarmland') === 'real') return 'critical'
  if (size('remainderCultivated') === 'real') return 'high'
  return size('remainderOtherAgricultural') === 'real' ? 'medium' : 'low'
}

/** 批少占多 or 批东占西, by what prevails; without an approved area nobody can tell. */
function kindOfExcess(context: Context): Record<string, number | string> {
  const approvedArea = approvedIn(permitsInForce(context, 'land-approvals'))
  if (approvedArea === null) return { excessKind: 'unknown' }
  const remainder = context.area('remainder')
  const over = Math.min(
    remainder,
    Math.max(0, context.area('coveredLandApproval') + remainder - approvedArea),
  )
  const elsewhere = remainder - over
  return { approvedArea, over, elsewhere, excessKind: over >= elsewhere ? 'more' : 'elsewhere' }
}

/** The approved area: one plot has papers of several kinds, so that only those of one kind add up. */
function approvedIn(approvals: readonly PermitOverlap[]): number | null {
  if (approvals.some(({ approvedArea }) => approvedArea === null)) return null
  const byKind = new Map<string | null, number>()
  for (const { kind, approvedArea } of approvals) byKind.set(kind, (byKind.get(kind) ?? 0) + approvedArea!)
  return byKind.size === 0 ? null : Math.max(...byKind.values())
}
