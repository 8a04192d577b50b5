import { isReal, unapprovedWithin } from './facility-ground.ts'
import { numbersOf, permitsInForce } from './registers.ts'
import { isBusiness, isNonFarm, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * GH-10 · 设施被非农占用: a filed facility that is now a factory or a public building. Such a use needs an approval of
 * construction land. Housing and business are GH-01's, parks as well. A use of no known kind is a doubt.
 */
export const facilityToNonag = defineRule({
  id: 'GH-10',
  code: 'FACILITY_TO_NONAG',
  name: '设施农用地被非农占用',
  nameEn: 'Filed facility put to non-farm use',
  statute: '自然资规〔2019〕4号；土地管理法 44、77',
  lead: 'AG',
  assist: ['NR'],
  needs: ['facility-filings', 'land-use', 'land-approvals'],
  consults: ['farm-parks'],
  about: {
    severity: 'high',
    condition: '已备案设施改作厂房、公共设施等非农用途，未办建设用地批准',
    conditionEn: 'A filed facility used as a factory, a public building or the like, with no land approval',
    consequence: '须办建设用地审批，占耕地的落实占补；未办的按 NA-02 处理',
    consequenceEn: 'Needs a land approval, and compensation where it was farmland; else it goes by NA-02',
    attributes: ['type', 'use'],
  },
  appliesTo: (report, ground, thresholds) =>
    ((isNonFarm(report) && !isBusiness(report)) || report.use === 'other') &&
    isUncoveredConstruction(report, ground, thresholds) &&
    (ground.classes['1202'] ?? 0) + (ground.ledger.filingCovered?.area ?? 0) >=
      thresholds['overlay.noiseM2'].value,
  judge(context) {
    const { report, finding, doubt, areas } = context
    const taken = unapprovedWithin(context, 'filingCovered')
    const isInPark = isReal(context, 'farmPark', unapprovedWithin(context, 'farmPark'))
    if (!isReal(context, 'filingCovered', taken) || (isInPark && report.use !== 'other')) return []
    if (report.use === 'other') return [doubt('attribute-missing', 'use', taken.area)]
    return [
      finding({
        severity: 'high',
        measured: taken.area,
        threshold: 'building.sliverM2',
        ...context.reaches(taken, context.thresholds['building.sliverM2'].value),
        missing: ['fieldCheck', 'filingPapers', 'approvalPapers'],
        numbers: {
          ...areas('patch', 'filingCovered', 'remainderCultivated', 'remainderOtherAgricultural'),
          filings: numbersOf(permitsInForce(context, 'facility-filings')),
        },
      }),
    ]
  },
})
