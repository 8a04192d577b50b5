import type { ApprovalItem } from '../../../../domain/api.ts'
import { t, wordOf, type TextKey } from '../../text/text.ts'

const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** What an act is about, in a line. */
export function subjectOf({ kind, payload, object }: ApprovalItem): string {
  switch (kind) {
    case 'layer.publish':
    case 'layer.withdraw':
      return t('approvals.layerVersion', {
        layer: t(`layer.${textOf(payload['role'])}` as TextKey),
        version: textOf(payload['version']),
      })
    case 'assignment.deadline':
      return t('approvals.deadline', {
        no: textOf(payload['reportNo']),
        from: textOf(payload['from']),
        to: textOf(payload['to']),
      })
    case 'report.export':
      return t('exports.subject', { rows: textOf(payload['rows']), recipient: textOf(payload['recipient']) })
    case 'evidence.void':
      return textOf(payload['name']) || object
    case 'threshold.change':
      return t('threshold.subject', {
        name: wordOf('threshold', textOf(payload['key'])),
        value:
          payload['isGeneral'] === true
            ? t('threshold.general')
            : payload['value'] === null
              ? t('threshold.unset')
              : textOf(payload['value']),
      })
  }
}
