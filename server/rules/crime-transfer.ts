import { definePaperRule } from './rule.ts'

/** ES-06 · 非法转让、倒卖土地使用权罪: by contracts and gains, which no overlay shows. */
export const crimeTransfer = definePaperRule({
  id: 'ES-06',
  code: 'CRIME_TRANSFER',
  name: '涉嫌非法转让、倒卖土地使用权罪',
  nameEn: 'Criminal line, unlawful transfer of land-use rights',
  statute: '刑法 228；法释〔2000〕14号 第一条',
  lead: 'NR',
  assist: ['PS'],
  about: {
    severity: 'critical',
    condition:
      '以牟利为目的非法转让、倒卖：永久基本农田 5 亩、其他耕地 10 亩、其他土地 20 亩以上，或获利 50 万元以上',
    conditionEn:
      'Transfer for gain of 5 mu of basic, 10 of other farmland, 20 of other land, or gains of 500,000 yuan',
    consequence: '移送公安机关',
    consequenceEn: 'Transfer to the police',
    attributes: [],
  },
  byHand: {
    severity: 'critical',
    checklist: ['contracts', 'gains', 'landRight', 'partyIdentity', 'fieldCheck'],
  },
})
