import { isTrees } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NG-02 · 超标准建设绿色通道: trees along a road, on farmland beyond the belt that is allowed beside its right-of-way; on basic
 * farmland in any width. Trees that stand along no road are NG-01's.
 */
export const greenCorridor = defineRule({
  id: 'NG-02',
  code: 'GREEN_CORRIDOR',
  name: '超标准建设绿色通道',
  nameEn: 'Green corridor over standard',
  statute: '国办发明电〔2020〕24号 二',
  lead: 'AG',
  assist: ['NR'],
  needs: ['land-use', 'roads', 'basic-farmland'],
  about: {
    severity: 'medium；high：永久基本农田',
    condition:
      '道路用地界外绿化带占用耕地，宽度超过允许值（铁路、国省干道 5 m，县乡道路 3 m）；占用永久基本农田的不论宽度',
    conditionEn:
      'A planted belt on farmland beyond the allowed width beside the right-of-way (5 m main roads and railways, 3 m local roads); on basic farmland any width',
    consequence: '责令限期恢复种植条件，超标准部分清退',
    consequenceEn: 'Restore planting conditions within a period; the belt over standard is removed',
    attributes: ['type', 'use'],
  },
  appliesTo: isTrees,
  judge(context) {
    const { finding, area, areas, reaches, size, thresholds } = context
    if (size('roadBelt') !== 'real') return []
    const hit = {
      missing: ['fieldCheck', 'rightOfWay', 'greeningPlan'] as const,
      numbers: {
        ...areas('cultivated', 'basicFarmland', 'roadBelt', 'roadBeltBeyond'),
        mainRoadM: thresholds['greenBelt.mainRoadM'].value,
        localRoadM: thresholds['greenBelt.localRoadM'].value,
      },
    }
    if (size('basicFarmland') === 'real')
      return [
        finding({
          ...hit,
          severity: 'high',
          measured: area('basicFarmland'),
          threshold: 'overlay.noiseM2',
          ...reaches('basicFarmland', thresholds['overlay.noiseM2'].value),
        }),
      ]
    return judgeArea(context, 'roadBeltBeyond', () => ({ ...hit, severity: 'medium' }))
  },
})
