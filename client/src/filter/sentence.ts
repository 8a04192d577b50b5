import { ruleOf } from '../session.ts'
import { named, t } from '../text/text.ts'
import { activeCount, type ReportFilter } from './report-filter.ts'

/** The filter in words, as one reads it aloud. */
export function filterSentence(filter: ReportFilter, townshipName: (code: string) => string): string {
  if (activeCount(filter) === 0) return t('filter.sentenceAll')
  const either = (words: readonly string[]) => words.join(t('filter.or'))
  const ruleName = (id: string) => {
    const rule = ruleOf(id)
    return rule ? `${id} ${named({ nameZh: rule.name, nameEn: rule.nameEn })}` : id
  }
  const clauses: [string, readonly string[]][] = [
    [t('filter.verdict'), filter.verdict.map((word) => t(`verdict.${word}`))],
    [t('filter.severity'), filter.severity.map((word) => t(`severity.${word}`))],
    [t('filter.certainty'), filter.certainty.map((word) => t(`certainty.${word}`))],
    [t('filter.group'), filter.group.map((code) => groupName(code))],
    [t('filter.rule'), filter.rule.map(ruleName)],
    [t('filter.hit'), filter.hit.map(ruleName)],
    [t('filter.overridden'), filter.overridden.map(ruleName)],
    [t('filter.township'), filter.township.map(townshipName)],
    [t('filter.state'), filter.state.map((word) => t(`state.${word}`))],
    [t('filter.decision'), filter.decision.map((word) => t(`decision.${word}`))],
    [t('filter.source'), filter.source.map((word) => t(`source.${word}`))],
    [t('filter.tie'), filter.tie.map((word) => t(`tie.${word}`))],
    [t('filter.override'), filter.override.map((word) => t(`overrideFilter.${word}`))],
    [t('filter.from'), filter.reportedFrom === '' ? [] : [filter.reportedFrom]],
    [t('filter.to'), filter.reportedTo === '' ? [] : [filter.reportedTo]],
    [t('filter.search'), filter.search === '' ? [] : [filter.search]],
  ]
  const said = clauses
    .filter(([, words]) => words.length > 0)
    .map(([name, words]) => t('filter.clause', { name, words: either(words) }))
  return t('filter.sentence', { clauses: said.join(t('filter.and')) })
}

const GROUPS = ['NA', 'NG', 'GH', 'RP', 'HS', 'ES'] as const
export const RULE_GROUPS: readonly string[] = GROUPS

export function groupName(code: string): string {
  const group = GROUPS.find((known) => known === code)
  return group ? t(`group.${group}`) : code
}
