import type { BriefResult } from '../../../../domain/api.ts'
import { named, t, wordOf } from '../../text/text.ts'
import { ruleOf } from '../../session.ts'
import { quantity } from '../patch/quantity.ts'

/** A number of the register with its unit; null is one that no source gives. */
export const valueText = (value: number | null, unit: string) =>
  value === null ? t('threshold.unset') : quantity(value, unit)

/** What a number is given in; of a share, within what. */
export function unitText(unit: string): string {
  if (unit === 'm2') return 'm²'
  if (unit === 'ratio') return '0–1'
  return unit === 'mu' || unit === 'year' || unit === 'month' || unit === 'day' ? t(`unit.${unit}`) : unit
}

export const daysText = (from: string | null, to: string | null) =>
  `${from ?? t('threshold.always')} – ${to ?? t('threshold.open')}`

export function ruleName(ruleId: string): string {
  const rule = ruleOf(ruleId)
  return rule ? `${ruleId} ${named({ nameZh: rule.name, nameEn: rule.nameEn })}` : ruleId
}

/** A finding or a doubt with its numbers, in a line; nothing is nothing found. */
export function briefText(result: BriefResult | null): string {
  if (result === null) return t('law.nothing')
  const what = result.severity ? wordOf('severity', result.severity) : wordOf('doubt', result.reason ?? '')
  const measured = result.measured === null ? '' : ` ${quantity(result.measured, result.unit ?? 'm2')}`
  const threshold =
    result.threshold === null ? '' : ` / ${t('finding.threshold')} ${quantity(result.threshold, result.unit)}`
  return what + measured + threshold
}
