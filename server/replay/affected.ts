import { sameResults } from '../../domain/replay.ts'
import type { Day } from '../../domain/units.ts'
import type { Database } from '../db/database.ts'
import { currentReports } from '../queries/current-reports.ts'
import { judgedAgain, storedCases } from '../queries/stored-cases.ts'
import { judge } from '../rules/judge.ts'
import type { LawBook } from '../rules/law.ts'

/** Evaluations a query: what is in memory at once. */
const PAGE = 2_000

export interface Affected {
  /** Evaluations that were looked at. */
  examined: number
  reportIds: string[]
}

/**
 * Reports whose stored facts the law of now judges otherwise than the law that they were judged by; and those of earlier
 * releases, of which that is not known. Nothing is measured.
 */
export async function reportsAffectedByLaw(
  db: Database,
  district: string,
  { book, today }: { book: LawBook; today: Day },
  {
    onProgress,
    isCancelled,
  }: { onProgress: (done: number, total: number) => void; isCancelled: () => Promise<boolean> },
): Promise<Affected> {
  const { known, unknown } = await currentReports(db, district)
  const reportIds = [...unknown]
  for (let from = 0; from < known.length; from += PAGE) {
    if (await isCancelled()) break
    const page = known.slice(from, from + PAGE)
    for (const one of await storedCases(db, district, { reportIds: page })) {
      const now = judge(one.report, one.periods, book, one.today === null ? null : today)
      if (!sameResults(judgedAgain(one).results, now.results)) reportIds.push(one.reportId)
    }
    onProgress(Math.min(from + PAGE, known.length), known.length)
  }
  return { examined: known.length + unknown.length, reportIds }
}
