import type { Day } from './units.ts'

const DAY_MS = 86_400_000

const shifted = (day: Day, by: number): Day =>
  new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)

export const dayAfter = (day: Day): Day => shifted(day, 1)
export const dayBefore = (day: Day): Day => shifted(day, -1)
