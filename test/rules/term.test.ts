import { describe, expect, test } from 'vitest'
import { daysBetween, monthsAfter, wholeYearsBetween, yearsAfter } from '../../domain/term.ts'

describe('terms', () => {
  test.each([
    ['2025-02-28', 12, '2026-02-28'],
    ['2024-02-29', 12, '2025-02-28'], // no such day
    ['2025-01-31', 1, '2025-02-28'],
    ['2025-12-31', 2, '2026-02-28'],
    ['2025-11-30', 3, '2026-02-28'],
  ] as const)('%s and %s months: %s', (from, months, to) => {
    expect(monthsAfter(from, months)).toBe(to)
  })

  test('years are twelve months each', () => {
    expect(yearsAfter('2024-02-29', 4)).toBe('2028-02-29')
  })

  test.each([
    ['2024-03-01', '2025-02-28', 0],
    ['2024-03-01', '2025-03-01', 1],
    ['2024-02-29', '2025-02-28', 1],
    ['2025-03-01', '2024-03-01', 0],
  ] as const)('from %s to %s: %s whole years', (from, to, years) => {
    expect(wholeYearsBetween(from, to)).toBe(years)
  })

  test('days between', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
  })
})
