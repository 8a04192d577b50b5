import { wordOf } from '../../text/text.ts'

export interface ShownAttribute {
  /** As the file names it. */
  key: string
  label: string
  text: string
}

/** Attributes whose values are words of a closed list. */
const WORD_FAMILIES: Readonly<Record<string, string>> = {
  YT: 'use',
  use: 'use',
  SSLX: 'use',
  ZT: 'permitStatus',
  status: 'permitStatus',
  PZLX: 'approvalKind',
}

/** Written at import beside the file's own fields. */
const OWN_KEYS: readonly string[] = ['use', 'status', 'holder', 'number', 'storeys', 'approvedAreaM2']

function textOf(key: string, value: unknown): string {
  const family = WORD_FAMILIES[key]
  return family ? wordOf(family, String(value)) : String(value)
}

/** A feature's attributes in the reader's words; what is empty or said twice is left out. */
export function attributesOf(attributes: Readonly<Record<string, unknown>>): readonly ShownAttribute[] {
  const all = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== '' && typeof value !== 'object')
    .map(([key, value]) => ({ key, label: wordOf('field', key), text: textOf(key, value) }))
  const said = new Set(all.filter(({ key }) => !OWN_KEYS.includes(key)).map(({ text }) => text))
  return all.filter(({ key, text }) => !OWN_KEYS.includes(key) || !said.has(text))
}
