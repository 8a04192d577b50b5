import type { Day } from '../../domain/units.ts'
import { actDateOf } from './evidence.ts'
import { judgeParcel, TEMPORARY_PERMIT } from './planning-permits.ts'
import { numberOf, permitsInForce, permitsInWords, touchingPermits, undatedPermit } from './registers.ts'
import { isUrbanBuilding, lastSeenOn } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * RP-07 · 临时建设违法: a temporary building in town without a permit for it, beyond it, or still there when it has run out.
 * Where the report does not say whether the building is temporary, a temporary permit does.
 */
export const temporaryBuilding = defineRule({
  id: 'RP-07',
  code: 'TEMP_BUILDING',
  name: '临时建设未经批准、未按批准或逾期未拆',
  nameEn: 'Temporary building unapproved, off its permit or overdue',
  statute: '城乡规划法 44、66',
  lead: 'UE',
  assist: ['NR'],
  needs: ['urban-boundary', 'temporary-permits'],
  about: {
    severity: 'medium',
    condition: '城镇规划区内临时建筑：无有效临时建设许可、超出许可范围，或许可到期仍未拆除',
    conditionEn:
      'A temporary building in town with no permit in force, beyond its permit, or there after it ended',
    consequence: '限期拆除，可并处临时建设工程造价一倍以下罚款',
    consequenceEn: 'Demolish within a period; fine up to the cost of the building',
    attributes: ['type', 'isPermanent', 'isReturned', 'actOn', 'imageAfter', 'reportedOn'],
  },
  appliesTo: (report, ground, thresholds) =>
    report.isPermanent !== true &&
    report.isReturned !== true &&
    isUrbanBuilding(report, ground, thresholds) &&
    !ground.permits.some(({ role, timing }) => role === 'urban-permits' && timing === 'in-force'),
  judge(context) {
    const { report, doubt } = context
    const inForce = permitsInForce(context, 'temporary-permits')
    const isOver = (day: Day) => inForce.every(({ expiresOn }) => expiresOn !== null && expiresOn < day)
    if (inForce.length > 0 && isOver(report.today))
      // What was last seen before the end may be gone since.
      return isOver(lastSeenOn(report))
        ? [unpermitted(context)]
        : [doubt('attribute-missing', 'isReturned', context.area('patch'))]
    if (inForce.length > 0) return judgeParcel(context, TEMPORARY_PERMIT, null)

    const undated = undatedPermit(context, 'temporary-permits')
    if (undated) return [doubt('permit-undated', numberOf(undated), undated.covered)]
    const isKnown = report.isPermanent === false || touchingPermits(context, 'temporary-permits').length > 0
    return isKnown ? [unpermitted(context)] : []
  },
})

const unpermitted = (context: Context) =>
  context.finding({
    severity: 'medium',
    measured: context.area('patch'),
    missing: ['fieldCheck', 'permitPapers', 'permanence', ...actDateOf(context.report)],
    numbers: { ...context.areas('patch'), permits: permitsInWords(context, 'temporary-permits') },
  })
