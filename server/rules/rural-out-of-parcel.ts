import { judgeParcel, RURAL_PERMIT } from './planning-permits.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/** RP-03 · 超范围: part of the building lies outside the permitted parcels, by more than ε_b. */
export const ruralOutOfParcel = defineRule({
  id: 'RP-03',
  code: 'RURAL_OUT_OF_PARCEL',
  name: '未按乡村建设规划许可证建设：超范围',
  nameEn: 'Outside the permitted parcel',
  statute: '城乡规划法 65',
  lead: 'TW',
  needs: ['rural-permits'],
  consults: ['urban-permits'],
  about: {
    severity: 'medium',
    condition: '建筑物有一部分在许可用地之外，面积不小于 3 m² 且宽度不小于 0.5 m',
    conditionEn: 'Part of the building lies outside the permitted parcel, at least 3 m² and 0.5 m wide',
    consequence: '责令停止建设、限期改正；逾期不改正的，可以拆除',
    consequenceEn: 'Order to stop and to correct within a period; overdue, it may be demolished',
    attributes: ['type'],
  },
  appliesTo: isRuralBuilding,
  judge: (context) => judgeParcel(context, RURAL_PERMIT, 'ruralPermitCovered'),
})
