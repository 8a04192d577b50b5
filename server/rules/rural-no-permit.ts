import type { PermitTiming } from '../../domain/ledger.ts'
import { isBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'
import { ruralPermitsInForce, touchingRuralPermits } from './rural-permits.ts'

const IN_WORDS: Record<PermitTiming, string> = {
  'in-force': '有效',
  'issued-later': '未批先建（后补发证）',
  expired: '许可已过期',
  revoked: '许可已撤销',
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
  appliesTo: isBuilding,
  judge(context) {
    if (context.size('ruralArea') !== 'real' || ruralPermitsInForce(context).length > 0) return []

    const touching = touchingRuralPermits(context.ground.permits, context.thresholds)
    const undated = touching.find((permit) => permit.timing === 'undated')
    if (undated) return [context.doubt('permit-undated', undated.number ?? '无证号', undated.covered)]
    return [
      context.finding({
        severity: 'high',
        measured: context.area('ruralArea'),
        threshold: 'overlay.noiseM2',
        missing: [
          'permitPapers',
          'fieldCheck',
          ...(context.report.actOn === null ? (['actDate'] as const) : []),
        ],
        numbers: {
          patch: context.area('patch'),
          ruralArea: context.area('ruralArea'),
          permit:
            touching.map((permit) => `${permit.number ?? '无证号'}：${IN_WORDS[permit.timing]}`).join('；') ||
            '无许可',
        },
      }),
    ]
  },
})
