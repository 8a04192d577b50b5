import type { ReportFacts } from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { actDateOf } from './evidence.ts'
import { numberOf, permitsInForce, permitsInWords, undatedPermit } from './registers.ts'
import { isBuilding, isVillagerDwelling } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * RP-08 · 无施工许可证施工: works are under way and no works permit in force touches them. A building whose floors together
 * stay within the bound needs none, and neither does a villager's own low house (建筑法 83).
 */
export const noWorksPermit = defineRule({
  id: 'RP-08',
  code: 'NO_WORKS_PERMIT',
  name: '无施工许可证施工',
  nameEn: 'Works without a works permit',
  statute: '建筑法 7、64；建筑工程施工许可管理办法 2',
  lead: 'UE',
  assist: ['HC'],
  needs: ['works-permits'],
  about: {
    severity: 'medium',
    condition: '建筑面积超过 300 m² 且正在施工，没有有效的施工许可证；农民自建低层住宅除外',
    conditionEn:
      'Works under way on more than 300 m² of floor with no works permit in force; villagers’ own low houses need none',
    consequence: '责令改正；不符合开工条件的责令停止施工，可以处罚款',
    consequenceEn: 'Order to correct; works that may not start are stopped, and may be fined',
    attributes: ['type', 'use', 'partyKind', 'storeys', 'isActive', 'worksPermitNo'],
  },
  appliesTo: (report, ground, thresholds) =>
    isBuilding(report) &&
    report.isActive !== false &&
    report.worksPermitNo === null &&
    !isOwnLowHouse(report, thresholds) &&
    (report.storeys === null || isLarge(floorArea(report, ground.ledger.patch.area), thresholds)),
  judge(context) {
    const { report, thresholds, finding, doubt, area } = context
    if (permitsInForce(context, 'works-permits').length > 0) return []
    const undated = undatedPermit(context, 'works-permits')
    if (undated) return [doubt('permit-undated', numberOf(undated), undated.covered)]

    const floor = floorArea(report, area('patch'))
    if (!isLarge(floor, thresholds)) return [doubt('attribute-missing', 'storeys', area('patch'))]
    if (report.isActive === null) return [doubt('attribute-missing', 'isActive', floor)]
    return [
      finding({
        severity: 'medium',
        measured: floor,
        threshold: 'worksPermit.minFloorAreaM2',
        missing: ['fieldCheck', 'worksPermit', ...actDateOf(report)],
        numbers: {
          patch: area('patch'),
          ...(report.storeys !== null && { storeys: report.storeys }),
          permits: permitsInWords(context, 'works-permits'),
        },
      }),
    ]
  },
})

/** Of a building of unknown storeys, that of one. */
const floorArea = ({ storeys }: ReportFacts, footprint: number) => footprint * (storeys ?? 1)

const isLarge = (floor: number, thresholds: Thresholds) =>
  floor > thresholds['worksPermit.minFloorAreaM2'].value

const isOwnLowHouse = (report: ReportFacts, thresholds: Thresholds) =>
  isVillagerDwelling(report) &&
  report.storeys !== null &&
  report.storeys <= thresholds['worksPermit.villagerStoreys'].value
