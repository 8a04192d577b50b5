import { useOf } from './evidence.ts'
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
  appliesTo: isUncoveredConstruction,
  judge: (context) =>
    judgeArea(context, 'remainderRedLine', () => ({
      severity: 'critical',
      missing: ['fieldCheck', 'redLineOpinion', 'approvalPapers', ...useOf(context.report)],
      numbers: context.areas('redLine', 'coveredLandApproval', 'remainderRedLine'),
    })),
})
