import type { ReplayItem, ReplayReportItem } from '../../../../domain/api.ts'
import { t, wordOf } from '../../text/text.ts'
import { valueText } from './threshold-text.ts'

/** What a replay follows up, in a line. */
export function causeText({ cause, threshold, layer, dueOn }: ReplayItem): string {
  if (threshold)
    return t('replay.ofThreshold', {
      name: wordOf('threshold', threshold.key),
      value: threshold.isGeneral ? t('threshold.general') : valueText(threshold.value, threshold.unit),
    })
  if (cause === 'day') return t('replay.ofDay', { day: dueOn })
  if (!layer) return t('replay.ofHidden')
  return t(cause === 'layer.withdraw' ? 'replay.ofWithdrawal' : 'replay.ofLayer', {
    layer: wordOf('layer', layer.role),
    version: String(layer.version),
    day: layer.validFrom,
  })
}

/** What two evaluations were judged by differently, in a line. */
export function reasonText(reason: ReplayReportItem['why'][number]): string {
  if (reason.kind === 'rules') return t('replay.byRules')
  if (reason.kind === 'day') return t('replay.byDay', { before: reason.before, after: reason.after })
  const change = { before: String(reason.before ?? '–'), after: String(reason.after ?? '–') }
  if (reason.kind === 'layer') return t('replay.byLayer', { layer: wordOf('layer', reason.role), ...change })
  return t(reason.law === 'act' ? 'replay.byThreshold' : 'replay.byThresholdToday', {
    name: wordOf('threshold', reason.key),
    ...change,
  })
}
