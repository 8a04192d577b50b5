import { beyondAll, mainPermit, numbersOf, permitsInForce } from './registers.ts'
import { isVillagerDwelling } from './report-kinds.ts'
import { defineRule, excessSize, type Context } from './rule.ts'

/**
 * HS-03 · 宅基地超面积: an approved homestead over the province's limit, or a dwelling beyond what was approved. The limit is unset
 * until the district confirms it: until then only what no discussed limit could object to is no doubt. Without any approval
 * all of it is HS-01's.
 */
export const homesteadOverArea = defineRule({
  id: 'HS-03',
  code: 'HOMESTEAD_OVER_AREA',
  name: '宅基地超面积',
  nameEn: 'Homestead over its area',
  statute: '土地管理法 62、78 第二款',
  lead: 'AG',
  assist: ['TW'],
  needs: ['homestead-approvals'],
  about: {
    severity: 'medium',
    condition: '已批准的宅基地超过省定限额（限额未定前存疑），或住宅超出批准范围',
    conditionEn:
      'An approved homestead over the provincial limit (a doubt until it is set), or a dwelling beyond the approved ground',
    consequence: '多占的土地以非法占用论处',
    consequenceEn: 'The excess counts as illegal occupation',
    attributes: ['use', 'partyKind'],
  },
  appliesTo: isVillagerDwelling,
  judge(context) {
    const main = mainPermit(context, 'homestead-approvals')
    if (!main) return []
    const parcel = Math.max(context.area('patch'), main.approvedArea ?? 0)
    const overLimit = judgeLimit(context, parcel)
    return overLimit.some(({ kind }) => kind === 'finding')
      ? overLimit
      : [...overLimit, ...judgeExcess(context)]
  },
})

function judgeLimit({ thresholds, finding, doubt, areas }: Context, parcel: number) {
  const limit = thresholds['homestead.maxAreaM2'].value
  if (Number.isNaN(limit)) {
    const isWithinAny = parcel <= thresholds['homestead.leastLimitM2'].value
    return isWithinAny ? [] : [doubt('threshold-unset', 'homestead.maxAreaM2', parcel)]
  }
  if (parcel <= limit) return []
  return [
    finding({
      severity: 'medium',
      measured: parcel,
      threshold: 'homestead.maxAreaM2',
      missing: ['fieldCheck', 'householdRegister', 'approvalPapers'],
      numbers: { ...areas('patch', 'homesteadCovered'), approvedArea: parcel },
    }),
  ]
}

function judgeExcess(context: Context) {
  const { thresholds, finding, doubt, area, areas } = context
  const approvals = permitsInForce(context, 'homestead-approvals')
  const excess = beyondAll(approvals, area('patch') - area('homesteadCovered'))
  switch (excessSize(excess, thresholds)) {
    case 'nothing':
      return []
    case 'sliver':
      return [doubt('sliver', 'homesteadCovered', excess.area)]
    case 'real':
      return [
        finding({
          severity: 'medium',
          measured: excess.area,
          threshold: 'building.sliverM2',
          missing: ['fieldCheck', 'approvalPapers'],
          numbers: { ...areas('patch', 'homesteadCovered'), approvals: numbersOf(approvals) },
        }),
      ]
  }
}
