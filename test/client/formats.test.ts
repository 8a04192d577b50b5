import { describe, expect, test } from 'vitest'
import { inMu, inSquareMetres, percent } from '../../client/src/format/area.ts'
import { daysBetween, plusDays, today } from '../../client/src/format/day.ts'

describe('areas', () => {
  test.each([
    [0, '0.00', '0.00'],
    [1, '1.00', '0.0015'],
    [3.33, '3.33', '0.0050'],
    [3.34, '3.34', '0.01'],
    [666.6666667, '666.67', '1.00'],
    [1234567.891, '1,234,567.89', '1,851.85'],
  ])('%d m² is printed as %s m² and %s 亩', (area, m2, mu) => {
    expect(inSquareMetres(area)).toBe(m2)
    expect(inMu(area)).toBe(mu)
  })
  test('shares', () => {
    expect([percent(0), percent(0.034), percent(0.925), percent(1)]).toEqual(['0%', '3.4%', '93%', '100%'])
  })
})

describe('days', () => {
  test('are counted by the calendar, across months and leap days', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
    expect(daysBetween('2026-12-04', '2026-11-24')).toBe(-10)
    expect(plusDays('2026-12-28', 10)).toBe('2027-01-07')
  })
  test('today is the day where the reader sits', () => {
    expect(today(new Date(2026, 0, 5, 0, 30))).toBe('2026-01-05')
  })
})
