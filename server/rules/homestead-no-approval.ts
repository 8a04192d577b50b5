import type { Severity } from '../../domain/rule.ts'
import { actDateOf } from './evidence.ts'
import { numberOf, permitsInForce, undatedPermit } from './registers.ts'
import { isRuralDwelling } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * HS-01 · 农村村民未经批准占地建住宅: a villager's dwelling that no homestead approval in force on the judged day touches.
 * Whether the builder is a villager decides between articles 78 and 77, so an unknown party is a doubt here. What lies
 * beyond an approval is over-area (HS-03), not want of approval.
 */
export const homesteadNoApproval = defineRule({
  id: 'HS-01',
  code: 'HOMESTEAD_NO_APPROVAL',
  name: '农村村民未经批准占地建住宅',
  nameEn: 'Villager dwelling without homestead approval',
  statute: '土地管理法 62、78',
  lead: 'AG',
  assist: ['TW'],
  needs: ['homestead-approvals', 'land-use'],
  about: {
    severity: 'medium；high：耕地；critical：永久基本农田',
    condition: '村民住宅，行为时没有有效的宅基地批准与之相交；建房人身份不明的存疑',
    conditionEn:
      'A villager’s dwelling that no homestead approval in force on the day of the act touches; an unknown builder is a doubt',
    consequence: '责令退还土地、限期拆除（该条无罚款）',
    consequenceEn: 'Return the land and demolish within a period (the article has no fine)',
    attributes: ['use', 'partyKind', 'actOn'],
  },
  appliesTo: isRuralDwelling,
  judge(context) {
    const { report, finding, doubt, area, areas } = context
    if (permitsInForce(context, 'homestead-approvals').length > 0) return []
    const undated = undatedPermit(context, 'homestead-approvals')
    if (undated) return [doubt('permit-undated', numberOf(undated), undated.covered)]
    if (report.partyKind === null) return [doubt('attribute-missing', 'partyKind')]
    return [
      finding({
        severity: severityOf(context),
        measured: area('patch') - area('homesteadCovered'),
        threshold: 'overlay.noiseM2',
        missing: ['fieldCheck', 'approvalPapers', 'householdRegister', ...actDateOf(report)],
        numbers: areas('patch', 'homesteadCovered', 'cultivated', 'basicFarmland'),
      }),
    ]
  },
})

/** High on farmland, critical on basic farmland (domain rules HS-01); elsewhere medium. */
function severityOf({ size }: Context): Severity {
  if (size('basicFarmland') === 'real') return 'critical'
  return size('cultivated') === 'real' ? 'high' : 'medium'
}
