import type { Severity } from '../../domain/rule.ts'
import { actDateOf } from './evidence.ts'
import { numberOf, permitsInForce, undatedPermit } from './registers.ts'
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
  appliesTo: (report) =>
    report.use === 'dwelling' && (report.partyKind === null || report.partyKind === 'villager'),
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
