import { BYTE_ORDER_MARK, csvLine } from '../../../../domain/csv.ts'
import { dismissedOf } from '../../../../domain/rule-use.ts'
import type { FigureToday, RuleInfo } from '../../../../domain/api.ts'
import { groupName } from '../../filter/sentence.ts'
import { language } from '../../text/language.ts'
import { named, t, wordOf } from '../../text/text.ts'
import { valueText } from '../law/threshold-text.ts'
import { severitiesOf, type Entry } from './entries.ts'

export const nameOf = ({ name, nameEn }: RuleInfo) => named({ nameZh: name, nameEn })

export const inWords = (zh: string | undefined, en: string | undefined) =>
  (language.value === 'zh' ? zh : en) ?? '—'

/** As the rule says it, with its words in the reader's language; in English the words alone, since the rest is Chinese. */
export function severityText({ about }: RuleInfo): string {
  const said = about?.severity ?? ''
  const words = severitiesOf(said)
  if (language.value !== 'zh') return words.map((word) => t(`severity.${word}`)).join(' / ')
  return words.reduce((text, word) => text.replaceAll(word, t(`severity.${word}`)), said)
}

export const agenciesOf = ({ rule, asked }: Entry) =>
  [rule.lead, ...asked.assist].map((code) => wordOf('agency', code)).join(t('text.comma'))

export const evidenceOf = ({ asked }: Entry) => asked.evidence.map((one) => wordOf('missing', one))

const figureText = ({ key, value, unit, confirmed }: FigureToday) =>
  `${wordOf('threshold', key)} ${valueText(value, unit)}${confirmed ? '' : ` (${t('finding.unconfirmed')})`}`

/** The table as it stands on the page, for a spreadsheet: precision as a share, empty where there is none. */
export function csvOf(entries: readonly Entry[]): string {
  const head = [
    ...['rule', 'constant', 'name', 'family', 'severity', 'agencies', 'condition', 'statute'].map((column) =>
      t(`catalogue.csv.${column as 'rule'}`),
    ),
    t('catalogue.figures'),
    t('catalogue.evidence'),
    t('catalogue.fired'),
    t('catalogue.byHand'),
    t('catalogue.open'),
    t('catalogue.confirmed'),
    t('catalogue.dismissed'),
    t('catalogue.cleared'),
    t('catalogue.overridden'),
    t('catalogue.precision'),
  ]
  const lines = entries.map((entry) => {
    const { rule, asked, figures, family } = entry
    const { fired, byHand, open, confirmed, cleared, overridden } = asked.use
    return [
      ...[rule.id, rule.code, nameOf(rule), groupName(family), severityText(rule), agenciesOf(entry)],
      inWords(rule.about?.condition, rule.about?.conditionEn),
      rule.statute,
      figures.map(figureText).join('; '),
      evidenceOf(entry).join('; '),
      ...[fired, byHand, open, confirmed, dismissedOf(asked.use), cleared, overridden],
      asked.precision,
    ]
  })
  return BYTE_ORDER_MARK + [head, ...lines].map(csvLine).join('')
}
