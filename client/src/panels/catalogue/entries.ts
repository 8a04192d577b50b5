import type { Answer, CatalogueRule, FigureToday, RuleInfo } from '../../../../domain/api.ts'
import { dismissedOf } from '../../../../domain/rule-use.ts'
import { SEVERITIES } from '../../../../domain/rule.ts'
import { percent } from '../../format/area.ts'
import { NO_FILTER, toQuery, type FilterQuery, type ReportFilter } from '../../filter/report-filter.ts'

/** One rule of the catalogue: what it is, what it asks for, and what became of its hits. */
export interface Entry {
  rule: RuleInfo
  asked: CatalogueRule
  /** As they are today. */
  figures: readonly FigureToday[]
  /** Letters of its family: `NG` of `NG-01`. */
  family: string
}

/** In the order of the catalogue. */
export function entriesOf(rules: readonly RuleInfo[], answer: Answer<'GET /rules'>): Entry[] {
  const asked = new Map(answer.rules.map((one) => [one.ruleId, one]))
  const figures = new Map(answer.figures.map((one) => [one.key, one]))
  return rules.flatMap((rule) => {
    const one = asked.get(rule.id)
    if (!one) return []
    const compared = one.figures.flatMap((key) => figures.get(key) ?? [])
    return [{ rule, asked: one, figures: compared, family: rule.id.split('-')[0]! }]
  })
}

/** Attributes of a report that the rule reads. */
export const attributesOf = ({ about }: RuleInfo) => about?.attributes ?? []

/** What a rule judges where that is not one report; a statement accuses nobody, so that nothing of it is counted. */
export const kindOf = ({ judges, about }: RuleInfo) =>
  judges ?? (about?.severity === 'info' ? 'statement' : null)

/** Whether every word is somewhere in what the rule says of itself, in either language. */
export function isFound({ rule }: Entry, search: string): boolean {
  const { id, code, name, nameEn, statute, about } = rule
  const text = [id, code, name, nameEn, statute, about?.condition, about?.conditionEn]
    .join('\n')
    .toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

export const ORDERS = ['catalogue', 'fired', 'least', 'most'] as const
export type CatalogueOrder = (typeof ORDERS)[number]

/** Of equal ones, and of those without a precision, which come last, the earlier in the catalogue stays before the later. */
export function inOrder(entries: readonly Entry[], order: CatalogueOrder): Entry[] {
  const precision = (entry: Entry, without: number) => entry.asked.precision ?? without
  switch (order) {
    case 'catalogue':
      return [...entries]
    case 'fired':
      return entries.toSorted((a, b) => b.asked.use.fired - a.asked.use.fired)
    case 'least':
      return entries.toSorted((a, b) => precision(a, 2) - precision(b, 2))
    case 'most':
      return entries.toSorted((a, b) => precision(b, -1) - precision(a, -1))
  }
}

/** Of which reports the numbers are. */
export interface Asked {
  /** Days of report; empty: any. */
  from: string
  to: string
  /** A code; empty: all. */
  township: string
}

type Counted = 'fired' | 'open' | 'confirmed' | 'cleared' | 'overridden'

const WHICH: Readonly<Record<Counted, (rule: string[]) => Partial<ReportFilter>>> = {
  fired: (hit) => ({ hit }),
  open: (rule) => ({ rule, decision: ['none', 'unsure'] }),
  confirmed: (rule) => ({ rule, decision: ['suspected'] }),
  cleared: (rule) => ({ rule, decision: ['legal', 'other', 'not-an-object'] }),
  overridden: (overridden) => ({ overridden }),
}

/** The list of the reports that a number counts, as the address of the workbench has it. */
export function listOf(counted: Counted, ruleId: string, { from, to, township }: Asked): FilterQuery {
  return toQuery({
    ...NO_FILTER,
    ...WHICH[counted]([ruleId]),
    ...(township && { township: [township] }),
    reportedFrom: from,
    reportedTo: to,
  })
}

/** Share of the decided hits that were right; — where none was decided. */
export const precisionText = ({ asked: { precision } }: Entry) =>
  precision === null ? '—' : percent(precision)

/** How many of a rule's hits precision is a share of. */
export const decidedOf = ({ asked: { use } }: Entry) => use.confirmed + dismissedOf(use)

/** Severity words in what a rule says of its severity, the gravest first. */
export const severitiesOf = (severity: string) =>
  SEVERITIES.filter((word) => new RegExp(`\\b${word}\\b`).test(severity))
