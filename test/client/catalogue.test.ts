import { describe, expect, test } from 'vitest'
import type { Answer } from '../../domain/api.ts'
import { precisionOf, UNUSED, type RuleUse } from '../../domain/rule-use.ts'
import { fromQuery, NO_FILTER } from '../../client/src/filter/report-filter.ts'
import {
  entriesOf,
  inOrder,
  isFound,
  kindOf,
  listOf,
  precisionText,
  severitiesOf,
  type CatalogueOrder,
} from '../../client/src/panels/catalogue/entries.ts'
import { ASKED_BY_RULES } from '../../server/rules/asked.ts'
import { CATALOGUE } from '../../server/rules/index.ts'

/** Numbers of some rules; of all others nothing. */
const USED: Readonly<Record<string, Partial<RuleUse>>> = {
  'NA-01': { fired: 4, open: 2, confirmed: 1, cleared: 1 },
  'NA-02': { fired: 9, open: 8, overridden: 1 },
  'NG-01': { fired: 1, confirmed: 1 },
  'ES-06': { fired: 2, open: 2, byHand: 2 },
}
const answer: Answer<'GET /rules'> = {
  rules: CATALOGUE.map(({ id }) => {
    const use = { ...UNUSED, ...USED[id] }
    const { figures, evidence } = ASKED_BY_RULES[id]!
    return {
      ruleId: id,
      assist: [],
      figures: [...figures],
      evidence: [...evidence],
      use,
      precision: precisionOf(use),
    }
  }),
  figures: [
    { key: 'overlay.noiseM2', value: 1, unit: 'm2', source: '提案', confirmed: false, isOwn: false },
    { key: 'homestead.maxAreaM2', value: null, unit: 'm2', source: '待定', confirmed: false, isOwn: false },
  ],
  today: '2026-11-24',
}
const entries = entriesOf(CATALOGUE, answer)
const entry = (ruleId: string) => entries.find(({ rule }) => rule.id === ruleId)!

test('precision is a share of what was decided, and of nothing there is none', () => {
  expect(precisionOf({ confirmed: 0, cleared: 0, overridden: 0 })).toBeNull()
  expect(precisionOf({ confirmed: 3, cleared: 0, overridden: 0 })).toBe(1)
  expect(precisionOf({ confirmed: 0, cleared: 1, overridden: 0 })).toBe(0)
  expect(precisionOf({ confirmed: 2, cleared: 1, overridden: 1 })).toBe(0.5)
  expect(['NG-01', 'NA-01', 'NA-02', 'ES-06', 'GH-08'].map((id) => precisionText(entry(id)))).toEqual([
    '100%',
    '50%',
    '0%',
    '—',
    '—',
  ])
})

describe('the catalogue', () => {
  test('has every rule, with the figures that stand today', () => {
    expect(entries).toHaveLength(CATALOGUE.length)
    expect(entry('NA-01').figures.map(({ key }) => key)).toEqual(['overlay.noiseM2'])
    expect(entry('GH-08').family).toBe('GH')
  })

  test.each<[CatalogueOrder, string[]]>([
    ['catalogue', ['NA-01', 'NA-02', 'NA-03']],
    ['fired', ['NA-02', 'NA-01', 'ES-06', 'NG-01', 'NA-03']],
    ['least', ['NA-02', 'NA-01', 'NG-01', 'NA-03', 'NA-04']],
    ['most', ['NG-01', 'NA-01', 'NA-02', 'NA-03', 'NA-04']],
  ])('by %s', (order, first) => {
    const ids = inOrder(entries, order).map(({ rule }) => rule.id)
    expect(ids.slice(0, first.length)).toEqual(first)
    expect(ids).toHaveLength(CATALOGUE.length)
  })

  test.each([
    ['', CATALOGUE.length],
    ['na-01', 1],
    ['PBF_OCCUPIED', 1],
    ['看护房 超过一层', 1],
    ['guard house', 2],
    ['法释〔2023〕8号', 1],
    ['没有这样的规则', 0],
  ])('“%s” finds %i', (search, count) => {
    expect(entries.filter((one) => isFound(one, search))).toHaveLength(count)
  })

  test('tells rules that judge something other than a patch', () => {
    expect(['NA-01', 'NA-09', 'NA-15', 'ES-05', 'ES-08'].map((id) => kindOf(entry(id).rule))).toEqual([
      null,
      'statement',
      'papers',
      'group',
      'area',
    ])
  })

  test('has severities of all its rules, the gravest first', () => {
    expect(severitiesOf('medium；high：两层以上')).toEqual(['high', 'medium'])
    expect(entries.filter(({ rule }) => severitiesOf(rule.about!.severity).length === 0)).toEqual([])
  })
})

describe('a number leads to the list of what it counts', () => {
  const asked = { from: '2026-01-01', to: '2026-06-30', township: '140404101' }
  const ground = {
    ...NO_FILTER,
    township: ['140404101'],
    reportedFrom: '2026-01-01',
    reportedTo: '2026-06-30',
  }
  test.each([
    ['fired', { hit: ['NA-01'] }],
    ['open', { rule: ['NA-01'], decision: ['none', 'unsure'] }],
    ['confirmed', { rule: ['NA-01'], decision: ['suspected'] }],
    ['cleared', { rule: ['NA-01'], decision: ['legal', 'other', 'not-an-object'] }],
    ['overridden', { overridden: ['NA-01'] }],
  ] as const)('%s', (counted, filter) => {
    expect(fromQuery(listOf(counted, 'NA-01', asked))).toEqual({ ...ground, ...filter })
  })
  test('of all townships and days where none is asked for', () => {
    expect(listOf('fired', 'NA-01', { from: '', to: '', township: '' })).toEqual({ hit: 'NA-01' })
  })
})
