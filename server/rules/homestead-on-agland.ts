import { actDateOf } from './evidence.ts'
import { isUncoveredConstruction, isVillagerDwelling } from './report-kinds.ts'
import { defineRule, judgeMeasure, together } from './rule.ts'

/** HS-05 · 宅基地占农用地未转用: a villager's dwelling on agricultural land that no approval converts, whatever the township approved. */
export const homesteadOnAgland = defineRule({
  id: 'HS-05',
  code: 'HOMESTEAD_ON_AGLAND',
  name: '宅基地占用农用地未办转用',
  nameEn: 'Dwelling on agricultural land without conversion',
  statute: '土地管理法 44、62',
  lead: 'NR',
  assist: ['AG'],
  needs: ['land-use', 'land-approvals'],
  about: {
    severity: 'high',
    condition: '村民住宅，合法扣除后仍占用农用地',
    conditionEn: 'A villager’s dwelling on agricultural land that no approval covers',
    consequence: '责令退还土地、限期拆除；宅基地批准不代替农用地转用',
    consequenceEn: 'Return the land and demolish; a homestead approval is no conversion',
    attributes: ['use', 'partyKind', 'actOn'],
  },
  appliesTo: (report, ground, thresholds) =>
    isVillagerDwelling(report) && isUncoveredConstruction(report, ground, thresholds),
  judge(context) {
    const { report, areas, measure } = context
    const taken = together(measure('remainderCultivated'), measure('remainderOtherAgricultural'))
    return judgeMeasure(context, taken, 'remainder', () => ({
      severity: 'high',
      missing: ['fieldCheck', 'approvalPapers', ...actDateOf(report)],
      numbers: areas('patch', 'coveredLandApproval', 'remainderCultivated', 'remainderOtherAgricultural'),
    }))
  },
})
