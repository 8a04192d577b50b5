import type { Severity } from '../../domain/rule.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * HS-01 · 农村村民未经批准占地建住宅: a villager's dwelling and no homestead approval in force on the judged day. Whether
 * the builder is a villager decides between articles 78 and 77, so an unknown party is a doubt here.
 */
export const homesteadNoApproval = defineRule({
  id: 'HS-01',
  code: 'HOMESTEAD_NO_APPROVAL',
  name: '农村村民未经批准占地建住宅',
  nameEn: 'Villager dwelling without homestead approval',
  statute: '土地管理法 62、78',
  lead: 'AG',
  needs: ['homestead-approvals', 'land-use'],
  appliesTo: (report) =>
    report.use === 'dwelling' && (report.partyKind === null || report.partyKind === 'villager'),
  judge(context) {
    if (context.size('homesteadCovered') === 'real') return []
    if (context.report.partyKind === null) return [context.doubt('attribute-missing', 'partyKind')]
    return [
      context.finding({
        severity: severityOf(context),
        measured: context.area('patch') - context.area('homesteadCovered'),
        threshold: 'overlay.noiseM2',
        missing: [
          'approvalPapers',
          'householdRegister',
          ...(context.report.actOn === null ? (['actDate'] as const) : []),
        ],
        numbers: {
          patch: context.area('patch'),
          homesteadCovered: context.area('homesteadCovered'),
          cultivated: context.area('cultivated'),
          basicFarmland: context.area('basicFarmland'),
        },
      }),
    ]
  },
})

/** High on farmland, critical on basic farmland (domain rules HS-01); elsewhere medium. */
function severityOf({ size }: Context): Severity {
  if (size('basicFarmland') === 'real') return 'critical'
  return size('cultivated') === 'real' ? 'high' : 'medium'
}
