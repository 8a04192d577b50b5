import { judgeBuilding, RURAL_PERMIT } from './planning-permits.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/** RP-04 · 改变用途、超层数、超高: the permit that covers most of the building allows something else. */
export const ruralWrongUse = defineRule({
  id: 'RP-04',
  code: 'RURAL_WRONG_USE',
  name: '未按乡村建设规划许可证建设：改变用途、超层数、超高',
  nameEn: 'Other use, storeys or height than the rural permit',
  statute: '城乡规划法 65',
  lead: 'TW',
  needs: ['rural-permits'],
  about: {
    severity: 'medium',
    condition: '用途与许可不同，或层数、高度超过许可；许可或图斑缺项的，存疑',
    conditionEn:
      'Use other than permitted, or storeys or height above it; what permit or report leave out is a doubt',
    consequence: '责令停止建设、限期改正；逾期不改正的，可以拆除',
    consequenceEn: 'Order to stop and to correct within a period; overdue, it may be demolished',
    attributes: ['type', 'use', 'storeys', 'heightM'],
  },
  appliesTo: isRuralBuilding,
  judge: (context) => judgeBuilding(context, RURAL_PERMIT),
})
