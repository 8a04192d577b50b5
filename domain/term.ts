import type { Day } from './units.ts'

/** Terms in whole months and years (期限), counted as 民法典 202 does: to the same day, or to the last of a shorter month. */

const MS_PER_DAY = 86_400_000

export function monthsAfter(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

export const yearsAfter = (day: Day, years: number): Day => monthsAfter(day, 12 * years)

export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / MS_PER_DAY

/** Whole years that have passed, 0 before the first anniversary. */
export function wholeYearsBetween(from: Day, to: Day): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return Math.max(0, yearsAfter(from, years) <= to ? years : years - 1)
}
