import { describe, expect, test } from 'vitest'
import { theThresholds } from '../../fixtures/builders/facts.ts'
import { countedAs, isDuplicate, type Link, type Overlap } from '../../server/groups/duplicates.ts'
import { withinMonths } from '../../server/groups/within-months.ts'

const overlap = (over: Partial<Overlap>): Overlap => ({
  laterId: '2',
  laterOn: '2025-06-01',
  laterM2: 1_000,
  earlierId: '1',
  earlierOn: '2025-05-01',
  earlierM2: 1_000,
  sharedM2: 1_000,
  ...over,
})

describe('whether a report tells of what is on file already', () => {
  test.each([
    ['the same ground', {}, true],
    ['80 % of the later one: the bound is included', { sharedM2: 800 }, true],
    ['just under 80 %', { sharedM2: 799.99 }, false],
    ['a small one within a large one', { laterM2: 100, earlierM2: 10_000, sharedM2: 100 }, true],
    [
      'a large one round a small one tells of much that is new',
      { laterM2: 10_000, earlierM2: 100, sharedM2: 100 },
      false,
    ],
    ['a year apart: the bound is included', { earlierOn: '2024-06-01' }, true],
    ['a year and a day apart', { earlierOn: '2024-05-31' }, false],
    ['brought in later and reported earlier, within the year', { laterOn: '2024-07-01' }, true],
    ['the same, too long before', { laterOn: '2024-04-30' }, false],
    ['what could not be measured, for a person to look at', { sharedM2: null }, true],
    ['the same too long ago', { sharedM2: null, earlierOn: '2020-01-01' }, false],
  ] as const)('%s', (_name, over, expected) => {
    expect(isDuplicate(overlap(over), theThresholds())).toBe(expected)
  })

  test('the bounds are the register’s', () => {
    expect(isDuplicate(overlap({ sharedM2: 500 }), theThresholds({ 'duplicate.minShare': 0.5 }))).toBe(true)
    expect(isDuplicate(overlap({}), theThresholds({ 'duplicate.withinMonths': 0 }))).toBe(false)
  })
})

describe('months', () => {
  test('apart is apart, whichever comes first', () => {
    expect(withinMonths('2025-06-02', '2025-05-01', 1)).toBe(false)
    expect(withinMonths('2025-05-01', '2025-06-01', 1)).toBe(true)
    expect(withinMonths('2025-06-01', '2025-05-01', 1)).toBe(true)
  })
})

describe('which reports are counted in others', () => {
  const link = (laterId: string, earlierId: string, over: Partial<Link> = {}): Link => ({
    laterId,
    earlierId,
    shareOfLater: 0.9,
    state: 'found',
    ...over,
  })
  test.each([
    ['a pair', ['1', '2'], [link('2', '1')], { 2: '1' }],
    ['confirmed', ['1', '2'], [link('2', '1', { state: 'confirmed' })], { 2: '1' }],
    ['broken', ['1', '2'], [link('2', '1', { state: 'broken' })], {}],
    [
      'three of one ground',
      ['1', '2', '3'],
      [link('2', '1'), link('3', '1'), link('3', '2')],
      { 2: '1', 3: '1' },
    ],
    [
      'a chain: the third has nothing of the first',
      ['1', '2', '3'],
      [link('2', '1'), link('3', '2')],
      { 2: '1' },
    ],
    [
      'a chain whose first link was broken',
      ['1', '2', '3'],
      [link('2', '1', { state: 'broken' }), link('3', '2')],
      { 3: '2' },
    ],
    [
      'of two the one with more of it',
      ['1', '2', '3'],
      [link('3', '1', { shareOfLater: 0.8 }), link('3', '2', { shareOfLater: 0.85 })],
      { 3: '2' },
    ],
    ['of two alike the first', ['1', '2', '3'], [link('3', '2'), link('3', '1')], { 3: '1' }],
    [
      'what could not be measured counts as whole',
      ['1', '2', '3'],
      [link('3', '1'), link('3', '2', { shareOfLater: null })],
      { 3: '2' },
    ],
    // A part cut from report 1 later is older than report 2.
    ['the order is as given, not of the numbers', ['9', '2'], [link('2', '9')], { 2: '9' }],
  ] as const)('%s', (_name, order, links, expected) => {
    expect(Object.fromEntries(countedAs(order, links))).toEqual(expected)
  })
})
