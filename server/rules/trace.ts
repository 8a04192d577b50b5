import { LEDGER_ENTRIES, type GroundFacts, type LedgerEntry } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import { THRESHOLDS, type Result, type ThresholdKey, type Thresholds } from '../../domain/rule.ts'

/** What was looked at while something was judged, each once, in the order of the field's own lists. */
export interface Trace {
  results: readonly Result[]
  thresholds: ThresholdKey[]
  entries: LedgerEntry[]
  attributes: (keyof ReportFacts)[]
}

type Judge = (report: ReportFacts, ground: GroundFacts, thresholds: Thresholds) => readonly Result[]

/** Judges, and notes what was read for it: what a rule says of itself may be out of date, what it read is not. */
export function traced(
  judge: Judge,
  report: ReportFacts,
  ground: GroundFacts,
  thresholds: Thresholds,
): Trace {
  const seen = { report: new Set<string>(), ledger: new Set<string>(), thresholds: new Set<string>() }
  const ledger = watched(ground.ledger, seen.ledger)
  const results = judge(
    watched(report, seen.report),
    { ...ground, ledger },
    watched(thresholds, seen.thresholds),
  )
  const among = <T extends string>(words: readonly T[], found: ReadonlySet<string>) =>
    words.filter((word) => found.has(word))
  return {
    results,
    thresholds: among(Object.keys(THRESHOLDS) as ThresholdKey[], seen.thresholds),
    entries: among(LEDGER_ENTRIES, seen.ledger),
    attributes: among(Object.keys(report) as (keyof ReportFacts)[], seen.report),
  }
}

const watched = <T extends object>(thing: T, seen: Set<string>): T =>
  new Proxy(thing, {
    get(target, key, receiver) {
      if (typeof key === 'string') seen.add(key)
      return Reflect.get(target, key, receiver) as unknown
    },
  })
