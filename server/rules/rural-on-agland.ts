import { actDateOf, useOf } from './evidence.ts'
import { isRuralBuilding, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeMeasure, together } from './rule.ts'

/**
 * RP-05 · 占农用地无转用而建: a building in the rural planning area on agricultural land that no approval converts, permitted
 * or not: the permit comes after the conversion (城乡规划法 41 para 3). NA-02, NA-04 and HS-05 carry the land law.
 */
export const ruralOnAgland = defineRule({
  id: 'RP-05',
  code: 'RURAL_ON_AGLAND',
  name: '乡村建设占用农用地未办转用',
  nameEn: 'Rural building on agricultural land without conversion',
  statute: '城乡规划法 41 第三款、65',
  lead: 'TW',
  assist: ['NR'],
  needs: ['urban-boundary', 'land-use', 'land-approvals'],
  about: {
    severity: 'high',
    condition: '建筑物位于乡、村庄规划区，合法扣除后仍占用农用地',
    conditionEn: 'A building in the rural planning area on agricultural land that no approval covers',
    consequence: '农用地转用批准之前不得核发许可；土地部分另按 NA-02、NA-04、HS-05 处理',
    consequenceEn: 'No permit may be had before conversion; the land itself goes by NA-02, NA-04 and HS-05',
    attributes: ['type', 'use', 'actOn'],
  },
  appliesTo: (report, ground, thresholds) =>
    isRuralBuilding(report, ground, thresholds) && isUncoveredConstruction(report, ground, thresholds),
  judge(context) {
    const { report, areas, measure, size } = context
    if (size('ruralArea') !== 'real') return []
    const taken = together(measure('remainderCultivated'), measure('remainderOtherAgricultural'))
    return judgeMeasure(context, taken, 'remainder', () => ({
      severity: 'high',
      missing: ['fieldCheck', 'approvalPapers', 'permitPapers', ...actDateOf(report), ...useOf(report)],
      numbers: areas(
        'patch',
        'coveredLandApproval',
        'remainderCultivated',
        'remainderOtherAgricultural',
        'ruralPermitCovered',
      ),
    }))
  },
})
