import type { ReportFacts } from '../../domain/report.ts'
import { tillageLayerOf } from './evidence.ts'
import { isGrassOfOpenUse, isTemporaryAdjustment, isTrees } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-06 · 一般耕地“五不得”: what of it no other rule says: turf, and land leased by business capital and turned into forest or
 * orchard. Greening is NG-01's, corridors NG-02's, lakes NG-03's. What leaves the tillage layer intact is NG-08's.
 */
export const ordinaryFarmlandFive = defineRule({
  id: 'NG-06',
  code: 'ORDINARY_FARMLAND_FIVE',
  name: '一般耕地“五不得”',
  nameEn: 'Five prohibitions on ordinary farmland',
  statute: '自然资发〔2021〕166号 五不得',
  lead: 'AG',
  needs: ['land-use', 'basic-farmland'],
  about: {
    severity: 'medium',
    condition: '一般耕地上种植草皮；工商资本流转的一般耕地未经批准转为林地、园地',
    conditionEn:
      'Turf on ordinary farmland; ordinary farmland leased by business capital and turned into forest or orchard without approval',
    consequence: '责令改正，恢复耕地用途',
    consequenceEn: 'Order to correct and to return it to farmland',
    attributes: ['type', 'use', 'tillageLayer', 'byBusiness', 'inOutApprovalNo', 'greeningApprovalNo'],
  },
  appliesTo: (report) => !isTemporaryAdjustment(report) && (isTurf(report) || isUnapprovedConversion(report)),
  judge(context) {
    const { report, area, areas, size, doubt } = context
    const unknown = isGrassOfOpenUse(report)
      ? 'use'
      : !isTurf(report) && report.byBusiness === null
        ? 'byBusiness'
        : null
    if (unknown)
      return size('remainderOrdinaryCultivated') === 'nothing'
        ? []
        : [doubt('attribute-missing', unknown, area('remainderOrdinaryCultivated'))]
    return judgeArea(context, 'remainderOrdinaryCultivated', () => ({
      severity: 'medium',
      missing: ['fieldCheck', 'approvalPapers', ...tillageLayerOf(report)],
      numbers: areas('patch', 'cultivated', 'basicFarmland', 'remainderOrdinaryCultivated'),
    }))
  },
})

const isTurf = (report: ReportFacts) => report.use === 'turf' || isGrassOfOpenUse(report)

const isUnapprovedConversion = (report: ReportFacts) =>
  (isTrees(report) || report.type === '02' || report.use === 'orchard' || report.use === 'nursery') &&
  report.byBusiness !== false &&
  report.inOutApprovalNo === null &&
  report.greeningApprovalNo === null
