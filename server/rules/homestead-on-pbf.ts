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
  about: {
    severity: 'critical',
    condition: '村民住宅占用永久基本农田，有批准也不例外',
    conditionEn: 'A villager’s dwelling on basic farmland, approved or not',
    consequence: '禁止；责令退还、拆除、恢复',
    consequenceEn: 'Forbidden; return the land, demolish, restore',
    attributes: ['use', 'partyKind'],
  },
  appliesTo: isVillagerDwelling,
  judge: (context) =>
    judgeArea(context, 'basicFarmland', () => ({
      severity: 'critical',
      missing: ['fieldCheck', 'householdRegister'],
      numbers: context.areas('patch', 'basicFarmland'),
    })),
})
