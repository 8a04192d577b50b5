import type { Result } from '../../domain/rule.ts'
import { daysBetween, monthsAfter } from '../../domain/term.ts'
import { numberOf } from './registers.ts'
import { lastSeenOn } from './report-kinds.ts'
import { defineRule } from './rule.ts'
import { lastDay, mayBeTemporarySite, temporaryPermits } from './temporary-sites.ts'

/**
 * NA-11 · 临时用地未复垦: a year past the permit's last day, and no acceptance of its restoration. Beside NA-10: giving the
 * land back and restoring it are two duties. A permit without dates is NA-10's doubt.
 */
export const tempNotRestored = defineRule({
  id: 'NA-11',
  code: 'TEMP_NOT_RESTORED',
  name: '临时用地未复垦',
  nameEn: 'Temporary land not restored',
  statute: '土地管理法 76；土地管理法实施条例 20、56',
  lead: 'NR',
  assist: ['AG', 'EE'],
  needs: ['temporary-use', 'land-approvals'],
  about: {
    severity: 'medium',
    condition: '临时用地期满满一年，没有复垦验收记录',
    conditionEn: 'A year past the last day of a temporary permit, and no acceptance of the restoration',
    consequence: '责令限期改正；逾期缴纳复垦费，处复垦费 2–5 倍罚款，代为复垦',
    consequenceEn: 'Restore within a period; then 2–5 times the restoration fee, and restoration by proxy',
    attributes: ['restoredOn', 'isReturned'],
  },
  appliesTo: (report) => mayBeTemporarySite(report) && report.restoredOn === null,
  judge: (context) =>
    temporaryPermits(context).flatMap((permit): readonly Result[] => {
      const { report, thresholds, finding, doubt } = context
      const last = lastDay(permit, context)
      if (last === null) return []
      const due = monthsAfter(last, thresholds['tempLand.restoreMonths'].value)
      if (report.today <= due) return []
      if (lastSeenOn(report) <= due) return [doubt('attribute-missing', 'restoredOn', permit.covered)]
      return [
        finding({
          severity: 'medium',
          measured: daysBetween(due, report.today),
          unit: 'day',
          missing: ['fieldCheck', 'restorationAcceptance'],
          numbers: {
            permit: numberOf(permit),
            lastDay: last,
            restoreBy: due,
            today: report.today,
            covered: permit.covered,
          },
        }),
      ]
    }),
})
