import { dayAfter, dayBefore } from '../domain/day.ts'
import type { Day } from '../domain/units.ts'
import type { Db } from './db/database.ts'
import { layerChangeDays } from './queries/layer-days.ts'
import { overlay, type Overlay } from './queries/overlay.ts'
import type { ReportWithHash } from './queries/report-facts.ts'
import type { Period } from './rules/judge.ts'
import { actInterval, groundChanges } from './rules/periods.ts'

/**
 * The ground of each report over the time in which its act may have happened. One period where the day of the act is known,
 * or nothing of the ground changed between the images; else one for each stretch, measured for its last day. `overlays` are
 * those of the days by which the reports are judged.
 */
export async function measurePeriods(
  db: Db,
  district: string,
  reports: ReadonlyMap<string, ReportWithHash>,
  overlays: readonly Overlay[],
): Promise<Map<string, Period[]>> {
  const layerDays = await layerChangeDays(db, district)
  const stretches = overlays.map(({ reportId, day, ground }) => {
    const interval = actInterval(reports.get(reportId)!.report)
    if (interval === null) return { reportId, from: day, ground, ends: [day] }
    const ends = groundChanges(interval, ground, layerDays).map(dayBefore)
    return { reportId, from: interval.from, ground, ends: [...ends, day] }
  })

  // What is to be measured a second time, by day, so that reports of one day share a statement.
  const again = new Map<Day, string[]>()
  for (const { reportId, ends } of stretches)
    for (const day of ends.slice(0, -1)) again.set(day, [...(again.get(day) ?? []), reportId])
  const measured = new Map<string, Overlay['ground']>()
  for (const [day, ids] of again)
    for (const { reportId, ground } of await overlay(db, district, ids, day))
      measured.set(`${reportId} ${day}`, ground)

  return new Map(
    stretches.map(({ reportId, from, ground, ends }) => [
      reportId,
      ends.map((to, n) => ({
        from: n === 0 ? from : dayAfter(ends[n - 1]!),
        to,
        ground: measured.get(`${reportId} ${to}`) ?? ground,
      })),
    ]),
  )
}
