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
  appliesTo: couldReach(CRIME_LINES.ordinaryFarmland),
  judge: (context) => judgeLine(context, CRIME_LINES.ordinaryFarmland),
})
