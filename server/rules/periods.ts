import { dayAfter } from '../../domain/day.ts'
import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Day } from '../../domain/units.ts'

/** From the day after the earlier image to the later one; null where the day of the act is known, or no interval is. */
export function actInterval({ actOn, imageBefore, imageAfter }: ReportFacts): { from: Day; to: Day } | null {
  if (actOn !== null || imageBefore === null || imageAfter === null || imageBefore >= imageAfter) return null
  return { from: dayAfter(imageBefore), to: imageAfter }
}

/**
 * Days within the interval on which the ground may be another: a layer of the day has a new version, or a permit that
 * touches the report begins, or is no longer in force. In order, without the first day of the interval.
 */
export function groundChanges(
  { from, to }: { from: Day; to: Day },
  { permits }: GroundFacts,
  layerDays: readonly Day[],
): Day[] {
  const ofPermits = permits.flatMap(({ issuedOn, expiresOn }) => [
    ...(issuedOn === null ? [] : [issuedOn]),
    ...(expiresOn === null ? [] : [dayAfter(expiresOn)]),
  ])
  return [...new Set([...layerDays, ...ofPermits])].filter((day) => from < day && day <= to).sort()
}
