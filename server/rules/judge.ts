import { dayBefore } from '../../domain/day.ts'
import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import { SEVERITIES, type DatedAnswer, type Doubt, type Result } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import { conclude, evaluate, type Evaluation, RULES } from './index.ts'
import type { Law, LawBook, LawUntil } from './law.ts'
import { provisionOf } from './provisions.ts'

/** Days on which the same ground and the same permits served, as measured for the last of them. */
export interface Period {
  from: Day
  to: Day
  ground: GroundFacts
}

/** A question of law that the law of the act and today's answer differently, and which of them holds. */
export interface LawDifference {
  applied: 'act' | 'today'
  act: readonly Result[]
  today: readonly Result[]
}

export interface Judgement extends Evaluation {
  differences: readonly LawDifference[]
  /** In order of days; the last is that of the day by which the report is judged. */
  laws: readonly LawUntil[]
  /** Today's law, where the act was compared with it. */
  today: { on: Day; law: Law } | null
}

/**
 * Judges one report: by the rules and numbers in force at the act, and by today's where they are milder (行政处罚法 37,
 * 从旧兼从轻). The ground is that of the act, whatever was mapped, planned or permitted since.
 *
 * Where the day of the act is not known, `periods` are those between the images, the last one leading. A question that is
 * not answered the same throughout is a doubt, with every answer. `today` null: by the law of the day alone.
 */
export function judge(
  report: ReportFacts,
  periods: readonly Period[],
  book: LawBook,
  today: Day | null,
): Judgement {
  const now = today === null ? null : { on: today, law: book.on(today) }
  const parts = periods
    .flatMap((period) => byLaw(period, book))
    .map((part) => ({ ...part, ...milder({ ...report, judgedOn: part.to }, part, now) }))
  const last = parts.at(-1)!
  return {
    ...conclude(parts.length === 1 ? last.results : sameThroughout(parts)),
    differences: last.differences,
    laws: parts.map(({ to, law }) => ({ to, law })),
    today: now,
  }
}

/** A period in parts of one law each. */
function byLaw({ from, to, ground }: Period, book: LawBook): (Period & { law: Law })[] {
  const starts = [from, ...book.changesWithin(from, to)]
  return starts.map((start, n) => {
    const next = starts[n + 1]
    return { from: start, to: next === undefined ? to : dayBefore(next), ground, law: book.on(start) }
  })
}

type Now = Judgement['today']

function milder(
  report: ReportFacts,
  { ground, law }: { ground: GroundFacts; law: Law },
  now: Now,
): { results: readonly Result[]; differences: LawDifference[] } {
  const by = ({ thresholds, rules }: Law) => evaluate(report, ground, thresholds, rules).results
  const act = by(law)
  if (now === null || now.law === law) return { results: act, differences: [] }

  const differences: LawDifference[] = []
  const [ofAct, ofToday] = [byProvision(act), byProvision(by(now.law))]
  const results = [...new Set([...ofAct.keys(), ...ofToday.keys()])].flatMap((provision) => {
    const [old, young] = [ofAct.get(provision) ?? [], ofToday.get(provision) ?? []]
    if (JSON.stringify(old) === JSON.stringify(young)) return old
    const applied = isHarsher(old, young) ? 'today' : 'act'
    differences.push({ applied, act: old, today: young })
    const on = applied === 'act' ? report.judgedOn : now.on
    return (applied === 'act' ? old : young).map((result) => ({
      ...result,
      law: { on, is: applied } as const,
    }))
  })
  return { results: inOrder(results), differences }
}

function byProvision(results: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>()
  for (const result of results) {
    const provision = provisionOf(result.ruleId)
    groups.set(provision, [...(groups.get(provision) ?? []), result])
  }
  return groups
}

/** How many of each severity, the gravest first, then doubts. Information weighs nothing. */
const weight = (results: readonly Result[]): number[] => [
  ...SEVERITIES.filter((severity) => severity !== 'info').map(
    (severity) => results.filter((one) => one.kind === 'finding' && one.severity === severity).length,
  ),
  results.filter(({ kind }) => kind === 'doubt').length,
]

function isHarsher(one: readonly Result[], other: readonly Result[]): boolean {
  const [a, b] = [weight(one), weight(other)]
  const place = a.findIndex((count, n) => count !== b[n])
  return place >= 0 && a[place]! > b[place]!
}

const ORDER = new Map(RULES.map(({ id }, place) => [id, place]))

/** As one evaluation gives them: in the order of the rules, what concerns the ground itself last. */
const inOrder = (results: readonly Result[]): Result[] => {
  const place = ({ ruleId }: Result) => ORDER.get(ruleId) ?? RULES.length
  return [...results].sort((a, b) => place(a) - place(b))
}

/** What a question is answered with, whatever the numbers behind. */
const answerOf = (results: readonly Result[]): string =>
  results
    .map((one) =>
      one.kind === 'finding' ? `${one.ruleId} ${one.severity}` : `${one.ruleId} ${one.reason} ${one.subject}`,
    )
    .sort()
    .join('\n')

function sameThroughout(parts: readonly DatedAnswer[]): Result[] {
  const groups = parts.map(({ results }) => byProvision(results))
  const provisions = [...new Set(groups.flatMap((group) => [...group.keys()]))]
  const results = provisions.flatMap((provision): Result[] => {
    const answers = groups.map((group, n) => ({ ...parts[n]!, results: group.get(provision) ?? [] }))
    const said = answers.map(({ results }) => answerOf(results))
    return new Set(said).size === 1 ? [...answers.at(-1)!.results] : [openDate(joined(answers, said))]
  })
  return inOrder(results)
}

/** Parts that follow each other with the same answer, as one. */
function joined(answers: readonly DatedAnswer[], said: readonly string[]): DatedAnswer[] {
  const whole: DatedAnswer[] = []
  answers.forEach(({ to, results, from }, n) => {
    const before = whole.at(-1)
    if (before && said[n] === said[n - 1]) whole[whole.length - 1] = { from: before.from, to, results }
    else whole.push({ from, to, results })
  })
  return whole
}

/** In the name of the gravest rule that any part of the time would accuse, else of the first that doubts. */
function openDate(answers: readonly DatedAnswer[]): Doubt {
  const all = answers.flatMap(({ results }) => results)
  const rank = (result: Result) =>
    result.kind === 'finding' ? SEVERITIES.indexOf(result.severity) : SEVERITIES.length
  const { ruleId, lead } = all.reduce((first, next) => (rank(next) < rank(first) ? next : first))
  return {
    kind: 'doubt',
    ruleId,
    reason: 'date-open',
    subject: `${answers[0]!.from}/${answers.at(-1)!.to}`,
    lead,
    measured: null,
    answers,
  }
}
