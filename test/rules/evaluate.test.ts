import { describe, expect, test } from 'vitest'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { LAND_USES } from '../../domain/report.ts'
import { SEVERITIES, type Severity } from '../../domain/rule.ts'
import { aGround, aPermit, aReport, permitted, theThresholds } from '../../fixtures/builders/facts.ts'
import { accusingRules, CATALOGUE, evaluate, RULES } from '../../server/rules/index.ts'
import { HITS } from './hits.ts'
import type { Situation } from './said.ts'

const evaluated = ({ report, ground }: Situation) =>
  evaluate(aReport(report), aGround(ground), theThresholds())

describe('the verdict', () => {
  test('information alone leaves a report clear', () => {
    const { verdict, primary, results } = evaluated({ ground: permitted() })
    expect(results.map(({ ruleId }) => ruleId)).toEqual(['NA-09'])
    expect({ verdict, primary }).toEqual({ verdict: 'clear', primary: null })
  })

  test('a doubt makes it doubtful', () => {
    const { verdict, primary } = evaluated({
      ground: permitted({ ledger: { remainderBasicFarmland: [20, 1] } }),
    })
    expect({ verdict, primary }).toEqual({ verdict: 'doubtful', primary: null })
  })

  test('a finding makes it suspected, whatever else is doubtful', () => {
    const ledger = { remainderBasicFarmland: [20, 1] as const, remainderCultivated: 500 }
    expect(evaluated({ ground: { ledger } }).verdict).toBe('suspected')
  })

  test('a finding of severity low is enough', () => {
    const { verdict, primary } = evaluated({ ground: permitted(HITS['NA-06']!.ground) })
    expect({ verdict, severity: primary?.severity }).toEqual({ verdict: 'suspected', severity: 'low' })
  })

  test('areas that do not add up are judged by nobody', () => {
    const { verdict, results } = evaluated({ ground: { step: 4, ledger: { remainderBasicFarmland: 500 } } })
    expect(results).toMatchObject([{ kind: 'doubt', ruleId: 'GROUND', reason: 'overlay-failed' }])
    expect(verdict).toBe('doubtful')
  })

  test('a district without layers makes a building doubtful, never clear', () => {
    const without = [...new Set(RULES.flatMap(({ needs }) => needs))]
    const { verdict, results } = evaluated({ ground: { without } })
    expect(verdict).toBe('doubtful')
    expect(results.every(({ kind }) => kind === 'doubt')).toBe(true)
  })
})

describe('the primary flag', () => {
  test('is the gravest', () => {
    const ledger = { remainderCultivated: 500, remainderRedLine: 500 }
    expect(evaluated({ ground: { ledger } }).primary?.ruleId).toBe('NA-07')
  })

  test('of equals, is the first by rule number', () => {
    const ledger = { remainderBasicFarmland: 500, remainderRedLine: 500 }
    expect(evaluated({ ground: { ledger } }).primary?.ruleId).toBe('NA-01')
  })

  test('of equals in two groups, is the first in the order of the domain rules', () => {
    const report = { use: 'dwelling', partyKind: 'villager' } as const
    const ledger = {
      basicFarmland: 500,
      remainderBasicFarmland: 500,
      ruralArea: 1_000,
      ruralPermitCovered: 1_000,
    }
    const permits = [aPermit({ role: 'rural-permits' })]
    const { results, primary } = evaluated({ report, ground: { ledger, permits } })
    expect(accusingRules(results)).toEqual(['NA-01', 'HS-01', 'HS-04'])
    expect(primary?.ruleId).toBe('NA-01')
  })
})

