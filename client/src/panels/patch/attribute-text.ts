import { ATTRIBUTE_FORMS, type CheckedAttribute } from '../../../../domain/report-attributes.ts'
import { t, wordOf } from '../../text/text.ts'

/** What a report says of an attribute, in words; what no form has stands as it is. */
export function attributeText(key: string, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'answer.yes' : 'answer.no')
  const form = key in ATTRIBUTE_FORMS ? ATTRIBUTE_FORMS[key as CheckedAttribute] : null
  return form?.kind === 'choice' ? wordOf(form.family, String(value)) : String(value)
}
