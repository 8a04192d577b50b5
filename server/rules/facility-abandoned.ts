import { numbersOf, permitsInForce, touchingPermits } from './registers.ts'
import { isFacility, lastSeenOn } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * GH-09 · 设施停用未恢复: the filing under which the facility was built has ended, and the facility was seen standing since; one
 * last seen before may be gone: a doubt. One that was built after its filing had ended is GH-05's.
 */
export const facilityAbandoned = defineRule({
  id: 'GH-09',
  code: 'FACILITY_ABANDONED',
  name: '设施停用未恢复',
  nameEn: 'Facility not restored after its filing ended',
  statute: '土地管理法实施条例 11',
  lead: 'AG',
  assist: ['TW'],
  needs: ['facility-filings'],
  about: {
    severity: 'low',
    condition: '建设时备案有效，备案到期后设施仍在，没有续备，没有复垦验收',
    conditionEn:
      'Filed when built, still there after the filing ended, neither renewed nor accepted as restored',
    consequence: '责令恢复种植条件，或续办备案',
    consequenceEn: 'Restore planting conditions, or renew the filing',
    attributes: ['use', 'actOn', 'imageAfter', 'reportedOn', 'restoredOn'],
  },
  appliesTo: (report) => isFacility(report) && report.restoredOn === null,
  judge(context) {
    const { report, finding, doubt, areas } = context
    const { today } = report
    const filings = permitsInForce(context, 'facility-filings')
    const ended = filings.filter(({ expiresOn }) => expiresOn !== null && expiresOn < today)
    const isRenewed = touchingPermits(context, 'facility-filings').some(
      ({ timing, issuedOn, expiresOn }) =>
        (timing === 'in-force' || timing === 'issued-later') &&
        issuedOn! <= today &&
        (expiresOn === null || expiresOn >= today),
    )
    if (ended.length === 0 || isRenewed) return []
    const covered = Math.max(...ended.map((filing) => filing.covered))
    const isSeenSince = ended.every(({ expiresOn }) => expiresOn! < lastSeenOn(report))
    if (!isSeenSince) return [doubt('attribute-missing', 'restoredOn', covered)]
    return [
      finding({
        severity: 'low',
        measured: covered,
        missing: ['fieldCheck', 'filingPapers', 'restorationAcceptance'],
        numbers: { ...areas('patch', 'filingCovered'), filings: numbersOf(ended) },
      }),
    ]
  },
})
