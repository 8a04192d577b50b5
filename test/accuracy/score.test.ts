import { describe, expect, test } from 'vitest'
import { score, type Judgement } from '../../bench/accuracy/score.ts'
import type { Truth } from '../../fixtures/district/reports/case.ts'

const aTruth = (over: Partial<Truth>): Truth => ({
  reportNo: '1',
  mainRule: 'NA-02',
  expectedRules: ['NA-02'],
  label: 'violation',
  note: '',
  ...over,
})
const aJudgement = (over: Partial<Judgement>): Judgement => ({
  reportNo: '1',
  verdict: 'suspected',
  found: ['NA-02'],
  ...over,
})

describe('the score of a rule', () => {
  test('counts what it missed and what nobody planted', () => {
    const { rules, verdicts } = score(
      [
        aTruth({ reportNo: '1' }),
        aTruth({ reportNo: '2' }),
        aTruth({ reportNo: '3', mainRule: 'NA-01', expectedRules: ['NA-01', 'NA-02'] }),
        aTruth({ reportNo: '4', mainRule: null, expectedRules: [], label: 'legal' }),
      ],
      [
        aJudgement({ reportNo: '1' }),
        aJudgement({ reportNo: '2', verdict: 'clear', found: [] }),
        aJudgement({ reportNo: '3', found: ['NA-01', 'NA-02'] }),
        aJudgement({ reportNo: '4' }),
      ],
    )
    expect(rules).toEqual([
      { rule: 'NA-01', planted: 1, plantedFor: 1, found: 1, missed: [], extra: [], precision: 1, recall: 1 },
      {
        rule: 'NA-02',
        planted: 3,
        plantedFor: 2,
        found: 3,
        missed: ['2'],
        extra: ['4'],
        precision: expect.closeTo(2 / 3),
        recall: expect.closeTo(2 / 3),
      },
    ])
    expect(verdicts).toEqual({
      violation: { suspected: 2, doubtful: 0, clear: 1 },
      doubtful: { suspected: 0, doubtful: 0, clear: 0 },
      legal: { suspected: 1, doubtful: 0, clear: 0 },
    })
  })

  test('has no precision where nothing was found, and no recall where nothing was planted', () => {
    const { rules } = score([aTruth({})], [aJudgement({ found: ['HS-01'] })])
    expect(rules.map(({ rule, precision, recall }) => [rule, precision, recall])).toEqual([
      ['HS-01', 0, null],
      ['NA-02', null, 0],
    ])
  })
})

test('a report that was not judged is an error, not a miss', () => {
  expect(() => score([aTruth({})], [])).toThrow('1 reports have a truth and 0 were judged')
  expect(() => score([aTruth({})], [aJudgement({ reportNo: '2' })])).toThrow('Report 1 was not judged')
})
