import type { PermitOverlap } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import { yearsAfter } from '../../domain/term.ts'
import type { Day } from '../../domain/units.ts'
import { touchingPermits } from './registers.ts'
import { isBare, isConstruction } from './report-kinds.ts'
import type { Context } from './rule.ts'
import { isInfrastructure } from './uses.ts'

/** 临时用地 (土地管理法 57, 条例 20): what NA-10, NA-11 and NA-12 ask of its permits. */

/** Works, or ground that works left bare. Crops and farm facilities are no temporary site. */
export const mayBeTemporarySite = (report: ReportFacts) => isConstruction(report) || isBare(report)

/**
 * Temporary permits of the ground, whatever their dates. A revoked one permits nothing, so that NA-02 judges the site; nor
 * does any count where an approval has made it construction land by today.
 */
export function temporaryPermits(context: Context): PermitOverlap[] {
  if (isApprovedByToday(context)) return []
  return touchingPermits(context, 'temporary-use').filter(({ timing }) => timing !== 'revoked')
}

function isApprovedByToday(context: Context): boolean {
  const { report, area, thresholds } = context
  return touchingPermits(context, 'land-approvals').some(
    ({ timing, issuedOn, expiresOn, covered }) =>
      timing !== 'revoked' &&
      issuedOn !== null &&
      issuedOn <= report.today &&
      (expiresOn === null || expiresOn >= report.today) &&
      area('patch') - covered < thresholds['overlay.noiseM2'].value,
  )
}

/** The longest term of a permit in years: long works in energy, transport and water may have more. Null: it names no use. */
export function longestYears({ use }: PermitOverlap, { thresholds }: Context): number | null {
  const isLong = isInfrastructure(use)
  return isLong === null ? null : thresholds[isLong ? 'tempLand.maxYearsInfra' : 'tempLand.maxYears'].value
}

/** The last day of a permit: as stated, else of the longest term. Null where nothing says when it began or ends. */
export function lastDay(permit: PermitOverlap, context: Context): Day | null {
  const { issuedOn, expiresOn } = permit
  if (expiresOn !== null || issuedOn === null) return expiresOn
  const years = longestYears(permit, context) ?? context.thresholds['tempLand.maxYearsInfra'].value
  return yearsAfter(issuedOn, years)
}
