import { numberOf } from './registers.ts'
import { isBuilding } from './report-kinds.ts'
import { defineRule } from './rule.ts'
import { temporaryPermits } from './temporary-sites.ts'

/**
 * NA-12 · 临时用地建永久建筑: a permanent building on ground that was permitted for a time. What was built before the permit
 * was issued stood on no temporary site: NA-02 judges it.
 */
export const tempPermanentBuilding = defineRule({
  id: 'NA-12',
  code: 'TEMP_PERMANENT_BUILDING',
  name: '临时用地建永久建筑',
  nameEn: 'Permanent building on temporary land',
  statute: '土地管理法 57；土地管理法实施条例 52',
  lead: 'NR',
  needs: ['temporary-use', 'land-approvals'],
  about: {
    severity: 'high',
    condition: '临时用地上修建永久性建筑物、构筑物',
    conditionEn: 'A permanent building or structure on temporary land',
    consequence: '责令拆除，按占用面积处土地复垦费 5–10 倍罚款；逾期申请法院强制执行',
    consequenceEn: 'Demolish; fine of 5–10 times the restoration fee; then the court',
    attributes: ['type', 'isPermanent'],
  },
  appliesTo: (report) => isBuilding(report) && report.isPermanent !== false,
  judge(context) {
    const { report, finding, doubt, areas } = context
    const permits = temporaryPermits(context).filter(({ timing }) => timing !== 'issued-later')
    const [permit] = permits.toSorted((a, b) => b.covered - a.covered)
    if (!permit) return []
    if (report.isPermanent === null) return [doubt('attribute-missing', 'isPermanent', permit.covered)]
    return [
      finding({
        severity: 'high',
        measured: permit.covered,
        threshold: 'building.sliverM2',
        missing: ['fieldCheck', 'permanence'],
        numbers: { ...areas('patch'), covered: permit.covered, permit: numberOf(permit) },
      }),
    ]
  },
})
