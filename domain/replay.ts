import type { LayerRole } from './layer.ts'
import type { Result, Severity, ThresholdKey } from './rule.ts'
import type { Day } from './units.ts'

/** What made evaluations be looked at again. */
export const REPLAY_CAUSES = [
  'threshold',
  'layer.publish',
  'layer.withdraw',
  'day', // 到期: a term ran out, and nobody changed anything
] as const
export type ReplayCause = (typeof REPLAY_CAUSES)[number]

/** What becomes of a result: it appears (新增), vanishes (消除), or has other numbers (变化). */
export const RESULT_CHANGES = ['new', 'cleared', 'changed'] as const

/** Numbers of a result, without the words that explain it. */
export interface BriefResult {
  ruleId: string
  /** Of a finding. */
  severity: Severity | null
  /** Of a doubt. */
  reason: string | null
  subject: string | null
  measured: number | null
  threshold: number | null
  unit: string | null
}

export interface ResultChange {
  ruleId: string
  change: (typeof RESULT_CHANGES)[number]
  before: BriefResult | null
  after: BriefResult | null
}

/** What two evaluations of one report were judged by differently. */
export type ChangeReason =
  | {
      kind: 'threshold'
      key: ThresholdKey
      law: 'act' | 'today'
      before: number | null
      after: number | null
    }
  | { kind: 'layer'; role: LayerRole; before: number | null; after: number | null }
  | { kind: 'rules' }
  /** The day on which one looked. */
  | { kind: 'day'; before: Day; after: Day }

export const brief = (result: Result): BriefResult => ({
  ruleId: result.ruleId,
  severity: result.kind === 'finding' ? result.severity : null,
  reason: result.kind === 'doubt' ? result.reason : null,
  subject: result.kind === 'doubt' ? result.subject : null,
  measured: result.measured,
  threshold: result.kind === 'finding' ? result.threshold : null,
  unit: result.kind === 'finding' ? result.unit : null,
})

/** What is closer than this, in m² or as a share, is the same number, added up in another order. */
const SAME = 1e-6

export const sameNumber = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= SAME

/** Whether two values say the same, as JSON keeps them: what is unset is null, what is absent is not there. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number' && Number.isFinite(a) && Number.isFinite(b))
    return sameNumber(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) =>
    same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  )
}

/** A count of days up to today is another every day, and no news. */
const withoutCount = <R extends { measured: number | null; unit?: string | null }>(result: R): R => {
  if (result.unit !== 'day') return result
  const { today: _today, ...numbers } = ((result as { numbers?: object }).numbers ?? {}) as { today?: Day }
  return { ...result, measured: null, numbers }
}

const withoutCounts = ({ before, after, ...change }: ResultChange): ResultChange => ({
  ...change,
  before: before && withoutCount(before),
  after: after && withoutCount(after),
})

/** Whether two notes tell the same, whatever the day on which they count. */
export const sameChanges = (before: readonly ResultChange[], after: readonly ResultChange[]): boolean =>
  same(before.map(withoutCounts), after.map(withoutCounts))

/** As sameResults, of results whose counts of days go on from day to day. */
export const sameButForCounts = (before: readonly Result[], after: readonly Result[]): boolean =>
  sameResults(before.map(resultWithoutCount), after.map(resultWithoutCount))

const resultWithoutCount = (result: Result): Result =>
  result.kind === 'finding' ? withoutCount(result) : result

export const sameResults = (before: readonly Result[], after: readonly Result[]): boolean =>
  before.length === after.length && before.every((result, n) => same(result, after[n]))

/** What a result says, whatever its numbers. */
const kindOf = (result: Result) =>
  result.kind === 'finding' ? `finding ${result.thresholdKey}` : `doubt ${result.reason} ${result.subject}`

/**
 * What became of each result, rule by rule: first those that say the same with other numbers, then, where a rule has one
 * result left on either side, one in the place of the other.
 */
export function resultChanges(before: readonly Result[], after: readonly Result[]): ResultChange[] {
  const rules = [...new Set([...before, ...after].map(({ ruleId }) => ruleId))]
  return rules.flatMap((ruleId) => {
    const old = before.filter((result) => result.ruleId === ruleId)
    const young = after.filter((result) => result.ruleId === ruleId)
    const pairs: [Result, Result][] = []
    const take = (same: (a: Result, b: Result) => boolean) => {
      for (const one of [...old]) {
        const other = young.find((result) => same(one, result))
        if (!other) continue
        old.splice(old.indexOf(one), 1)
        young.splice(young.indexOf(other), 1)
        pairs.push([one, other])
      }
    }
    take(same)
    take((a, b) => kindOf(a) === kindOf(b))
    if (old.length === 1 && young.length === 1) take(() => true)
    return [
      ...pairs
        .filter(([a, b]) => !same(a, b))
        .map(([a, b]): ResultChange => ({ ruleId, change: 'changed', before: brief(a), after: brief(b) })),
      ...old.map((one): ResultChange => ({ ruleId, change: 'cleared', before: brief(one), after: null })),
      ...young.map((one): ResultChange => ({ ruleId, change: 'new', before: null, after: brief(one) })),
    ]
  })
}
