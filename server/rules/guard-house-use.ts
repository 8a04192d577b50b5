import type { PermitOverlap } from '../../domain/ledger.ts'
import { coversMost, numberOf, permitsInForce } from './registers.ts'
import { isBusiness, isConstruction, isOnFacilityGround } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/** GH-04 · 看护房改变用途: what was filed as a guard house is lived in, or serves guests. */
export const guardHouseUse = defineRule({
  id: 'GH-04',
  code: 'GUARD_HOUSE_USE',
  name: '看护房改变用途',
  nameEn: 'Guard house put to another use',
  statute: '“大棚房”问题专项清理整治看护房标准；土地管理法 75、77',
  lead: 'AG',
  assist: ['TW'],
  needs: ['facility-filings'],
  about: {
    severity: 'high',
    condition: '备案为看护房，现作居住、餐饮等经营',
    conditionEn: 'Filed as a guard house, now lived in or used for business',
    consequence: '限期恢复看护用途；逾期不改的拆除',
    consequenceEn: 'Return to its use within a period; overdue, demolish',
    attributes: ['type', 'use'],
  },
  appliesTo: (report, ground, thresholds) =>
    isBusiness(report) && isConstruction(report) && isOnFacilityGround(ground, thresholds),
  judge(context) {
    const filing = guardHouseFiling(context)
    if (!filing) return []
    return [
      context.finding({
        severity: 'high',
        measured: filing.covered,
        threshold: 'overlay.noiseM2',
        missing: ['fieldCheck', 'filingPapers'],
        numbers: { ...context.areas('patch'), covered: filing.covered, filings: numberOf(filing) },
      }),
    ]
  },
})

/** The filing in force by which the building is a guard house. */
export const guardHouseFiling = (context: Context): PermitOverlap | undefined =>
  isBusiness(context.report)
    ? permitsInForce(context, 'facility-filings').find(
        (filing) => filing.use === 'guardHouse' && coversMost(context, filing),
      )
    : undefined
