import { EN } from './en/index.ts'
import { fill } from './fill.ts'
import { language, type Language } from './language.ts'
import { ZH, type TextKey } from './zh/index.ts'

const SENTENCES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { zh: ZH, en: EN }

/** A sentence in the reader's language. Templates that use it change with the language. */
export const t = (key: TextKey, values: Readonly<Record<string, string | number>> = {}) =>
  fill(SENTENCES[language.value][key], values)

/** Of things that carry both names, the one in the reader's language. */
export const named = (thing: { nameZh: string; nameEn: string }) =>
  language.value === 'zh' ? thing.nameZh : thing.nameEn

/** A word of a closed list that may have grown on the server: its name, or itself. */
export function wordOf(family: string, word: string): string {
  const key = `${family}.${word}`
  return key in ZH ? t(key as TextKey) : word
}

export type { TextKey }
