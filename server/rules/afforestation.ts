import { isTrees } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/** NG-01 · 占用耕地绿化造林: farmland of the survey that now carries trees, with no approved greening plan. */
export const afforestation = defineRule({
  id: 'NG-01',
  code: 'AFFORESTATION',
  name: '占用耕地绿化造林',
  nameEn: 'Afforestation of farmland',
  statute: '国办发明电〔2020〕24号 一；粮食安全保障法 12；土地管理法实施条例 51',
  lead: 'AG',
  needs: ['land-use', 'basic-farmland'],
  appliesTo: (report) => isTrees(report) && report.greeningApprovalNo === null,
  judge: (context) =>
    judgeArea(context, 'cultivated', () => ({
      severity: context.size('basicFarmland') === 'real' ? 'high' : 'medium',
      missing: ['fieldCheck', 'approvalPapers'],
      numbers: context.areas('cultivated', 'basicFarmland'),
    })),
})
