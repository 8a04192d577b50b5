import { definePaperRule } from './rule.ts'

/** ES-07 · 非法批准征收、征用、占用土地罪: by the papers of whoever approved. */
export const crimeApproval = definePaperRule({
  id: 'ES-07',
  code: 'CRIME_APPROVAL',
  name: '涉嫌非法批准征收、征用、占用土地罪',
  nameEn: 'Criminal line, unlawful approval of land',
  statute: '刑法 410；法释〔2000〕14号 第四条',
  lead: 'SV',
  assist: ['NR'],
  about: {
    severity: 'critical',
    condition:
      '国家机关工作人员非法批地：永久基本农田 10 亩、其他耕地 30 亩、其他土地 50 亩以上，或损失 30 万元以上',
    conditionEn:
      'An official approves unlawfully 10 mu of basic, 30 of other farmland, 50 of other land, or a loss of 300,000 yuan',
    consequence: '移送监察机关',
    consequenceEn: 'Transfer to the supervisory commission',
    attributes: [],
  },
  byHand: {
    severity: 'critical',
    checklist: ['approvalDocuments', 'officialRole', 'lossAppraisal', 'fieldCheck'],
  },
})
