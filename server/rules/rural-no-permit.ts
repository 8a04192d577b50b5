import type { PermitTiming } from '../../domain/ledger.ts'
import { squareMetres } from '../../domain/units.ts'
import { actDateOf, useOf } from './evidence.ts'
import { numberOf, permitsInForce, touchingPermits, undatedPermit } from './registers.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule, sizeOf } from './rule.ts'

const IN_WORDS: Record<PermitTiming, string> = {
  'in-force': '有效',
  'issued-later': '未批先建（后补发证）',
  expired: '许可已过期',
  revoked: '许可已撤销或被替换',
  undated: '许可无发证日期',
}

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
  appliesTo: isRuralBuilding,
  judge(context) {
    const { report, ground, thresholds, finding, doubt, area, areas } = context
    if (permitsInForce(context, 'rural-permits').length > 0) return []

    // No permit left here covers ε_b, so this leaves out a hut under that size which its permit covers.
    const uncovered = squareMetres(area('ruralArea') - area('ruralPermitCovered'))
    const width = ground.ledger.ruralArea?.width ?? null
    const size = sizeOf({ area: uncovered, width }, thresholds)
    if (size === 'nothing') return []
    if (size === 'sliver') return [doubt('sliver', 'ruralArea', uncovered)]

    const undated = undatedPermit(context, 'rural-permits')
    if (undated) return [doubt('permit-undated', numberOf(undated), undated.covered)]
    const permits = touchingPermits(context, 'rural-permits')
    return [
      finding({
        severity: 'high',
        measured: uncovered,
        threshold: 'overlay.noiseM2',
        missing: ['permitPapers', 'fieldCheck', ...actDateOf(report), ...useOf(report)],
        numbers: {
          ...areas('patch', 'ruralArea', 'ruralPermitCovered'),
          permits:
            permits.map((permit) => `${numberOf(permit)}：${IN_WORDS[permit.timing]}`).join('；') || '无',
        },
      }),
    ]
  },
})
