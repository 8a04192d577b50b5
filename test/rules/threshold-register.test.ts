import { describe, expect, test } from 'vitest'
import { changeDays, thresholdsInForce, type ThresholdRow } from '../../domain/threshold-register.ts'
import { aRegister, type RowWords } from '../../fixtures/builders/facts.ts'

const KEY = 'guardHouse.maxAreaM2' // 22.5 as delivered
const GENERAL = { district: null }

const on = (day: string, ...added: Omit<RowWords, 'key'>[]) =>
  thresholdsInForce(aRegister(...added.map((row) => ({ key: KEY, ...row }) as const)), day)[KEY].value

describe('which row holds on a day', () => {
  test.each<[string, number, ...Omit<RowWords, 'key'>[]]>([
    ['the delivered one where nothing was added', 22.5],
    ['one of the district before the general one', 30, { value: 30 }],
    [
      'a general one that was added later, not before the district’s',
      30,
      { value: 30 },
      { value: 15, ...GENERAL },
    ],
    ['the one that was added last of two of the district', 15, { value: 30 }, { value: 15 }],
    ['its first day included', 30, { value: 30, from: '2025-05-01' }],
    ['not the day before it', 22.5, { value: 30, from: '2025-05-02' }],
    ['its last day included', 30, { value: 30, to: '2025-05-01' }],
    ['not the day after it', 22.5, { value: 30, to: '2025-04-30' }],
    [
      'the general one again, once the district says so',
      22.5,
      { value: 30 },
      { value: null, isGeneral: true },
    ],
    [
      'the district’s until the day from which the general one holds again',
      30,
      { value: 30 },
      { value: null, isGeneral: true, from: '2025-05-02' },
    ],
  ])('%s', (_name, expected, ...added) => {
    expect(on('2025-05-01', ...added)).toBe(expected)
  })

  test('a number that is unset compares with nothing', () => {
    expect(on('2025-05-01', { value: null })).toBeNaN()
  })

  test('the tenth row comes after the ninth', () => {
    const rows: ThresholdRow[] = aRegister({ key: KEY, value: 30 }, { key: KEY, value: 15 })
    rows.at(-2)!.thresholdId = '10'
    rows.at(-1)!.thresholdId = '9'
    expect(thresholdsInForce(rows, '2025-05-01')[KEY].value).toBe(30)
  })

  test('a key without a row is told by its name', () => {
    const rows = aRegister().filter(({ key }) => key !== KEY)
    expect(() => thresholdsInForce(rows, '2025-05-01')).toThrow(/guardHouse\.maxAreaM2.*2025-05-01/)
  })
})

test('the days on which something changes are first days, and days after last ones', () => {
  const rows = aRegister(
    { key: KEY, value: 30, from: '2024-01-01', to: '2024-12-31' },
    { key: KEY, value: 15, from: '2025-01-01' },
  )
  expect(changeDays(rows)).toEqual(['2024-01-01', '2025-01-01'])
})
