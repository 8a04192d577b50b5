import { isBuilding } from './report-kinds.ts'
import { defineRule, excessSize } from './rule.ts'
import { mainRuralPermit, ruralPermitsInForce } from './rural-permits.ts'

/** RP-03 · 超范围: part of the building lies outside the permitted parcel, by more than ε_b. */
export const ruralOutOfParcel = defineRule({
  id: 'RP-03',
  code: 'RURAL_OUT_OF_PARCEL',
  name: '未按乡村建设规划许可证建设：超范围',
  nameEn: 'Outside the permitted parcel',
  statute: '城乡规划法 65',
  lead: 'TW',
  needs: ['rural-permits'],
  appliesTo: isBuilding,
  judge(context) {
    const permit = mainRuralPermit(context)
    if (!permit) return []
    // Two permits side by side cover a building together: then what neither covers counts, by area.
    const isAlone = ruralPermitsInForce(context).length === 1
    const beyond = context.area('patch') - context.area('ruralPermitCovered')
    const excess = isAlone
      ? permit.excess
      : { area: Math.max(0, beyond) as typeof permit.covered, width: null }
    const size = excessSize(excess, context.thresholds)
    if (size === 'nothing') return []
    if (size === 'sliver') return [context.doubt('sliver', `${permit.number ?? '无证号'}`, excess.area)]
    return [
      context.finding({
        severity: 'medium',
        measured: excess.area,
        threshold: 'building.sliverM2',
        missing: ['permitPapers', 'fieldCheck'],
        numbers: { patch: context.area('patch'), covered: permit.covered, permit: permit.number ?? '无证号' },
      }),
    ]
  },
})
