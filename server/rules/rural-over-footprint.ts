import { judgeFootprint, RURAL_PERMIT } from './planning-permits.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/** RP-02 · 超面积: footprint beyond the permitted area by more than max(3 %, 5 m²). */
export const ruralOverFootprint = defineRule({
  id: 'RP-02',
  code: 'RURAL_OVER_FOOTPRINT',
  name: '未按乡村建设规划许可证建设：超面积',
  nameEn: 'Footprint over the rural permit',
  statute: '城乡规划法 65',
  lead: 'TW',
  needs: ['rural-permits'],
  about: {
    severity: 'medium',
    condition: '占地面积超过许可面积，超出部分大于许可面积的 3 % 与 5 m² 中较大者',
    conditionEn: 'Footprint over the permitted area by more than 3 % of it or 5 m², whichever is more',
    consequence: '责令停止建设、限期改正；逾期不改正的，可以拆除',
    consequenceEn: 'Order to stop and to correct within a period; overdue, it may be demolished',
    attributes: ['type'],
  },
  appliesTo: isRuralBuilding,
  judge: (context) =>
    judgeFootprint(context, RURAL_PERMIT, {
      share: 'rural.footprintToleranceShare',
      area: 'rural.footprintToleranceM2',
    }),
})
