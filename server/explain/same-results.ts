import type { Checks } from '../../domain/api.ts'
import type { Verdict } from '../../domain/report.ts'
import type { Result } from '../../domain/rule.ts'
import { brief } from '../../domain/replay.ts'
import type { Evaluation as Judged } from '../rules/index.ts'

type ResultsCheck = Checks['results']

interface Stored {
  verdict: Verdict
  results: readonly Result[]
}

/** What the rules say of the stored facts now, beside what was stored; `gone` are rules that this release does not have. */
export function sameResults(
  stored: Stored,
  thisResult: Result,
  again: Pick<Judged, 'verdict' | 'results'>,
  gone: ReadonlySet<string>,
): ResultsCheck {
  const now = asStored(again.results)
  const ids = [...new Set([...stored.results, ...now].map(({ ruleId }) => ruleId))]
  const lines = ids.flatMap((ruleId) =>
    pairs(
      stored.results.filter((one) => one.ruleId === ruleId),
      now.filter((one) => one.ruleId === ruleId),
    ).map(([before, after]) => ({
      ruleId,
      isThis: before !== null && textOf(before) === textOf(thisResult),
      stored: before && brief(before),
      again: after && brief(after),
      state: gone.has(ruleId)
        ? ('unchecked' as const)
        : textOf(before) === textOf(after)
          ? ('same' as const)
          : ('differs' as const),
    })),
  )
  const isThisGone = gone.has(thisResult.ruleId)
  const differs =
    lines.some(({ state }) => state === 'differs') || (gone.size === 0 && stored.verdict !== again.verdict)
  return {
    state: differs ? 'differs' : isThisGone ? 'unchecked' : 'same',
    why: isThisGone ? 'rule-gone' : null,
    verdict: { stored: stored.verdict, again: again.verdict },
    lines,
  }
}

export const uncheckedResults = (stored: Stored, why: NonNullable<ResultsCheck['why']>): ResultsCheck => ({
  state: 'unchecked',
  why,
  verdict: { stored: stored.verdict, again: null },
  lines: [],
})

/** As storage keeps it: what is unset is null, what is absent is not there. */
const asStored = (results: readonly Result[]) => JSON.parse(JSON.stringify(results)) as Result[]

const textOf = (result: Result | null) => JSON.stringify(result && sorted(result))

/** Keys in one order, whatever wrote them: jsonb has an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}

function pairs<T>(before: readonly T[], after: readonly T[]): [T | null, T | null][] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, n) => [
    before[n] ?? null,
    after[n] ?? null,
  ])
}
