import { squareMetres } from '../../domain/units.ts'
import { actDateOf, useOf } from './evidence.ts'
import { numberOf, permitsInForce, permitsInWords, undatedPermit } from './registers.ts'
import { isRuralBuilding } from './report-kinds.ts'
import { defineRule, sizeOf } from './rule.ts'

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
    return [
      finding({
        severity: 'high',
        measured: uncovered,
        threshold: 'overlay.noiseM2',
        missing: ['permitPapers', 'fieldCheck', ...actDateOf(report), ...useOf(report)],
        numbers: {
          ...areas('patch', 'ruralArea', 'ruralPermitCovered'),
          permits: permitsInWords(context, 'rural-permits'),
        },
      }),
    ]
  },
})
