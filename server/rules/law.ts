import { changeDays, thresholdsInForce, type ThresholdRow } from '../../domain/threshold-register.ts'
import { dayAfter } from '../../domain/day.ts'
import type { Rule, Thresholds } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import { ALWAYS, RULES, rulesOn } from './index.ts'

/** What reports are judged by on a day: the rules and the numbers in force. */
export interface Law {
  thresholds: Thresholds
  rules: readonly Rule[]
}

export interface LawBook {
  /** The same object for days that have the same law. */
  on(day: Day): Law
  /** Days after the first and up to the last on which another law begins, in order. */
  changesWithin(from: Day, to: Day): Day[]
}

const ruleChanges = (rules: readonly Rule[]): Day[] =>
  rules.flatMap(({ inForce: { from, to } = ALWAYS }) => [
    ...(from === null ? [] : [from]),
    ...(to === null ? [] : [dayAfter(to)]),
  ])

/** The law of every day, by a register of thresholds. */
export function lawBook(rows: readonly ThresholdRow[], rules: readonly Rule[] = RULES): LawBook {
  const changes = [...new Set([...changeDays(rows), ...ruleChanges(rules)])].sort()
  const laws = new Map<number, Law>()
  return {
    on(day) {
      const part = changes.filter((change) => change <= day).length
      const known = laws.get(part)
      if (known) return known
      const law = { thresholds: thresholdsInForce(rows, day), rules: rulesOn(day, rules) }
      laws.set(part, law)
      return law
    },
    changesWithin: (from, to) => changes.filter((change) => from < change && change <= to),
  }
}

/** What is kept of a law: numbers with their sources, and the version of each rule. */
export interface LawContent {
  thresholds: Thresholds
  rules: Readonly<Record<string, number>>
}

export const contentOf = ({ thresholds, rules }: Law): LawContent => ({
  thresholds,
  rules: Object.fromEntries(rules.map(({ id, version = 1 }) => [id, version])),
})

/** A law as it was kept; rules that this release no longer has are missing from it. */
export const lawOf = ({ thresholds, rules }: LawContent): Law => ({
  thresholds,
  rules: RULES.filter(({ id, version = 1 }) => rules[id] === version),
})

/** A law that holds for the days up to and with `to`. */
export interface LawUntil {
  to: Day
  law: Law
}

/** The law of the days that one judgement was about, in their order, and of the day that it was compared with. */
export function bookOf(laws: readonly LawUntil[], today: Law | null): LawBook {
  return {
    on: (day) => laws.find(({ to }) => day <= to)?.law ?? today ?? laws.at(-1)!.law,
    changesWithin: (from, to) =>
      laws
        .slice(0, -1)
        .map((one) => dayAfter(one.to))
        .filter((day) => from < day && day <= to),
  }
}
