import type { GroundFacts } from '../../domain/ledger.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { permitsInForce } from './registers.ts'
import { isBuilding, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * NA-14 · 不符合规划建筑重建扩建: a building from before the plan, where the plan has no building, may stand and be repaired; it
 * may not grow or be built anew. What of its past the report does not say is a doubt on construction land that no approval or
 * registration covers. Who holds an approval or a permit for the new building is not accused; a
 * registration of the old one does not allow it.
 */
export const rebuildNonconforming = defineRule({
  id: 'NA-14',
  code: 'REBUILD_NONCONFORMING',
  name: '不符合规划建筑重建、扩建',
  nameEn: 'Non-conforming building rebuilt or extended',
  statute: '土地管理法 65；土地管理法实施条例 53',
  lead: 'NR',
  needs: ['plan-zones', 'basic-farmland', 'eco-red-line', 'land-use', 'land-approvals'],
  about: {
    severity: 'medium',
    condition: '规划前已建、不符合规划用途的建筑，占地扩大或者拆除重建',
    conditionEn: 'A building from before the plan and contrary to it has grown or was built anew',
    consequence: '责令限期拆除；逾期不拆除的，申请人民法院强制执行',
    consequenceEn: 'Demolish within a period; then enforcement by the court',
    attributes: ['type', 'previousFootprintM2', 'isRebuilt'],
  },
  appliesTo: (report, ground, thresholds) =>
    isBuilding(report) &&
    (report.previousFootprintM2 === null
      ? isOnBuiltLand(ground, thresholds) && isUncoveredConstruction(report, ground, thresholds)
      : report.previousFootprintM2 > 0),
  judge(context) {
    const { report, thresholds, finding, doubt, area, areas, size } = context
    switch (size('planContrary')) {
      case 'nothing':
        return []
      case 'sliver':
        return [doubt('sliver', 'planContrary', area('planContrary'))]
    }
    if (isPermitted(context)) return []
    const before = report.previousFootprintM2
    if (before === null) return [doubt('attribute-missing', 'previousFootprintM2', area('planContrary'))]

    const growth = area('patch') - before
    const hasGrown = growth >= thresholds['building.sliverM2'].value
    if (!hasGrown && report.isRebuilt === null)
      return [doubt('attribute-missing', 'isRebuilt', area('planContrary'))]
    if (!hasGrown && !report.isRebuilt) return []
    return [
      finding({
        severity: 'medium',
        ...(hasGrown
          ? { measured: growth, threshold: 'building.sliverM2' }
          : { measured: area('planContrary'), threshold: 'overlay.noiseM2' }),
        missing: ['fieldCheck', 'planOpinion', 'earlierFootprint'],
        numbers: { ...areas('patch', 'planConform', 'planContrary'), previousFootprint: before, growth },
      }),
    ]
  },
})

/** Construction land of the survey, as far as the survey is there: something may have stood on it. */
const isOnBuiltLand = ({ ledger: { construction } }: GroundFacts, thresholds: Thresholds) =>
  !construction || construction.area >= thresholds['overlay.noiseM2'].value

/** An approval of the land or a planning permit, in force when it was built. */
const isPermitted = (context: Parameters<typeof permitsInForce>[0]) =>
  permitsInForce(context, 'land-approvals').some(({ kind }) => kind !== 'registration') ||
  permitsInForce(context, 'rural-permits').length > 0 ||
  permitsInForce(context, 'urban-permits').length > 0
