import type { Day } from '../../domain/units.ts'

/** The same day so many months later; the last of a shorter month. */
export function plusMonths(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0))
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 'YYYY-MM-DD'.length)
}

/** Whether two days lie at most so many months apart, the bound included. */
export const withinMonths = (a: Day, b: Day, months: number): boolean =>
  a < b ? b <= plusMonths(a, months) : a <= plusMonths(b, months)
