import { beyondAll, numbersOf, permitsInForce } from './registers.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule, excessSize } from './rule.ts'

/** RP-03 · 超范围: part of the building lies outside the permitted parcels, by more than ε_b. */
export const ruralOutOfParcel = defineRule({
  id: 'RP-03',
  code: 'RURAL_OUT_OF_PARCEL',
  name: '未按乡村建设规划许可证建设：超范围',
  nameEn: 'Outside the permitted parcel',
  statute: '城乡规划法 65',
  lead: 'TW',
  needs: ['rural-permits'],
  appliesTo: isRuralBuilding,
  judge(context) {
    const { thresholds, finding, doubt, area, areas } = context
    const permits = permitsInForce(context, 'rural-permits')
    if (permits.length === 0) return []

    const excess = beyondAll(permits, area('patch') - area('ruralPermitCovered'))
    switch (excessSize(excess, thresholds)) {
      case 'nothing':
        return []
      case 'sliver':
        return [doubt('sliver', 'ruralPermitCovered', excess.area)]
      case 'real':
        return [
          finding({
            severity: 'medium',
            measured: excess.area,
            threshold: 'building.sliverM2',
            missing: ['permitPapers', 'fieldCheck'],
            numbers: { ...areas('patch', 'ruralPermitCovered'), permits: numbersOf(permits) },
          }),
        ]
    }
  },
})
