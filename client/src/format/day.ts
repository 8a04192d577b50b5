import type { Day } from '../../../domain/units.ts'

const MS_PER_DAY = 86_400_000

/** Today where the reader sits, as a day without an instant. */
export function today(now = new Date()): Day {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day) =>
  Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / MS_PER_DAY)

export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10)
}

/** `2026-03-05 14:07`, in the reader's own time. */
export function instant(iso: string): string {
  const at = new Date(iso)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${today(at)} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The same to the second, where the order of acts matters. */
export const instantToSecond = (iso: string): string =>
  `${instant(iso)}:${String(new Date(iso).getSeconds()).padStart(2, '0')}`

/** When a day begins where the reader sits, as an instant. */
export const beginOfDay = (day: Day): string => new Date(`${day}T00:00`).toISOString()
