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
  needs: ['facility-filings'],
  appliesTo: isFacility,
  judge({ ground, thresholds, finding, doubt, area }) {
    const filings = ground.permits.filter(
      ({ role, timing }) => role === 'facility-filings' && timing === 'in-force',
    )
    const filed = ground.ledger.filingCovered
    if (filed === undefined || sizeOf(filed, thresholds) !== 'real') return []

    const beyond = area('patch') - filed.area
    // With one filing its own excess has a width; with several the strip is judged by area alone.
    const width = filings.length === 1 ? filings[0]!.excess.width : null
    const size = sizeOf({ area: beyond as typeof filed.area, width }, thresholds)
    if (size === 'nothing') return []
    if (size === 'sliver') return [doubt('sliver', 'filingCovered', beyond)]
    return [
      finding({
        severity: 'medium',
        measured: beyond,
        threshold: 'overlay.noiseM2',
        missing: ['filingPapers', 'fieldCheck'],
        numbers: {
          patch: area('patch'),
          filingCovered: filed.area,
          filings: filings.map((filing) => filing.number ?? '无备案号').join('、'),
        },
      }),
    ]
  },
})
