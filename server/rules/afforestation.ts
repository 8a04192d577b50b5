import type { Measure } from '../../domain/ledger.ts'
import { squareMetres } from '../../domain/units.ts'
import { isTrees } from './report-kinds.ts'
import { defineRule, judgeMeasure, type Context } from './rule.ts'

/**
 * NG-01 · 占用耕地绿化造林: farmland of the survey that now carries trees, with no approved greening plan. Trees along a road
 * are NG-02's: what it judges, or allows, is left out here.
 */
export const afforestation = defineRule({
  id: 'NG-01',
  code: 'AFFORESTATION',
  name: '占用耕地绿化造林',
  nameEn: 'Afforestation of farmland',
  statute: '国办发明电〔2020〕24号 一；粮食安全保障法 12；土地管理法实施条例 51',
  lead: 'AG',
  needs: ['land-use', 'basic-farmland'],
  consults: ['roads'],
  about: {
    severity: 'medium；high：永久基本农田',
    condition: '调查为耕地的土地上造林，没有绿化造林批准；道路绿化带除外',
    conditionEn: 'Trees on farmland of the survey without an approved greening plan; belts along roads apart',
    consequence: '责令限期改正；永久基本农田逾期不改的，处耕地开垦费 2–5 倍罚款',
    consequenceEn: 'Order to correct; on basic farmland, overdue, a fine of 2–5 times the reclamation fee',
    attributes: ['type', 'use', 'greeningApprovalNo'],
  },
  appliesTo: (report) => isTrees(report) && report.greeningApprovalNo === null,
  judge: (context) =>
    judgeMeasure(context, beyondRoads(context), 'cultivated', () => ({
      severity: context.size('basicFarmland') === 'real' ? 'high' : 'medium',
      missing: ['fieldCheck', 'approvalPapers'],
      numbers: context.areas('cultivated', 'basicFarmland', 'roadBelt', 'roadBeltBeyond'),
    })),
})

function beyondRoads({ area, measure, size, thresholds }: Context): Measure {
  const cultivated = measure('cultivated')
  if (size('roadBelt') !== 'real') return cultivated
  const rest = Math.max(0, cultivated.area - area('roadBelt') - area('roadBeltBeyond'))
  // How wide the rest is was not measured: what may be a sliver is taken for one.
  const isSmall = rest < thresholds['overlay.sliverM2'].value
  return { area: squareMetres(rest), width: isSmall ? 0 : null }
}
