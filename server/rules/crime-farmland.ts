import { CRIME_LINES, couldReach, judgeLine } from './crime-lines.ts'
import { defineRule } from './rule.ts'

/** ES-02 · 涉嫌非法占用农用地罪·其他耕地: ten mu of farmland outside basic farmland destroyed, the bound included. */
export const crimeFarmland = defineRule({
  id: 'ES-02',
  code: 'CRIME_FARMLAND',
  name: '涉嫌非法占用农用地罪·其他耕地',
  nameEn: 'Criminal line, other farmland',
  statute: '刑法 342；法释〔2000〕14号 第三条',
  lead: 'NR',
  needs: ['land-use', 'basic-farmland', 'land-approvals'],
  about: {
    severity: 'critical',
    condition: '非法占用并毁坏永久基本农田以外的耕地 10 亩以上',
    conditionEn: 'Ten mu or more of other farmland occupied and destroyed',
    consequence: '移送公安机关；毁坏程度须经鉴定，行政处罚不得代替移送',
    consequenceEn: 'Transfer to the police after an appraisal; an administrative penalty does not replace it',
    attributes: ['type', 'use', 'tillageLayer'],
  },
  appliesTo: couldReach(CRIME_LINES.ordinaryFarmland),
  judge: (context) => judgeLine(context, CRIME_LINES.ordinaryFarmland),
})
