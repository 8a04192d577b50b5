import { mainPermit, numberOf } from './registers.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * RP-02 · 超面积: footprint beyond the permitted area by more than max(3 %, 5 m²). Of several permits the one that covers
 * most decides: a neighbour's permit lends no area.
 */
export const ruralOverFootprint = defineRule({
  id: 'RP-02',
  code: 'RURAL_OVER_FOOTPRINT',
  name: '未按乡村建设规划许可证建设：超面积',
  nameEn: 'Footprint over the rural permit',
  statute: '城乡规划法 65',
  lead: 'TW',
  needs: ['rural-permits'],
  appliesTo: isRuralBuilding,
  judge(context) {
    const { thresholds, finding, doubt, area } = context
    const permit = mainPermit(context, 'rural-permits')
    if (!permit) return []
    const { approvedArea } = permit
    if (approvedArea === null) return [doubt('attribute-missing', 'approvedAreaM2')]

    const share = thresholds['rural.footprintToleranceShare'].value
    const floor = thresholds['rural.footprintToleranceM2'].value
    const over = area('patch') - approvedArea
    if (over <= Math.max(share * approvedArea, floor)) return []

    const isByShare = share * approvedArea > floor
    return [
      finding({
        severity: 'medium',
        ...(isByShare
          ? { measured: over / approvedArea, unit: 'ratio', threshold: 'rural.footprintToleranceShare' }
          : { measured: over, threshold: 'rural.footprintToleranceM2' }),
        missing: ['permitPapers', 'fieldCheck'],
        numbers: { patch: area('patch'), approvedArea, over, permit: numberOf(permit) },
      }),
    ]
  },
})
