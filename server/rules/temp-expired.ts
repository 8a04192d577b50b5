import type { PermitOverlap } from '../../domain/ledger.ts'
import type { Result } from '../../domain/rule.ts'
import { daysBetween, yearsAfter } from '../../domain/term.ts'
import { numberOf, standingOf } from './registers.ts'
import { lastSeenOn } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'
import { lastDay, longestYears, mayBeTemporarySite, temporaryPermits } from './temporary-sites.ts'

/**
 * NA-10 · 临时用地超期: today is past the permit's last day and the site is not returned, or the permit is for longer than the
 * law allows. Where nobody has looked since its last day, whether it was returned is a doubt. Also carries the doubts about a
 * permit for another use, which 条例 20 forbids, and about one without dates.
 */
export const tempExpired = defineRule({
  id: 'NA-10',
  code: 'TEMP_EXPIRED',
  name: '临时用地超期',
  nameEn: 'Temporary land use beyond its term',
  statute: '土地管理法 57、81；土地管理法实施条例 20、59',
  lead: 'NR',
  needs: ['temporary-use', 'land-approvals'],
  about: {
    severity: 'medium',
    condition: '临时用地期满仍未归还；或批准期限超过 2 年（能源、交通、水利 4 年）',
    conditionEn:
      'Past the last day of a temporary permit and not returned, or a term over 2 years (4 for energy, transport, water)',
    consequence: '责令归还，按占用面积处 100–500 元/m² 罚款',
    consequenceEn: 'Return the land; fine of 100–500 yuan per m² occupied',
    attributes: ['isReturned', 'restoredOn', 'use'],
  },
  appliesTo: (report) =>
    mayBeTemporarySite(report) && report.isReturned !== true && report.restoredOn === null,
  judge: (context) => temporaryPermits(context).flatMap((permit) => judgePermit(context, permit)),
})

function judgePermit(context: Context, permit: PermitOverlap): readonly Result[] {
  const { report, doubt } = context
  const isOtherUse = standingOf(permit, report) === 'other-use'
  const ofUse = isOtherUse ? [doubt('permit-other-use', numberOf(permit), permit.covered)] : []
  const last = lastDay(permit, context)
  if (last === null) return [doubt('permit-undated', numberOf(permit), permit.covered), ...ofUse]
  if (report.today <= last) return [...judgeTerm(context, permit), ...ofUse]
  // What was last seen before the end may have been returned since.
  if (lastSeenOn(report) <= last) return [doubt('attribute-missing', 'isReturned', permit.covered), ...ofUse]

  const overdue = context.finding({
    severity: 'medium',
    measured: daysBetween(last, report.today),
    unit: 'day',
    missing: ['fieldCheck', ...(report.isReturned === null ? (['returnRecord'] as const) : [])],
    numbers: numbersOf(context, permit, last),
  })
  return [overdue, ...ofUse]
}

/** A permit that has not run out: whether it may run so long. */
function judgeTerm(context: Context, permit: PermitOverlap): readonly Result[] {
  const { thresholds, finding, doubt } = context
  const { issuedOn, expiresOn } = permit
  if (issuedOn === null || expiresOn === null) return []
  const isOver = (years: number) => expiresOn > yearsAfter(issuedOn, years)

  const longest = longestYears(permit, context)
  const usual = thresholds['tempLand.maxYears'].value
  const ofWorks = thresholds['tempLand.maxYearsInfra'].value
  if (longest === null && isOver(usual) && !isOver(ofWorks))
    return [doubt('attribute-missing', 'permittedUse', permit.covered)]
  if (!isOver(longest ?? ofWorks)) return []
  return [
    finding({
      severity: 'medium',
      measured: daysBetween(issuedOn, expiresOn) / DAYS_A_YEAR,
      unit: 'year',
      threshold: longest === usual ? 'tempLand.maxYears' : 'tempLand.maxYearsInfra',
      missing: ['fieldCheck', 'approvalPapers'],
      numbers: numbersOf(context, permit, expiresOn),
    }),
  ]
}

const DAYS_A_YEAR = 365.2425

const numbersOf = ({ report }: Context, permit: PermitOverlap, last: string) => ({
  permit: numberOf(permit),
  ...(permit.issuedOn !== null && { issuedOn: permit.issuedOn }),
  lastDay: last,
  today: report.today,
  covered: permit.covered,
})
