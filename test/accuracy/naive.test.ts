import { describe, expect, test } from 'vitest'
import { NAIVE_RULES, naiveFindings, type Touch } from '../../bench/accuracy/naive.ts'
import { scoreTables } from '../../bench/accuracy/print.ts'
import { score } from '../../bench/accuracy/score.ts'
import { PLANTED_RULES } from '../../fixtures/district/reports/case.ts'
import { aReport } from '../../fixtures/builders/facts.ts'
import type { ReportFacts } from '../../domain/report.ts'

// The peer of bench:accuracy that only asks what touches what.

const building: Partial<ReportFacts> = { type: '20', use: 'industrial', partyKind: 'organisation' }
const house: Partial<ReportFacts> = { type: '20', use: 'dwelling', partyKind: 'villager' }
const TOWN = ['urban-boundary', 'urban-permits'] as const

describe('a report is flagged', () => {
  test.each<[string, Partial<ReportFacts>, Touch[], string[]]>([
    ['as soon as it touches farmland', building, ['cultivated', ...TOWN], ['NA-02']],
    [
      'by each layer that it touches',
      building,
      ['cultivated', 'basic-farmland', ...TOWN],
      ['NA-01', 'NA-02'],
    ],
    [
      'unless it touches an approval, whatever its day',
      building,
      ['cultivated', 'land-approvals', ...TOWN],
      [],
    ],
    ['in town for want of a permit', building, ['urban-boundary', 'land-approvals'], ['RP-06']],
    ['beyond it for want of another', building, ['village-boundary', 'land-approvals'], ['RP-01']],
    ['beyond both boundaries', building, ['land-approvals', 'rural-permits'], ['NA-08']],
    ['as a house of a villager', house, ['village-boundary', 'land-approvals', 'rural-permits'], ['HS-01']],
    ['as trees on farmland', { type: '03', use: 'forest' }, ['cultivated'], ['NG-01', 'NG-07']],
    ['as a facility without filing', { type: '20', use: 'livestock' }, ['otherAgricultural'], ['GH-05']],
    ['by nothing where it touches nothing', { type: '01', use: null }, [], []],
  ])('%s', (_when, report, touched, rules) => {
    expect(naiveFindings(aReport(report), new Set(touched))).toEqual(rules)
  })
})

test('it has a word for rules that are planted, and for no other', () => {
  for (const rule of Object.keys(NAIVE_RULES)) expect(PLANTED_RULES).toContain(rule)
})

test('it stands beside each rule, with a dash where touching says nothing', () => {
  const truth = ['1', '2'].map((reportNo) => ({
    reportNo,
    mainRule: 'NA-02' as const,
    expectedRules: ['NA-02', 'NA-06'] as ('NA-02' | 'NA-06')[],
    label: 'violation' as const,
    note: '',
  }))
  const judged = (first: string[], second: string[]) =>
    score(
      truth,
      [first, second].map((found, at) => ({
        reportNo: String(at + 1),
        verdict: 'suspected' as const,
        found,
      })),
    )
  const both = ['NA-02', 'NA-06']
  const lines = scoreTables(judged(both, both), judged(['NA-02'], [])).split('\n')
  const cells = (rule: string) =>
    lines
      .find((line) => line.startsWith(`| ${rule}`))!
      .split('|')
      .map((cell) => cell.trim())
      .slice(7, -1)
  expect(cells('NA-02')).toEqual(['1.000', '1.000', '1', '1.000', '0.500'])
  expect(cells('NA-06')).toEqual(['1.000', '1.000', '—', '—', '—'])
})
