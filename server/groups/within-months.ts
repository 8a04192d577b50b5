import { monthsAfter } from '../../domain/term.ts'
import type { Day } from '../../domain/units.ts'

/** Whether two days lie at most so many months apart, the bound included. */
export const withinMonths = (a: Day, b: Day, months: number): boolean =>
  a < b ? b <= monthsAfter(a, months) : a <= monthsAfter(b, months)
