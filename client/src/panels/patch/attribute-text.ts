import { t, wordOf } from '../../text/text.ts'

const FAMILIES: Readonly<Record<string, string>> = {
  type: 'patchType',
  use: 'use',
  partyKind: 'party',
  tillageLayer: 'tillage',
  forestKind: 'forestKind',
  livestockKind: 'livestockKind',
}

/** What a report says of an attribute, in words. */
export function attributeText(key: string, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'answer.yes' : 'answer.no')
  const family = FAMILIES[key]
  return family ? wordOf(family, String(value)) : String(value)
}
