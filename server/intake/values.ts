import type { PermitStatus } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'

/** Values as files write them, in the platform's form; null for what cannot be read. */

/** The property that one of `names` means, without regard to case; the first name that the row has wins. */
export function pick(properties: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  for (const name of names) {
    if (properties[name] !== undefined && properties[name] !== null && properties[name] !== '')
      return properties[name]
    const key = Object.keys(properties).find((other) => other.toLowerCase() === name.toLowerCase())
    const value = key === undefined ? undefined : properties[key]
    if (value !== undefined && value !== null && value !== '') return value
  }
  return undefined
}

/** Full-width digits and signs as they are typed on a Chinese keyboard, made plain. */
const toHalfWidth = (text: string) =>
  text
    .replace(/[！-～]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')

export function textValue(value: unknown): string | null {
  if (value === undefined || value === null) return null
  const written = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const text = toHalfWidth(written).replaceAll('\0', '').trim()
  return text === '' ? null : text
}

/** A number, also from text with thousands set off by commas; null for anything else, units included. */
export function numberValue(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  const text = textValue(value)
  if (text === null || !/^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(text)) return null
  return Number(text.replaceAll(',', ''))
}

const YES = ['true', 'yes', 'y', '1', '是', '有']
const NO = ['false', 'no', 'n', '0', '否', '无']

/** Yes or no; null for any other word. */
export function flagValue(value: unknown): boolean | null {
  const word = textValue(value)?.toLowerCase()
  if (word === undefined) return null
  return YES.includes(word) ? true : NO.includes(word) ? false : null
}

/** Days are days in China: an instant with a zone is read there. */
const CHINA_OFFSET_MS = 8 * 3_600_000
/** Day 0 of a spreadsheet, and the serial numbers that can be meant as days (1954 to 2119). */
const SPREADSHEET_EPOCH_MS = Date.UTC(1899, 11, 30)
const SPREADSHEET_DAYS = [20_000, 80_000] as const
const DAY_MS = 86_400_000

/**
 * A day, from `20260630`, `2026-06-30`, `2026/6/30`, `2026年6月30日`, with or without a time, or from a spreadsheet's serial
 * number; null for no day of the calendar.
 */
export function dayValue(value: unknown): Day | null {
  const text = textValue(value)
  if (text === null) return null
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text))
    return dayOfInstant(Date.parse(text) + CHINA_OFFSET_MS)
  if (/^\d{5}(\.\d+)?$/.test(text)) return dayOfSerial(Number(text))
  const found =
    /^(\d{4})(\d{2})(\d{2})(?:\d{6})?$/.exec(text) ??
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s].*)?$/.exec(text)
  if (!found) return null
  const [, year, month, day] = found as unknown as [string, string, string, string]
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return dayOfInstant(Date.parse(`${iso}T00:00:00Z`)) === iso ? iso : null
}

/** Null outside the years 1 to 9999, which are all that a day of ours can be written in. */
function dayOfInstant(ms: number): Day | null {
  if (Number.isNaN(ms)) return null
  const year = new Date(ms).getUTCFullYear()
  return year >= 1 && year <= 9999 ? new Date(ms).toISOString().slice(0, 10) : null
}

const dayOfSerial = (serial: number): Day | null =>
  serial >= SPREADSHEET_DAYS[0] && serial <= SPREADSHEET_DAYS[1]
    ? dayOfInstant(SPREADSHEET_EPOCH_MS + Math.floor(serial) * DAY_MS)
    : null

const STATUS_WORDS: Record<string, PermitStatus> = {
  valid: 'valid',
  有效: 'valid',
  在用: 'valid',
  expired: 'expired',
  过期: 'expired',
  失效: 'expired',
  到期: 'expired',
  revoked: 'revoked',
  撤销: 'revoked',
  注销: 'revoked',
  吊销: 'revoked',
  废止: 'revoked',
  replaced: 'replaced',
  变更: 'replaced',
  换证: 'replaced',
  现行有效: 'valid',
  无效: 'revoked',
  作废: 'revoked',
}

/** The status that a word means, with or without 已 (already) before it; null for a word that is not known. */
export function statusValue(value: unknown): PermitStatus | null {
  const text = textValue(value)?.toLowerCase().replace(/^已/, '')
  return text !== undefined && Object.hasOwn(STATUS_WORDS, text) ? STATUS_WORDS[text]! : null
}
