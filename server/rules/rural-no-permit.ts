import { judgeNoPermit, RURAL_PERMIT, uncoveredOf } from './planning-permits.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * RP-01 · 未取得乡村建设规划许可证: a building in the rural planning area and no permit in force on the judged day touches
 * it. A permit that covers part of it makes this RP-02's and RP-03's case.
 */
export const ruralNoPermit = defineRule({
  id: 'RP-01',
  code: 'RURAL_NO_PERMIT',
  name: '未取得乡村建设规划许可证',
  nameEn: 'No rural construction planning permit',
  statute: '城乡规划法 41、65',
  lead: 'TW',
  needs: ['urban-boundary', 'rural-permits'],
  consults: ['urban-permits'],
  about: {
    severity: 'high',
    condition: '建筑物位于乡、村庄规划区，行为时没有有效的乡村建设规划许可证与之相交',
    conditionEn:
      'A building in the rural planning area that no permit in force on the day of the act touches',
    consequence: '责令停止建设、限期改正；逾期不改正的，可以拆除',
    consequenceEn: 'Order to stop and to correct within a period; overdue, it may be demolished',
    attributes: ['type', 'use', 'actOn'],
  },
  appliesTo: isRuralBuilding,
  judge: (context) =>
    judgeNoPermit(
      context,
      RURAL_PERMIT,
      // No permit left here covers ε_b, so this leaves out a hut under that size which its permit covers.
      uncoveredOf(context.measure('ruralArea'), context.area('ruralPermitCovered')),
      { severity: 'high', entry: 'ruralArea', covered: 'ruralPermitCovered' },
    ),
})
