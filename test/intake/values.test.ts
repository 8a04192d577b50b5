import { describe, expect, test } from 'vitest'
import { dayValue, numberValue, pick, statusValue, textValue } from '../../server/intake/values.ts'

describe('a day', () => {
  test.each([
    ['20260630', '2026-06-30'],
    [20260630, '2026-06-30'],
    ['2026-06-30', '2026-06-30'],
    ['2026/6/3', '2026-06-03'],
    ['2026.6.3', '2026-06-03'],
    ['2026年6月30日', '2026-06-30'],
    ['２０２６０６３０', '2026-06-30'],
    ['2026-06-30T00:00:00', '2026-06-30'],
    ['2026/6/30 0:00:00', '2026-06-30'],
    ['20260630235959', '2026-06-30'],
    ['2026-06-29T16:00:00Z', '2026-06-30'], // midnight in China
    ['2026-06-30T00:00:00+08:00', '2026-06-30'],
    [46203, '2026-06-30'], // a spreadsheet's serial number
    ['46203.75', '2026-06-30'],
    ['2024-02-29', '2024-02-29'],
  ])('%s is %s', (value, day) => {
    expect(dayValue(value)).toBe(day)
  })

  test.each([
    '0000-01-01',
    '9999-12-31T20:00:00Z', // the next year in China
    '2026-02-29',
    '20261301',
    '202611',
    '2026630',
    '30/06/2026',
    '2026',
    '1',
    '',
    null,
    'soon',
    '2026年6月',
    {},
  ])(
    // prettier-ignore
    '%s is none',
    (value) => {
      expect(dayValue(value)).toBeNull()
    },
  )
})

describe('a number', () => {
  test.each([
    [12.5, 12.5],
    ['12.50', 12.5],
    ['１２．５', 12.5],
    [' -3 ', -3],
    ['1,234,567.8', 1_234_567.8],
  ])('%s is %s', (value, number) => {
    expect(numberValue(value)).toBe(number)
  })

  test.each(['1,5', '12亩', '1e3', '0x10', '', null, true, Number.NaN, Number.POSITIVE_INFINITY])(
    '%s is none',
    (value) => {
      expect(numberValue(value)).toBeNull()
    },
  )
})

describe('a status', () => {
  test.each([
    ['有效', 'valid'],
    ['过期', 'expired'],
    ['已过期', 'expired'],
    ['撤销', 'revoked'],
    ['已注销', 'revoked'],
    ['Revoked', 'revoked'],
    ['换证', 'replaced'],
    ['办理中', null],
    ['constructor', null],
    [null, null],
  ])('%s is %s', (value, status) => {
    expect(statusValue(value)).toBe(status)
  })
})

test('a text is trimmed, half-width and storable', () => {
  expect(['  苏店镇　', 'Ａ（１）', 'a\0b', '', 7].map(textValue)).toEqual([
    '苏店镇',
    'A(1)',
    'ab',
    null,
    '7',
  ])
})

test('a field is found in any case; the first name that has a value wins', () => {
  expect(pick({ dlbm: '0103', CLASS: 'x' }, ['DLBM', 'class'])).toBe('0103')
  expect(pick({ DLBM: '', Class: 'x' }, ['DLBM', 'class'])).toBe('x')
  expect(pick({ DLBM: null }, ['DLBM'])).toBeUndefined()
})
