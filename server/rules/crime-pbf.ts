import { CRIME_LINES, couldReach, judgeLine } from './crime-lines.ts'
import { defineRule } from './rule.ts'

/** ES-01 · 涉嫌非法占用农用地罪·永久基本农田: five mu of it destroyed, the bound included. */
export const crimePbf = defineRule({
  id: 'ES-01',
  code: 'CRIME_PBF',
  name: '涉嫌非法占用农用地罪·永久基本农田',
  nameEn: 'Criminal line, permanent basic farmland',
  statute: '刑法 342；法释〔2000〕14号 第三条',
  lead: 'NR',
  needs: ['basic-farmland', 'land-approvals'],
  about: {
    severity: 'critical',
    condition: '非法占用并毁坏永久基本农田 5 亩以上',
    conditionEn: 'Five mu or more of basic farmland occupied and destroyed',
    consequence: '移送公安机关；毁坏程度须经鉴定，行政处罚不得代替移送',
    consequenceEn: 'Transfer to the police after an appraisal; an administrative penalty does not replace it',
    attributes: ['type', 'use', 'tillageLayer'],
  },
  appliesTo: couldReach(CRIME_LINES.basicFarmland),
  judge: (context) => judgeLine(context, CRIME_LINES.basicFarmland),
})
