import { wordOf } from '../../text/text.ts'

/** A layer, a ledger entry, an attribute, a threshold or a code: whatever a doubt is about. */
export function subjectName(subject: string): string {
  for (const family of ['layer', 'ledger', 'attribute', 'threshold']) {
    const word = wordOf(family, subject)
    if (word !== subject) return word
  }
  return subject
}