describe('one act, the flags that belong to it', () => {
  test.each([
    {
      act: 'a factory on 1.5 mu of farmland without papers',
      report: {},
      ground: { ledger: { cultivated: 1_000, remainderCultivated: 1_000, ruralArea: 1_000 } },
      rules: ['NA-02', 'RP-01', 'RP-05'],
    },
    {
      act: "a villager's house on farmland, homestead approved and permitted, no conversion",
      report: { use: 'dwelling', partyKind: 'villager' },
      ground: {
        ledger: {
          cultivated: 1_000,
          remainderCultivated: 1_000,
          ruralArea: 1_000,
          ruralPermitCovered: 1_000,
          homesteadCovered: 1_000,
        },
        permits: [aPermit({ role: 'rural-permits' }), aPermit({ role: 'homestead-approvals' })],
      },
      rules: ['NA-02', 'RP-05', 'HS-05'],
    },
    {
      act: 'an unfiled cattle shed on basic farmland',
      report: { use: 'livestock' },
      ground: { ledger: { cultivated: 1_000, basicFarmland: 1_000, ruralArea: 1_000 } },
      rules: ['GH-08', 'NG-07', 'GH-05'],
    },
    {
      act: 'trees along a road on ordinary farmland, wider than allowed',
      report: { type: '03', use: 'forest' },
      ground: { ledger: { cultivated: 1_000, roadBelt: 400, roadBeltBeyond: 600 } },
      rules: ['NG-02', 'NG-07'],
    },
    {
      act: 'trees along a road on ordinary farmland, within the allowed belt and balanced',
      report: { type: '03', use: 'forest', inOutApprovalNo: '平衡〔2025〕3号' },
      ground: { ledger: { cultivated: 400, roadBelt: 400 } },
      rules: [],
    },
    {
      act: 'a lake for guests on farmland',
      report: { type: 'KT', use: 'tourism' },
      ground: { ledger: { cultivated: 1_000 } },
      rules: ['NG-03'],
    },
    {
      act: 'a nursery on basic farmland',
      report: { type: '02', use: 'nursery' },
      ground: { ledger: { cultivated: 1_000, basicFarmland: 1_000 } },
      rules: ['NG-05', 'NG-07'],
    },
    {
      act: 'a filed guard house that serves meals',
      report: { use: 'commercial' },
      ground: {
        ledger: {
          otherAgricultural: 1_000,
          remainderOtherAgricultural: 1_000,
          filingCovered: 1_000,
          urbanPermitCovered: 1_000,
        },
        classes: { '1202': 1_000 },
        permits: [
          aPermit({ role: 'facility-filings', use: 'guardHouse' }),
          aPermit({ role: 'urban-permits', use: 'commercial', storeys: 1 }),
        ],
      },
      rules: ['GH-04', 'NA-04'],
    },
    {
      act: 'a temporary building in town whose permit ran out before it was seen',
      report: { isPermanent: false },
      ground: {
        ledger: { ruralArea: 0 },
        permits: [aPermit({ role: 'temporary-permits', expiresOn: '2025-06-14' })],
      },
      rules: ['RP-07'],
    },
    {
      act: 'trees on farmland, with neither greening plan nor balance',
      report: { type: '03', use: 'forest' },
      ground: { ledger: { cultivated: 1_000 } },
      rules: ['NG-01', 'NG-07'],
    },
    {
      act: 'fruit on ordinary farmland, soil intact',
      report: { type: '02', use: 'orchard', tillageLayer: 'intact' },
      ground: { ledger: { cultivated: 1_000 } },
      rules: [],
    },
    {
      act: 'a house that outgrew its permit',
      report: { use: 'commercial' },
      ground: {
        ledger: { ruralArea: 1_000, ruralPermitCovered: 800 },
        permits: [aPermit({ role: 'rural-permits', covered: 800, excess: 200, approvedArea: 800 })],
      },
      rules: ['RP-02', 'RP-03'],
    },
  ] as const)('$act: $rules', ({ report, ground, rules }) => {
    expect(accusingRules(evaluated({ report, ground }).results)).toEqual(rules)
  })
})

describe('a larger area never makes a case lighter', () => {
  const AREAS = [0, 0.5, 1, 50, 100, 500, 3_000, 3_400, 6_000, 7_000]
  const rank = (severity: Severity | undefined) =>
    severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity)
  const GRAVER = [
    'cultivated',
    'basicFarmland',
    'remainderCultivated',
    'remainderOrdinaryCultivated',
    'remainderOtherAgricultural',
    'remainderBasicFarmland',
    'remainderRedLine',
    'remainderOutsideBoundaries',
    'ruralArea',
  ] as const satisfies readonly LedgerEntry[]

  test.each(GRAVER.flatMap((entry) => LAND_USES.map((use) => ({ entry, use }))))(
    '$entry under a $use',
    ({ entry, use }) => {
      const report = { use, partyKind: 'villager' } as const
      const ranks = AREAS.map((area) => {
        const { primary } = evaluated({ report, ground: { patch: 9_000, ledger: { [entry]: area } } })
        return rank(primary?.severity)
      })
      expect(ranks).toEqual([...ranks].sort((a, b) => b - a))
    },
  )
})

describe('the catalogue', () => {
  test('is in the order of the domain rules', () => {
    const place = (id: string) => ['NA', 'NG', 'GH', 'RP', 'HS', 'ES'].indexOf(id.slice(0, 2))
    const ids = CATALOGUE.map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted((a, b) => place(a) - place(b) || a.localeCompare(b)))
  })

  test('has for each rule about reports a situation in which it finds something', () => {
    const ofReports = RULES.filter(({ judges }) => judges === undefined).map(({ id }) => id)
    expect(Object.keys(HITS)).toEqual(ofReports)
  })

  test('says of every rule about land and crime what it asks, and what follows', () => {
    for (const { id, about } of RULES)
      if (id.startsWith('NA') || id.startsWith('ES'))
        expect(about, id).toMatchObject({
          condition: expect.stringMatching(/\p{Script=Han}/u),
          conditionEn: expect.stringMatching(/^[^\p{Script=Han}]+$/u),
          consequence: expect.stringMatching(/\p{Script=Han}/u),
          consequenceEn: expect.stringMatching(/^[^\p{Script=Han}]+$/u),
        })
  })

  test('has no id and no code twice', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length)
    expect(new Set(CATALOGUE.map(({ code }) => code)).size).toBe(CATALOGUE.length)
  })
})
