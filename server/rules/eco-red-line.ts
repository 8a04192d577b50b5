import { useOf } from './evidence.ts'
import { approvalsInWords } from './registers.ts'
import { isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** NA-07 · 生态保护红线内建设: allowed only for listed limited activities with a provincial opinion. */
export const ecoRedLine = defineRule({
  id: 'NA-07',
  code: 'ECO_REDLINE',
  name: '生态保护红线内建设',
  nameEn: 'Construction inside the ecological red line',
  statute: '自然资发〔2022〕142号；土地管理法 77',
  lead: 'NR',
  assist: ['EE'],
  needs: ['eco-red-line', 'land-approvals'],
  about: {
    severity: 'critical',
    condition: '建设或动土，合法扣除后位于生态保护红线内，且没有有限人为活动认定意见',
    conditionEn:
      'Construction or earthwork inside the red line that no approval covers, with no opinion on limited activities',
    consequence: '按 NA-02 至 NA-05 处理土地，恢复生态',
    consequenceEn: 'The land goes by NA-02 to NA-05; nature is restored',
    attributes: ['type', 'use', 'redLineOpinionNo'],
  },
  appliesTo: (report, ground, thresholds) =>
    report.redLineOpinionNo === null && isUncoveredConstruction(report, ground, thresholds),
  judge: (context) =>
    judgeArea(context, 'remainderRedLine', () => ({
      severity: 'critical',
      missing: ['fieldCheck', 'redLineOpinion', 'approvalPapers', ...useOf(context.report)],
      numbers: {
        ...context.areas('redLine', 'coveredLandApproval', 'remainderRedLine'),
        approvals: approvalsInWords(context),
      },
    })),
})
