import type { Verdict } from '../../domain/report.ts'
import type { Truth, TruthLabel } from '../../fixtures/district/reports/case.ts'

/** What the platform said of one report. */
export interface Judgement {
  reportNo: string
  verdict: Verdict
  /** Rules with a finding, those that only inform included. */
  found: readonly string[]
}

/** One rule against what was planted. */
export interface RuleScore {
  rule: string
  /** Reports in which the rule must find something. */
  planted: number
  /** Of those, the ones that were planted for this rule. */
  plantedFor: number
  found: number
  /** Numbers of the reports in which it must find something and does not. */
  missed: readonly string[]
  /** … and in which it finds what nobody planted. */
  extra: readonly string[]
  /** Share of its findings that were planted; null where it found nothing. */
  precision: number | null
  /** Share of the planted that it found; null where nothing was planted. */
  recall: number | null
}

/** How often each verdict was given to reports of each kind of truth. */
export type Confusion = Record<TruthLabel, Record<Verdict, number>>

export interface Score {
  rules: RuleScore[]
  verdicts: Confusion
}

/** The verdict that each kind of truth asks for. */
export const RIGHT_VERDICT = {
  violation: 'suspected',
  legal: 'clear',
  doubtful: 'doubtful',
} as const satisfies Record<TruthLabel, Verdict>

/** Holds what was said of each report against its truth; throws where either is there without the other. */
export function score(truth: readonly Truth[], judgements: readonly Judgement[]): Score {
  const judgementOf = new Map(judgements.map((one) => [one.reportNo, one]))
  if (judgementOf.size !== truth.length)
    throw new Error(`${truth.length} reports have a truth and ${judgementOf.size} were judged.`)
  const pairs = truth.map((one) => {
    const judgement = judgementOf.get(one.reportNo)
    if (!judgement) throw new Error(`Report ${one.reportNo} was not judged.`)
    return { truth: one, judgement }
  })
  return { rules: rulesOf(pairs).map((rule) => scoreRule(rule, pairs)), verdicts: confusionOf(pairs) }
}

interface Pair {
  truth: Truth
  judgement: Judgement
}

const isPlanted = ({ truth }: Pair, rule: string) => truth.expectedRules.some((one) => one === rule)
const isFound = ({ judgement }: Pair, rule: string) => judgement.found.includes(rule)

/** Every rule that was planted or that found something, by id. */
function rulesOf(pairs: readonly Pair[]): string[] {
  const rules = pairs.flatMap(({ truth, judgement }) => [...truth.expectedRules, ...judgement.found])
  return [...new Set<string>(rules)].sort()
}

function scoreRule(rule: string, pairs: readonly Pair[]): RuleScore {
  const numbers = (of: readonly Pair[]) => of.map(({ truth }) => truth.reportNo)
  const planted = pairs.filter((pair) => isPlanted(pair, rule))
  const found = pairs.filter((pair) => isFound(pair, rule))
  const missed = planted.filter((pair) => !isFound(pair, rule))
  const extra = found.filter((pair) => !isPlanted(pair, rule))
  return {
    rule,
    planted: planted.length,
    plantedFor: planted.filter(({ truth }) => truth.mainRule === rule).length,
    found: found.length,
    missed: numbers(missed),
    extra: numbers(extra),
    precision: found.length > 0 ? 1 - extra.length / found.length : null,
    recall: planted.length > 0 ? 1 - missed.length / planted.length : null,
  }
}

function confusionOf(pairs: readonly Pair[]): Confusion {
  const none = (): Record<Verdict, number> => ({ suspected: 0, doubtful: 0, clear: 0 })
  const confusion: Confusion = { violation: none(), doubtful: none(), legal: none() }
  for (const { truth, judgement } of pairs) confusion[truth.label][judgement.verdict] += 1
  return confusion
}
