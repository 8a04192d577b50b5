import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { approvalsInWords } from './registers.ts'
import { isStockpile, isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NA-13 · 堆放固体废弃物、乱堆乱放 on farmland. Beside NA-01 and NA-02, which judge the land that is taken: this one calls the
 * environment bureau, whatever the heap turns out to be.
 */
export const stockpile = defineRule({
  id: 'NA-13',
  code: 'STOCKPILE',
  name: '堆放固体废弃物、乱堆乱放',
  nameEn: 'Stockpiling and dumping on farmland',
  statute: '基本农田保护条例 17、33；土地管理法 75',
  lead: 'EE',
  assist: ['NR'],
  needs: ['land-use', 'basic-farmland', 'land-approvals'],
  about: {
    severity: 'medium；永久基本农田 high',
    condition: '图斑类型为推堆土、瓦砾，且合法扣除后仍压占耕地',
    conditionEn: 'Heaped earth or rubble on farmland that no approval covers',
    consequence: '责令改正、恢复原种植条件；污染部分由生态环境部门处理，土地部分由自然资源部门处理',
    consequenceEn: 'Restore; the environment bureau deals with pollution, natural resources with the land',
    attributes: ['type'],
  },
  appliesTo: (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) =>
    isStockpile(report) && isUncoveredConstruction(report, ground, thresholds),
  judge: (context) =>
    judgeArea(context, 'remainderCultivated', () => ({
      severity: context.size('remainderBasicFarmland') === 'real' ? 'high' : 'medium',
      missing: ['fieldCheck', 'pollutionReport'],
      numbers: {
        ...context.areas('cultivated', 'remainderCultivated', 'remainderBasicFarmland'),
        approvals: approvalsInWords(context),
      },
    })),
})
