import { describe, expect, test } from 'vitest'
import type { GroundFacts } from '../../domain/ledger.ts'
import { aGround, aReport, theThresholds, type GroundWords } from '../../fixtures/builders/facts.ts'
import { abandoned } from '../../server/rules/abandoned.ts'
import { finding, inWords, said } from './said.ts'

const field = { type: '01', use: null } as const
const tilled = { cultivated: 500 }

describe('NG-10, abandoned farmland', () => {
  test.each([
    { untilled: 0, untilledTwice: 0, result: [] },
    { untilled: 0.99, untilledTwice: 0, result: [] },
    { untilled: 500, untilledTwice: 0, result: ['info'] },
    { untilled: 500, untilledTwice: 0.99, result: ['info'] },
    { untilled: 500, untilledTwice: 1, result: ['low'] },
    { untilled: 500, untilledTwice: 500, result: ['low'] },
  ])('by survey, $untilled m² this year, $untilledTwice m² in both: $result', ({ result, ...measured }) => {
    expect(said(abandoned, { report: field, ground: { ledger: { ...tilled, ...measured } } })).toEqual(result)
  })

  test.each([
    { idleYears: 0, result: [] },
    { idleYears: 1, result: ['info'] },
    { idleYears: 2, result: ['low'] },
    { idleYears: 5, result: ['low'] },
  ])('by patrol, idle for $idleYears years: $result', ({ idleYears, result }) => {
    expect(said(abandoned, { report: { ...field, idleYears }, ground: { ledger: tilled } })).toEqual(result)
  })

  test('the years are what is compared', () => {
    const ground = { ledger: { ...tilled, untilled: 500, untilledTwice: 500 } }
    expect(finding(abandoned, { report: field, ground })).toMatchObject({
      measured: 2,
      threshold: 2,
      unit: 'year',
      thresholdKey: 'abandoned.years',
    })
    const threeYears = theThresholds({ 'abandoned.years': 3 })
    expect(abandoned.evaluate(aReport(field), aGround(ground), threeYears).map(inWords)).toEqual(['info'])
  })

  /** As an overlay that had no survey of the year before, or none with planting attributes. */
  const unmeasured = (words: GroundWords, ...entries: ('untilled' | 'untilledTwice')[]): GroundFacts => {
    const ground = aGround(words)
    return {
      ...ground,
      ledger: { ...ground.ledger, ...Object.fromEntries(entries.map((one) => [one, undefined])) },
    }
  }
  test.each([
    { what: 'tilled this year', ledger: tilled, without: ['untilledTwice'], result: [] },
    {
      what: 'untilled this year',
      ledger: { ...tilled, untilled: 500 },
      without: ['untilledTwice'],
      result: ['info', 'attribute-missing: idleYears'],
    },
    {
      what: 'nothing known',
      ledger: tilled,
      without: ['untilled', 'untilledTwice'],
      result: ['attribute-missing: idleYears'],
    },
  ] as const)('without an earlier survey, $what: $result', ({ ledger, without, result }) => {
    const ground = unmeasured({ ledger }, ...without)
    expect(abandoned.evaluate(aReport(field), ground, theThresholds()).map(inWords)).toEqual(result)
    const patrolled = abandoned.evaluate(aReport({ ...field, idleYears: 2 }), ground, theThresholds())
    expect(patrolled.map(inWords)).toEqual(['low'])
  })

  test.each([
    { what: 'grass of unknown use', report: { type: '04', use: null }, result: ['low'] },
    { what: 'bare soil, which may be a site', report: { type: 'LT', use: 'other' }, result: [] },
    {
      what: 'bare soil that patrol calls idle',
      report: { type: 'LT', use: null, idleYears: 2 },
      result: ['low'],
    },
    { what: 'turf', report: { type: '04', use: 'turf' }, result: [] },
    { what: 'an orchard', report: { type: '02', use: 'orchard' }, result: [] },
    {
      what: 'an orchard that patrol calls idle',
      report: { type: '02', use: 'orchard', idleYears: 2 },
      result: ['low'],
    },
    { what: 'a factory on an untilled field', report: { type: '20', use: 'industrial' }, result: [] },
    {
      what: 'a factory, whatever patrol says',
      report: { type: '20', use: 'industrial', idleYears: 2 },
      result: [],
    },
  ] as const)('$what: $result', ({ report, result }) => {
    const ground = { ledger: { ...tilled, untilled: 500, untilledTwice: 500 } }
    expect(said(abandoned, { report, ground })).toEqual(result)
  })

  test('off farmland nothing is abandoned', () => {
    expect(said(abandoned, { report: { ...field, idleYears: 5 } })).toEqual([])
  })
})
