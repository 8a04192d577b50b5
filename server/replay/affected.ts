import { sameButForCounts, sameResults } from '../../domain/replay.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Day } from '../../domain/units.ts'
import type { Database } from '../db/database.ts'
import { currentReports } from '../queries/current-reports.ts'
import { judgedAgain, storedCases, type StoredCase } from '../queries/stored-cases.ts'
import { judge } from '../rules/judge.ts'
import type { LawBook } from '../rules/law.ts'

/** Evaluations a query: what is in memory at once. */
const PAGE = 2_000

/** The law that holds, and the day on which one looks. */
export interface LawOfNow {
  book: LawBook
  today: Day
  /** What a term does is asked, so it counts up to today; else up to the day on which a report was judged. */
  isOfDay: boolean
}

export const reportOfNow = ({ report }: StoredCase, { today, isOfDay }: LawOfNow): ReportFacts =>
  isOfDay ? { ...report, today } : report

export interface Affected {
  /** Evaluations that were looked at. */
  examined: number
  reportIds: string[]
}

/**
 * Reports whose stored facts the law of now judges otherwise than the law that they were judged by; and those of earlier
 * releases, of which that is not known. Nothing is measured. `isOfDay`: those alone that are judged otherwise today because
 * a term ran out.
 */
export async function reportsAffectedByLaw(
  db: Database,
  district: string,
  law: LawOfNow,
  {
    onProgress,
    isCancelled,
  }: { onProgress: (done: number, total: number) => void; isCancelled: () => Promise<boolean> },
): Promise<Affected> {
  const { book, today, isOfDay } = law
  const isSame = isOfDay ? sameButForCounts : sameResults
  const { known, unknown } = await currentReports(db, district)
  const reportIds = isOfDay ? [] : [...unknown]
  for (let from = 0; from < known.length; from += PAGE) {
    if (await isCancelled()) break
    const page = known.slice(from, from + PAGE)
    for (const one of await storedCases(db, district, { reportIds: page })) {
      if (isOfDay && one.today === null) continue // of a day that somebody asked for
      const now = judge(reportOfNow(one, law), one.periods, book, one.today === null ? null : today)
      if (!isSame(judgedAgain(one).results, now.results)) reportIds.push(one.reportId)
    }
    onProgress(Math.min(from + PAGE, known.length), known.length)
  }
  return { examined: isOfDay ? known.length : known.length + unknown.length, reportIds }
}
