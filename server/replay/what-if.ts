import type { Move } from '../../domain/api.ts'
import { resultChanges, type ResultChange } from '../../domain/replay.ts'
import { THRESHOLDS } from '../../domain/rule.ts'
import type { ThresholdRow } from '../../domain/threshold-register.ts'
import type { Day } from '../../domain/units.ts'
import type { StoredCase } from '../queries/stored-cases.ts'
import { judge, type Judgement } from '../rules/judge.ts'
import { lawBook, type LawBook } from '../rules/law.ts'

/** The law as it is, and as it would be with some numbers moved. */
export interface Laws {
  now: LawBook
  then: LawBook
  today: Day
}

/** As if the district had added rows for the moves, one after the other. */
export function lawsOf(
  rows: readonly ThresholdRow[],
  moves: readonly Move[],
  { district, today }: { district: string; today: Day },
): Laws {
  const newest = BigInt(rows.at(-1)?.thresholdId ?? 0)
  const moved = moves.map(({ key, value, from, to }, n): ThresholdRow => ({
    thresholdId: String(newest + BigInt(n + 1)),
    key,
    district,
    from,
    to,
    value,
    unit: THRESHOLDS[key],
    source: '',
    confirmed: false,
    isGeneral: false,
  }))
  return { now: lawBook(rows), then: lawBook([...rows, ...moved]), today }
}

/** What would be another of a report, from what was measured of it; null where nothing would. */
export function wouldChange(
  one: StoredCase,
  { now, then, today }: Laws,
): { before: Judgement; after: Judgement; changes: ResultChange[] } | null {
  const by = (book: LawBook) => judge(one.report, one.periods, book, one.today === null ? null : today)
  const [before, after] = [by(now), by(then)]
  const changes = resultChanges(before.results, after.results)
  return changes.length > 0 ? { before, after, changes } : null
}
