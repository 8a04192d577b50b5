import { describe, expect, test } from 'vitest'
import { ARTICLE_65, competence, isSubDistrict, type Power } from '../../domain/power.ts'

const HANDIAN = '140404001' // 韩店街道
const SUDIAN = '140404101' // 苏店镇
const RP03 = { ruleId: 'RP-03', lead: 'TW' }
const DAY = '2026-06-01'

const power = (over: Partial<Power> = {}): Power => ({
  ruleGroup: 'RP',
  township: HANDIAN,
  agency: 'TW',
  basis: '委托书〔2026〕1号',
  isConfirmed: true,
  validFrom: '2026-01-01',
  validTo: null,
  ...over,
})

describe('who may act by a rule', () => {
  test('without a row it is the unit that the rule names', () => {
    expect(competence(RP03, SUDIAN, DAY, [])).toEqual({ agency: 'TW', basis: null, isConfirmed: true })
    expect(competence({ ruleId: 'NA-01', lead: 'NR' }, HANDIAN, DAY, []).agency).toBe('NR')
  })

  test('a sub-district holds art. 65 only by delegation', () => {
    expect(competence(RP03, HANDIAN, DAY, [])).toEqual({ agency: null, basis: ARTICLE_65, isConfirmed: true })
    expect(competence(RP03, HANDIAN, DAY, [power()])).toMatchObject({
      agency: 'TW',
      basis: '委托书〔2026〕1号',
    })
  })

  test.each([
    ['before its first day', '2025-12-31', { agency: null }],
    ['on its first day', '2026-01-01', { agency: 'TW' }],
    ['on its last day', '2026-12-31', { agency: 'TW' }],
    ['after its last day', '2027-01-01', { agency: null }],
  ] as const)('a delegation %s', (_when, day, expected) => {
    expect(competence(RP03, HANDIAN, day, [power({ validTo: '2026-12-31' })])).toMatchObject(expected)
  })

  test('of one township it says nothing of another', () => {
    expect(competence(RP03, SUDIAN, DAY, [power({ agency: 'UE' })]).agency).toBe('TW')
  })

  test.each([
    [
      'a row of the rule goes before one of its group',
      [power({ agency: 'UE' }), power({ ruleGroup: 'RP-03', agency: 'HC' })],
      'HC',
    ],
    [
      '… also where that of the group is of the township',
      [power({ agency: 'UE' }), power({ ruleGroup: 'RP-03', township: null, agency: 'HC' })],
      'HC',
    ],
    [
      'a row of the township goes before one for all',
      [power({ township: null, agency: 'UE' }), power({ agency: 'HC' })],
      'HC',
    ],
    [
      'the newer goes before the older',
      [power({ agency: 'UE' }), power({ validFrom: '2026-02-01', agency: 'HC' })],
      'HC',
    ],
  ])('%s', (_name, powers, agency) => {
    expect(competence(RP03, HANDIAN, DAY, powers).agency).toBe(agency)
    expect(competence(RP03, HANDIAN, DAY, powers.toReversed()).agency).toBe(agency)
  })

  test('an unconfirmed basis is said to be so', () => {
    expect(competence(RP03, HANDIAN, DAY, [power({ isConfirmed: false })]).isConfirmed).toBe(false)
  })

  test.each([
    [HANDIAN, true],
    ['140404099', true],
    ['140404100', false],
    [SUDIAN, false],
    ['140404200', false],
    ['140404000', false],
  ])('%s is a sub-district: %s', (code, expected) => {
    expect(isSubDistrict(code)).toBe(expected)
  })
})
