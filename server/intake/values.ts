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
  const text = toHalfWidth(String(value)).trim()
  return text === '' ? null : text
}

export function numberValue(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  const text = textValue(value)?.replaceAll(',', '')
  if (!text || !/^[+-]?\d+(\.\d+)?$/.test(text)) return null
  return Number(text)
}

/** `20260630`, `2026-06-30`, `2026/6/30`, `2026年6月30日`, with or without a time; null for no day of the calendar. */
export function dayValue(value: unknown): Day | null {
  const text = textValue(value)
  if (!text) return null
  const found = /^(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?(?:[T\s].*)?$/.exec(text)
  if (!found) return null
  const [, year, month, day] = found as unknown as [string, string, string, string]
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null
}

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
}

export function statusValue(value: unknown): PermitStatus | null {
  const text = textValue(value)?.toLowerCase()
  return text ? (STATUS_WORDS[text] ?? null) : null
}
