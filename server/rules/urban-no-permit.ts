import {
  judgeBuilding,
  judgeFootprint,
  judgeNoPermit,
  judgeParcel,
  uncoveredOf,
  URBAN_PERMIT,
} from './planning-permits.ts'
import { touchingPermits } from './registers.ts'
import { isUrbanBuilding, urbanArea } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * RP-06 · 未取得或未按建设工程规划许可证: in town what RP-01 to RP-04 are in the country. What is, or may be, a temporary
 * building on a temporary permit is RP-07's.
 */
export const urbanNoPermit = defineRule({
  id: 'RP-06',
  code: 'URBAN_NO_PERMIT',
  name: '未取得或未按建设工程规划许可证建设',
  nameEn: 'No urban construction planning permit, or against it',
  statute: '城乡规划法 40、64',
  lead: 'UE',
  assist: ['NR'],
  needs: ['urban-boundary', 'urban-permits'],
  consults: ['temporary-permits', 'rural-permits'],
  about: {
    severity: 'high：无证；medium：超面积、超范围、改变用途、超层数、超高',
    condition: '建筑物位于城镇开发边界内，行为时没有有效的建设工程规划许可证，或超出许可',
    conditionEn:
      'A building inside the urban boundary with no permit in force on the day of the act, or beyond it',
    consequence:
      '可改正的限期改正，并处造价 5–10 % 罚款；无法改正的限期拆除，不能拆除的没收，可并处造价 10 % 以下罚款',
    consequenceEn:
      'Correctable: correct, fine 5–10 % of the cost; else demolish; what cannot be demolished is confiscated, fine up to 10 %',
    attributes: ['type', 'use', 'storeys', 'heightM', 'isPermanent', 'actOn'],
  },
  appliesTo: isUrbanBuilding,
  judge: (context) => [
    ...(isTemporary(context)
      ? []
      : judgeNoPermit(
          context,
          URBAN_PERMIT,
          uncoveredOf(urbanArea(context.ground), context.area('urbanPermitCovered')),
          { severity: 'high', entry: 'patch', covered: 'urbanPermitCovered' },
        )),
    ...judgeFootprint(context, URBAN_PERMIT, {
      share: 'urban.footprintToleranceShare',
      area: 'urban.footprintToleranceM2',
    }),
    ...judgeParcel(context, URBAN_PERMIT, 'urbanPermitCovered'),
    ...judgeBuilding(context, URBAN_PERMIT),
  ],
})

const isTemporary = (context: Context) =>
  context.report.isPermanent === false ||
  (context.report.isPermanent === null && touchingPermits(context, 'temporary-permits').length > 0)
