import type { ReportFacts } from '../../domain/report.ts'
import { tillageLayerOf } from './evidence.ts'
import { isBusiness } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * GH-02 · 大棚房二类: housing or business inside a greenhouse, where the floor is hard or the tillage layer gone; or a greenhouse
 * hardened over a share that the district has to set, since no national figure is known.
 */
export const ghClass2 = defineRule({
  id: 'GH-02',
  code: 'GH_CLASS2',
  name: '“大棚房”二类：棚内非农设施',
  nameEn: 'Greenhouse housing 2: non-farm works inside a greenhouse',
  statute: '“大棚房”问题专项清理整治；土地管理法 75',
  lead: 'AG',
  assist: ['NR'],
  needs: [],
  about: {
    severity: 'high',
    condition: '大棚内居住、餐饮、娱乐且地面硬化或耕作层破坏；或大棚硬化超过本地确定的比例',
    conditionEn:
      'Housing, catering or entertainment inside a greenhouse on a hard floor or a damaged tillage layer; or a greenhouse hardened over the share set by the district',
    consequence: '拆除棚内非农设施，恢复耕作层；破坏种植条件的按第七十五条处理',
    consequenceEn:
      'Remove the works and restore the tillage layer; destroyed planting conditions go by article 75',
    attributes: ['use', 'isInGreenhouse', 'isHardened', 'hardenedAreaM2', 'tillageLayer'],
  },
  appliesTo: (report) => isBusinessInside(report) || isGreenhouseToCheck(report),
  judge: (context) => (isBusinessInside(context.report) ? judgeBusiness(context) : judgeHardening(context)),
})

const isBusinessInside = (report: ReportFacts) => report.isInGreenhouse === true && isBusiness(report)

/** On an intact tillage layer nothing was hardened. */
const isGreenhouseToCheck = ({ use, isHardened, tillageLayer }: ReportFacts) =>
  use === 'greenhouse' && (isHardened === true || (isHardened === null && tillageLayer !== 'intact'))

function judgeBusiness({ report, finding, doubt, area, areas }: Context) {
  const { isHardened, tillageLayer } = report
  if (isHardened === true || tillageLayer === 'damaged')
    return [
      finding({
        severity: 'high',
        measured: area('patch'),
        missing: ['fieldCheck', 'hardeningSurvey', ...tillageLayerOf(report)],
        numbers: areas('patch', 'cultivated', 'basicFarmland'),
      }),
    ]
  const unknown = isHardened === null ? 'isHardened' : tillageLayer === null ? 'tillageLayer' : null
  return unknown ? [doubt('attribute-missing', unknown, area('patch'))] : []
}

function judgeHardening({ report, thresholds, finding, doubt, area, areas }: Context) {
  const { isHardened, hardenedAreaM2 } = report
  if (isHardened === null) return [doubt('attribute-missing', 'isHardened', area('patch'))]
  if (hardenedAreaM2 === null) return [doubt('attribute-missing', 'hardenedAreaM2', area('patch'))]
  const limit = thresholds['greenhouse.maxHardenedShare'].value
  if (Number.isNaN(limit)) return [doubt('threshold-unset', 'greenhouse.maxHardenedShare', hardenedAreaM2)]
  const share = hardenedAreaM2 / area('patch')
  if (share <= limit) return []
  return [
    finding({
      severity: 'high',
      measured: share,
      unit: 'ratio',
      threshold: 'greenhouse.maxHardenedShare',
      missing: ['fieldCheck', 'hardeningSurvey', ...tillageLayerOf(report)],
      numbers: { ...areas('patch'), hardenedAreaM2 },
    }),
  ]
}
