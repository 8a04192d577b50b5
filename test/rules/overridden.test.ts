import { describe, expect, test } from 'vitest'
import { areSameHits, type OverriddenHit } from '../../domain/override.ts'
import type { Doubt, Finding, Result } from '../../domain/rule.ts'
import { afterOverrides, hitsOf, stateOf, type Override } from '../../server/rules/overridden.ts'

const finding = (ruleId: string, over: Partial<Finding> = {}): Finding => ({
  kind: 'finding',
  ruleId,
  severity: 'high',
  measured: 1_000,
  threshold: 1,
  thresholdKey: 'overlay.noiseM2',
  unit: 'm2',
  lead: 'NR',
  statute: '',
  missing: [],
  layers: [],
  numbers: {},
  ...over,
})
const doubt = (ruleId: string): Doubt => ({
  kind: 'doubt',
  ruleId,
  reason: 'layer-missing',
  subject: 'roads',
  lead: 'NR',
  measured: null,
})
const overrideOf = (results: readonly Result[], ruleId: string, reportSha256 = 'shape'): Override => ({
  ruleId,
  hits: hitsOf(results, ruleId),
  reportSha256,
})

describe('whether a rule hits as it did', () => {
  const hit = (over: Partial<OverriddenHit> = {}): OverriddenHit => ({
    severity: 'high',
    certainty: 'certain',
    measured: 1_000,
    unit: 'm2',
    ...over,
  })
  test.each<[string, OverriddenHit, OverriddenHit, boolean]>([
    ['the same', hit(), hit(), true],
    ['up to a hundredth more', hit(), hit({ measured: 1_010 }), true],
    ['over a hundredth more', hit(), hit({ measured: 1_010.1 }), false],
    ['up to a hundredth less', hit(), hit({ measured: 990 }), true],
    ['over a hundredth less', hit(), hit({ measured: 989.9 }), false],
    ['of little, up to 1 m² more', hit({ measured: 20 }), hit({ measured: 21 }), true],
    ['of little, over 1 m² more', hit({ measured: 20 }), hit({ measured: 21.1 }), false],
    ['graver', hit(), hit({ severity: 'critical' }), false],
    ['less grave', hit(), hit({ severity: 'medium' }), false],
    ['possible, and certain before', hit(), hit({ certainty: 'possible' }), false],
    ['in another unit', hit(), hit({ unit: 'mu' }), false],
    [
      'under a hundredth of a share more',
      hit({ measured: 0.5, unit: 'ratio' }),
      hit({ measured: 0.509, unit: 'ratio' }),
      true,
    ],
    ['more than that', hit({ measured: 0.5, unit: 'ratio' }), hit({ measured: 0.511, unit: 'ratio' }), false],
    ['a storey more', hit({ measured: 200, unit: 'count' }), hit({ measured: 201, unit: 'count' }), false],
  ])('%s', (_name, before, now, isSame) => {
    expect(areSameHits([before], [now])).toBe(isSame)
  })

  test('once more or once less is not as it did', () => {
    expect(areSameHits([hit()], [hit(), hit()])).toBe(false)
    expect(areSameHits([hit(), hit()], [hit()])).toBe(false)
  })
})

describe('an override', () => {
  const found = [finding('NA-02'), doubt('NA-07')]
  const override = overrideOf(found, 'NA-02')
  test.each<[string, readonly Result[], string, ReturnType<typeof stateOf>]>([
    ['of the same hits holds', found, 'shape', 'holds'],
    ['asks again where the hits are others', [finding('NA-02', { measured: 2_000 })], 'shape', 'asks'],
    ['asks again where the shape is another', found, 'other', 'asks'],
    ['has nothing to say where the rule does not hit', [finding('NA-04')], 'shape', 'idle'],
    [
      'has nothing to say where the rule only informs',
      [finding('NA-02', { severity: 'info' })],
      'shape',
      'idle',
    ],
    ['has nothing to say where the rule only doubts', [doubt('NA-02')], 'shape', 'idle'],
  ])('%s', (_name, results, sha256, state) => {
    expect(stateOf(override, results, sha256)).toBe(state)
  })
})

describe('what is left after overrides', () => {
  const found = [
    finding('NA-01', { severity: 'critical' }),
    finding('NA-02'),
    doubt('NA-07'),
    finding('NA-09', { severity: 'info' }),
  ]
  const left = (...ruleIds: string[]) => {
    const { left, overridden, asks } = afterOverrides(
      found,
      ruleIds.map((id) => overrideOf(found, id)),
      'shape',
    )
    return { verdict: left.verdict, primary: left.primary?.ruleId ?? null, overridden, asks }
  }
  test('nothing overridden is everything', () => {
    expect(left()).toEqual({ verdict: 'suspected', primary: 'NA-01', overridden: [], asks: [] })
  })
  test('one of two leaves the other, which then leads', () => {
    expect(left('NA-01')).toEqual({ verdict: 'suspected', primary: 'NA-02', overridden: ['NA-01'], asks: [] })
  })
  test('all that accuse leave the doubts', () => {
    expect(left('NA-01', 'NA-02')).toMatchObject({ verdict: 'doubtful', primary: null })
  })
  test('all there is leaves it clear', () => {
    const only = [finding('NA-02')]
    expect(afterOverrides(only, [overrideOf(only, 'NA-02')], 'shape').left.verdict).toBe('clear')
  })
  test('what asks again accuses', () => {
    const older = {
      ...overrideOf(found, 'NA-01'),
      hits: [{ severity: 'high', certainty: 'certain', measured: 5, unit: 'm2' } as const],
    }
    expect(afterOverrides(found, [older], 'shape')).toMatchObject({
      left: { verdict: 'suspected' },
      overridden: [],
      asks: ['NA-01'],
    })
  })
  test('what only aggravates says nothing of itself when nothing else accuses', () => {
    const official = [finding('NA-02'), finding('ES-09')]
    expect(afterOverrides(official, [overrideOf(official, 'NA-02')], 'shape').left).toMatchObject({
      verdict: 'clear',
      results: [],
    })
  })
})
