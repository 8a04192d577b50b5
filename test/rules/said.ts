import { aGround, aReport, theThresholds, type GroundWords } from '../../fixtures/builders/facts.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Finding, Result, Rule } from '../../domain/rule.ts'

export interface Situation {
  report?: Partial<ReportFacts>
  ground?: GroundWords
}

/** What a rule answers for a report that differs from the builders' only in what the situation names. */
export const judged = (rule: Rule, { report, ground }: Situation): readonly Result[] =>
  rule.evaluate(aReport(report), aGround(ground), theThresholds())

/** The same in words for tables: a severity, or `reason: subject` of a doubt. */
export const said = (rule: Rule, situation: Situation): string[] => judged(rule, situation).map(inWords)

export const inWords = (result: Result) =>
  result.kind === 'finding' ? result.severity : `${result.reason}: ${result.subject}`

/** The one finding of a situation that must give one. */
export function finding(rule: Rule, situation: Situation): Finding {
  const findings = judged(rule, situation).filter((result) => result.kind === 'finding')
  if (findings.length !== 1) throw new Error(`${rule.id} gave ${findings.length} findings, not one`)
  return findings[0]!
}
