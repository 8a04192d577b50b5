import type { ReportFacts } from '../../domain/report.ts'
import type { Result } from '../../domain/rule.ts'
import { wholeYearsBetween, yearsAfter } from '../../domain/term.ts'
import { numberOf, touchingPermits } from './registers.ts'
import { isBare, isConstruction, isFacility, isPlanting, lastSeenOn } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * NA-16 · 批而未建荒芜耕地: farmland that was approved for building (批准未建设土地), and on which nothing was begun: from one
 * year on an idle fee, from two years on it is taken back. Counted to the last day on which it was seen idle.
 */
export const approvedIdle = defineRule({
  id: 'NA-16',
  code: 'APPROVED_IDLE',
  name: '批而未建荒芜耕地',
  nameEn: 'Approved farmland left idle',
  statute: '土地管理法 38',
  lead: 'NR',
  needs: ['idle-approvals', 'land-use'],
  about: {
    severity: 'low',
    condition: '批准建设占用的耕地，一年以上未动工；连续二年未使用',
    conditionEn: 'Farmland approved for building, not begun for a year; unused for two years in a row',
    consequence: '满一年缴纳闲置费；连续二年未使用的，无偿收回，恢复耕种',
    consequenceEn: 'Idle fee from one year on; after two years taken back without payment and tilled again',
    attributes: ['type', 'isActive', 'idleYears'],
  },
  appliesTo: isSeenIdle,
  judge(context) {
    const { report, thresholds, finding, doubt, area, areas, size } = context
    if (size('cultivated') !== 'real') return []
    return touchingPermits(context, 'idle-approvals')
      .filter(({ timing }) => timing !== 'revoked')
      .flatMap((approval): readonly Result[] => {
        const { issuedOn, covered } = approval
        if (issuedOn === null) return [doubt('permit-undated', numberOf(approval), covered)]
        const seen = lastSeenOn(report)
        const fee = yearsAfter(issuedOn, thresholds['idle.feeYears'].value)
        if (seen <= fee) {
          const mayBeIdle = report.today > fee
          return mayBeIdle
            ? [doubt('attribute-missing', 'isActive', Math.min(covered, area('cultivated')))]
            : []
        }
        const isTakenBack = seen > yearsAfter(issuedOn, thresholds['idle.takeBackYears'].value)
        return [
          finding({
            severity: 'low',
            measured: wholeYearsBetween(issuedOn, seen),
            unit: 'year',
            threshold: isTakenBack ? 'idle.takeBackYears' : 'idle.feeYears',
            missing: [
              'fieldCheck',
              'approvalPapers',
              ...(report.isActive === null ? (['startRecord'] as const) : []),
            ],
            numbers: {
              ...areas('patch', 'cultivated'),
              approval: numberOf(approval),
              issuedOn,
              seenOn: seen,
              covered,
            },
          }),
        ]
      })
  },
})

/** Nothing built or moved there, or said to stand still; neither farmed nor planted. */
function isSeenIdle(report: ReportFacts): boolean {
  if (report.isActive === true || isFacility(report) || isPlanting(report)) return false
  const isStill = report.isActive === false || (report.idleYears ?? 0) > 0
  return isBare(report) || (isStill && (!isConstruction(report) || report.type === 'TP'))
}
