import { isVillagerDwelling } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** HS-04 · 占永久基本农田建住宅: forbidden, whatever approval there is (土地管理法 62). */
export const homesteadOnPbf = defineRule({
  id: 'HS-04',
  code: 'HOMESTEAD_ON_PBF',
  name: '占永久基本农田建住宅',
  nameEn: 'Dwelling on permanent basic farmland',
  statute: '土地管理法 62',
  lead: 'AG',
  assist: ['NR'],
  needs: ['basic-farmland'],
  appliesTo: isVillagerDwelling,
  judge: (context) =>
    judgeArea(context, 'basicFarmland', () => ({
      severity: 'critical',
      missing: ['fieldCheck', 'householdRegister'],
      numbers: context.areas('patch', 'basicFarmland'),
    })),
})
