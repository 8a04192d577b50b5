import { isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, judgeArea } from './rule.ts'

/**
 * NA-03 · 破坏耕地种植条件: what was built, dug or laid on farmland has destroyed its tillage layer, as seen in the field. The
 * list of 土地管理法 37 is open (窑、坟、房、砂、石、矿、取土等), so the layer decides and not the kind of works; where nobody
 * looked at it, that is a doubt beside NA-02.
 */
export const farmlandDamaged = defineRule({
  id: 'NA-03',
  code: 'FARMLAND_DAMAGED',
  name: '破坏耕地种植条件',
  nameEn: 'Planting conditions of farmland destroyed',
  statute: '土地管理法 37、75；土地管理法实施条例 55',
  lead: 'NR',
  assist: ['AG'],
  needs: ['land-use', 'land-approvals'],
  about: {
    severity: 'high',
    condition: '在耕地上建窑、建坟、建房、挖砂、采石、采矿、取土等，实地核查耕作层已破坏',
    conditionEn:
      'Building, digging or mining on farmland, and the tillage layer destroyed as seen in the field',
    consequence: '限期改正或治理，处耕地开垦费 5–10 倍罚款；构成犯罪的移送',
    consequenceEn: 'Correct or remedy; fine of 5–10 times the farmland reclamation fee; transfer if a crime',
    attributes: ['type', 'tillageLayer'],
  },
  appliesTo: (report, ground, thresholds) =>
    isUncoveredConstruction(report, ground, thresholds) && report.tillageLayer !== 'intact',
  judge(context) {
    const { report, area, areas, size, doubt } = context
    if (report.tillageLayer === null)
      return size('remainderCultivated') === 'real'
        ? [doubt('attribute-missing', 'tillageLayer', area('remainderCultivated'))]
        : []
    return judgeArea(context, 'remainderCultivated', () => ({
      severity: 'high',
      missing: ['destructionAppraisal', 'fieldCheck'],
      numbers: areas('cultivated', 'remainderCultivated'),
    }))
  },
})
