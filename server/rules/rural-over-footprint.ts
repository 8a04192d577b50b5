import { isBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'
import { mainRuralPermit } from './rural-permits.ts'

/** RP-02 · 超面积: footprint beyond the permitted area by more than max(3 %, 5 m²). */
export const ruralOverFootprint = defineRule({
  id: 'RP-02',
  code: 'RURAL_OVER_FOOTPRINT',
  name: '未按乡村建设规划许可证建设：超面积',
  nameEn: 'Footprint over the rural permit',
  statute: '城乡规划法 65',
  lead: 'TW',
  needs: ['rural-permits'],
  appliesTo: isBuilding,
  judge(context) {
    const permit = mainRuralPermit(context)
    if (!permit) return []
    if (permit.approvedArea === null)
      return [context.doubt('attribute-missing', `approvedAreaM2 ${permit.number ?? ''}`.trim())]

    const { thresholds } = context
    const share = thresholds['rural.footprintToleranceShare'].value * permit.approvedArea
    const floor = thresholds['rural.footprintToleranceM2'].value
    const over = context.area('patch') - permit.approvedArea
    if (over <= Math.max(share, floor)) return []
    return [
      context.finding({
        severity: 'medium',
        measured: over,
        threshold: 'rural.footprintToleranceM2',
        missing: ['permitPapers', 'fieldCheck'],
        numbers: {
          patch: context.area('patch'),
          approvedArea: permit.approvedArea,
          tolerance: Math.max(share, floor),
          permit: permit.number ?? '无证号',
        },
      }),
    ]
  },
})
