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
  appliesTo: couldReach(CRIME_LINES.basicFarmland),
  judge: (context) => judgeLine(context, CRIME_LINES.basicFarmland),
})
