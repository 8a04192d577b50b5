import { beyondAll, numbersOf, permitsInForce } from './registers.ts'
import { isFacility } from './report-kinds.ts'
import { defineRule, sizeOf } from './rule.ts'

/** GH-06 · 超备案范围: a filing in force touches the facility, and part of the facility lies beyond all filings. */
export const facilityOverFiled = defineRule({
  id: 'GH-06',
  code: 'FACILITY_OVER_FILED',
  name: '超备案范围',
  nameEn: 'Facility beyond its filed extent',
  statute: '自然资规〔2019〕4号；土地管理法实施条例 11',
  lead: 'AG',
  assist: ['TW'],
  needs: ['facility-filings'],
  about: {
    severity: 'medium',
    condition: '设施与有效备案相交，且有一部分在备案范围之外',
    conditionEn: 'A filing in force touches the facility, and part of it lies beyond',
    consequence: '限期改正或变更备案；超出部分不符合条件的恢复',
    consequenceEn: 'Correct or change the filing; what cannot be filed is restored',
    attributes: ['use'],
  },
  appliesTo: isFacility,
  judge(context) {
    const { thresholds, finding, doubt, area, areas, size } = context
    if (size('filingCovered') !== 'real') return []

    const filings = permitsInForce(context, 'facility-filings')
    const beyond = beyondAll(filings, area('patch') - area('filingCovered'))
    switch (sizeOf(beyond, thresholds)) {
      case 'nothing':
        return []
      case 'sliver':
        return [doubt('sliver', 'filingCovered', beyond.area)]
      case 'real':
        return [
          finding({
            severity: 'medium',
            measured: beyond.area,
            threshold: 'overlay.noiseM2',
            missing: ['filingPapers', 'fieldCheck'],
            numbers: { ...areas('patch', 'filingCovered'), filings: numbersOf(filings) },
          }),
        ]
    }
  },
})
