import { useOf } from './evidence.ts'
import { approvalsInWords } from './registers.ts'
import { isRuralRoad, isTooWideForRuralRoad, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea, type Context } from './rule.ts'

/**
 * NA-04 · 占用其他农用地未批先建: garden, forest, grassland, pond, facility land … A rural road within the standard width stays
 * agricultural land. One that is wider is no rural road, so what the survey has as one covers it no longer for sure: a doubt.
 */
export const aglandUnapproved = defineRule({
  id: 'NA-04',
  code: 'AGLAND_UNAPPROVED',
  name: '占用其他农用地未批先建',
  nameEn: 'Construction on other agricultural land without approval',
  statute: '土地管理法 44、77',
  lead: 'NR',
  needs: ['land-use', 'land-approvals'],
  about: {
    severity: 'medium',
    condition: '建设或动土，合法扣除后占用耕地以外的农用地',
    conditionEn: 'Construction or earthwork on other agricultural land that no approval covers',
    consequence: '责令退还，符合规划的没收、不符合的拆除并恢复，罚款 100–1000 元/m²',
    consequenceEn:
      'Return the land; confiscate per plan, demolish and restore against it; fine of 100–1000 yuan per m²',
    attributes: ['type', 'use'],
  },
  appliesTo: (report, ground, thresholds) =>
    isTooWideForRuralRoad(report, ground, thresholds) ||
    (isUncoveredConstruction(report, ground, thresholds) && !isRuralRoad(report, ground, thresholds)),
  judge: (context) => [
    ...judgeArea(context, 'remainderOtherAgricultural', () => ({
      severity: 'medium',
      missing: ['fieldCheck', 'approvalPapers', ...useOf(context.report)],
      numbers: {
        ...context.areas('otherAgricultural', 'coveredLandApproval', 'remainderOtherAgricultural'),
        approvals: approvalsInWords(context),
      },
    })),
    ...doubtfulRoad(context),
  ],
})

function doubtfulRoad({ report, ground, thresholds, doubt, area, size }: Context) {
  const isDoubtful =
    isTooWideForRuralRoad(report, ground, thresholds) && size('coveredRuralRoad') !== 'nothing'
  return isDoubtful ? [doubt('road-too-wide', 'coveredRuralRoad', area('coveredRuralRoad'))] : []
}
