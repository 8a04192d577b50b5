import type { Measure } from '../../domain/ledger.ts'
import { isReal, unapprovedWithin } from './facility-ground.ts'
import { guardHouseFiling } from './guard-house-use.ts'
import { numberOf, numbersOf, permitsInForce, undatedPermit } from './registers.ts'
import { isBusiness, isNonFarm, isOnFacilityGround, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * GH-01 · 大棚房一类: non-farm building in an agricultural park, or housing and business on ground that was filed as a facility.
 * Inside a greenhouse it is GH-02's, in a guard house GH-04's; other non-farm use of a filed facility is GH-10's.
 */
export const ghClass1 = defineRule({
  id: 'GH-01',
  code: 'GH_CLASS1',
  name: '“大棚房”一类：园区非农建设、备案后改变用途',
  nameEn: 'Greenhouse housing 1: non-farm building in a park or on a filed facility',
  statute: '“大棚房”问题专项清理整治；土地管理法 75、77',
  lead: 'AG',
  assist: ['NR', 'TW'],
  needs: ['facility-filings', 'land-use', 'land-approvals'],
  consults: ['farm-parks'],
  about: {
    severity: 'high',
    condition: '农业园区内的农用地上非农建设，或已备案设施改作居住、商服、文旅',
    conditionEn:
      'Non-farm building on agricultural land of an agricultural park, or a filed facility turned to housing, business or tourism',
    consequence: '拆除、恢复农业用途；按 NA-02、NA-03 处理',
    consequenceEn: 'Demolish and return to farming; goes by NA-02 and NA-03',
    attributes: ['type', 'use', 'isInGreenhouse'],
  },
  appliesTo: (report, ground, thresholds) =>
    isNonFarm(report) &&
    !(report.isInGreenhouse === true && isBusiness(report)) &&
    isUncoveredConstruction(report, ground, thresholds) &&
    isOnFacilityGround(ground, thresholds),
  judge(context) {
    const { report, ground, doubt } = context
    if (guardHouseFiling(context)) return []
    const [parked, filed] = [
      unapprovedWithin(context, 'farmPark'),
      unapprovedWithin(context, 'filingCovered'),
    ]
    if (isReal(context, 'farmPark', parked)) return [nonFarm(context, parked)]
    if (isBusiness(report) && isReal(context, 'filingCovered', filed)) return [nonFarm(context, filed)]

    const undated = isBusiness(report) && undatedPermit(context, 'facility-filings')
    return [
      ...(undated ? [doubt('permit-undated', numberOf(undated), undated.covered)] : []),
      ...(ground.layers['farm-parks'] ? [] : [doubt('layer-missing', 'farm-parks')]),
    ]
  },
})

const nonFarm = (context: Context, taken: Measure) =>
  context.finding({
    severity: 'high',
    measured: taken.area,
    threshold: 'building.sliverM2',
    ...context.reaches(taken, context.thresholds['building.sliverM2'].value),
    missing: ['fieldCheck', 'filingPapers', 'approvalPapers'],
    numbers: {
      ...context.areas(
        'patch',
        'farmPark',
        'filingCovered',
        'remainderCultivated',
        'remainderOtherAgricultural',
      ),
      filings: numbersOf(permitsInForce(context, 'facility-filings')),
    },
  })
