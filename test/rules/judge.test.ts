import { describe, expect, test } from 'vitest'
import type { Day } from '../../domain/units.ts'
import {
  aGround,
  aPermit,
  aRegister,
  aReport,
  permitted,
  type GroundWords,
  type RowWords,
} from '../../fixtures/builders/facts.ts'
import { mu, muToSquareMetres } from '../../domain/units.ts'
import { judge, type Judgement } from '../../server/rules/judge.ts'
import { guardHouseOversize } from '../../server/rules/guard-house-oversize.ts'
import { contentOf, lawBook } from '../../server/rules/law.ts'
import { inWords } from './said.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Rule, Severity } from '../../domain/rule.ts'

const ACT = '2025-05-01'
const TODAY = '2026-11-24'
const hut = { use: 'guardHouse', storeys: 1 } as const

/** Judged on the day of the act, and by today's law, where these rows were added to the register. */
function judged(
  rows: readonly RowWords[],
  { report = {}, ground = {} }: { report?: Partial<ReportFacts>; ground?: GroundWords },
  today: Day | null = TODAY,
): Judgement {
  const periods = [{ from: ACT, to: ACT, ground: aGround(ground) }]
  return judge(aReport(report), periods, lawBook(aRegister(...rows)), today)
}

const said = ({ results }: Judgement, group: string) =>
  results
    .filter(({ ruleId }) => ruleId.startsWith(group))
    .map((result) => `${result.ruleId} ${inWords(result)}${result.law ? ` by ${result.law.is}` : ''}`)

describe('a guard house that a change of the limit decides about', () => {
  const limit = (value: number, from: Day | null, to: Day | null = null) =>
    ({ key: 'guardHouse.maxAreaM2', value, from, to }) as const

  test.each<[string, number, RowWords[], string[]]>([
    ['over the limit of then and of today', 40, [limit(30, '2026-01-01')], ['GH-03 medium by act']],
    ['over the limit of then, not of today: the newer is milder', 25, [limit(30, '2026-01-01')], []],
    ['at today’s limit to the decimetre', 30, [limit(30, '2026-01-01')], []],
    ['over today’s limit, not over that of then: no law reaches back', 20, [limit(15, '2026-01-01')], []],
    ['over both, where today’s is stricter', 25, [limit(15, '2026-01-01')], ['GH-03 medium by act']],
    ['where the limit changed before the act', 25, [limit(30, '2025-05-01')], []],
    ['where it changed on the day after the act', 25, [limit(30, '2025-05-02')], []],
    ['where it changed and changed back', 25, [limit(30, '2026-01-01', '2026-06-30')], ['GH-03 medium']],
    ['where the change begins tomorrow', 25, [limit(30, '2026-11-25')], ['GH-03 medium']],
    ['where the change begins today', 25, [limit(30, '2026-11-24')], []],
    ['where it was always another, as the district found out', 25, [limit(30, null)], []],
  ])('%s', (_name, patch, rows, expected) => {
    expect(said(judged(rows, { report: hut, ground: { patch } }), 'GH-03')).toEqual(expected)
  })

  test('what today’s law lets go is told with both answers', () => {
    const { differences } = judged([limit(30, '2026-01-01')], { report: hut, ground: { patch: 25 } })
    expect(differences).toMatchObject([
      { applied: 'today', act: [{ ruleId: 'GH-03', measured: 25, threshold: 22.5 }], today: [] },
    ])
  })

  test('what is judged by the law of the act cites its number and its day', () => {
    const { results } = judged([limit(15, '2026-01-01')], { report: hut, ground: { patch: 25 } })
    expect(results.find(({ ruleId }) => ruleId === 'GH-03')).toMatchObject({
      threshold: 22.5,
      law: { on: ACT, is: 'act' },
    })
  })

  test('by one day’s law alone where somebody asks for a day', () => {
    const { today, differences, ...judgement } = judged(
      [limit(30, '2026-01-01')],
      { report: hut, ground: { patch: 25 } },
      null,
    )
    expect({ today, differences }).toEqual({ today: null, differences: [] })
    expect(said(judgement as Judgement, 'GH-03')).toEqual(['GH-03 medium'])
  })

  test('a change of something else marks nothing', () => {
    const rows = [{ key: 'crime.pbfMu', value: 6, from: '2026-01-01' }] as const
    expect(said(judged(rows, { report: hut, ground: { patch: 25 } }), 'GH-03')).toEqual(['GH-03 medium'])
  })
})

describe('one question of law is answered by one law', () => {
  const pbf = (taken: number) => ({
    ground: permitted({ patch: 9_000, ledger: { remainderBasicFarmland: muToSquareMetres(mu(taken)) } }),
  })
  const line = (value: number) => [{ key: 'crime.pbfMu', value, from: '2026-01-01' }] as const

  test.each<[string, number, readonly RowWords[], string[]]>([
    // By the law of then it was a crime line reached (5 亩); rule by rule neither line nor warning would be left.
    ['near today’s line, over that of then', 8.5, line(10), ['ES-11 medium by today']],
    ['far below today’s line, over that of then', 6, line(10), []],
    ['near the line of then, over today’s', 4.5, line(4), ['ES-11 medium by act']],
    ['over both', 12, line(10), ['ES-01 critical by act']],
  ])('%s', (_name, taken, rows, expected) => {
    expect(said(judged(rows, pbf(taken)), 'ES')).toEqual(expected)
  })

  test('another question keeps its own answer, and results stay in the order of the rules', () => {
    const { results, verdict, primary } = judged(line(10), pbf(6))
    expect(results.map(({ ruleId }) => ruleId)).toEqual(['NA-01', 'NA-09'])
    expect({ verdict, primary: primary?.ruleId }).toEqual({ verdict: 'suspected', primary: 'NA-01' })
  })

  test('a doubt is milder than a finding, and nothing milder than a doubt', () => {
    const strip = { ground: { ledger: { remainderBasicFarmland: [50, 1.5] as const } } }
    const width = (value: number) => [{ key: 'overlay.sliverWidthM', value, from: '2026-01-01' }] as const
    // 1.5 m wide: a sliver where slivers are narrower than 2 m, real ground where they are narrower than 1 m.
    expect(said(judged(width(1), strip), 'NA-01')).toEqual(['NA-01 sliver: remainderBasicFarmland by act'])
    const wide = { ground: { ledger: { remainderBasicFarmland: [50, 2.5] as const } } }
    expect(said(judged(width(3), wide), 'NA-01')).toEqual(['NA-01 sliver: remainderBasicFarmland by today'])
  })
})

describe('a rule that was read otherwise from a day on', () => {
  const reading = (version: number, severity: Severity, from: Day | null, to: Day | null): Rule => ({
    ...guardHouseOversize,
    version,
    inForce: { from, to },
    evaluate: (...facts) =>
      guardHouseOversize
        .evaluate(...facts)
        .map((one) => (one.kind === 'finding' ? { ...one, severity } : one)),
  })
  const byRules = (rules: readonly Rule[]) =>
    judge(
      aReport(hut),
      [{ from: ACT, to: ACT, ground: aGround({ patch: 30 }) }],
      lawBook(aRegister(), rules),
      TODAY,
    )

  test.each<[string, readonly Rule[], string[]]>([
    [
      'more severely: the old reading holds',
      [reading(1, 'medium', null, '2025-12-31'), reading(2, 'critical', '2026-01-01', null)],
      ['GH-03 medium by act'],
    ],
    [
      'more mildly: the new one does',
      [reading(1, 'medium', null, '2025-12-31'), reading(2, 'low', '2026-01-01', null)],
      ['GH-03 low by today'],
    ],
    ['came after the act', [reading(1, 'medium', '2026-01-01', null)], []],
    ['came on the day of the act', [reading(1, 'medium', ACT, null)], ['GH-03 medium']],
    ['was repealed since', [reading(1, 'medium', null, '2025-12-31')], []],
  ])('%s', (_name, rules, expected) => {
    expect(said(byRules(rules), 'GH-03')).toEqual(expected)
  })

  test('is kept with its version', () => {
    const { laws, today } = byRules([
      reading(1, 'medium', null, '2025-12-31'),
      reading(2, 'critical', '2026-01-01', null),
    ])
    expect(contentOf(laws[0]!.law).rules).toEqual({ 'GH-03': 1 })
    expect(contentOf(today!.law).rules).toEqual({ 'GH-03': 2 })
  })
})

describe('an act of an unknown day between two images', () => {
  const between = { actOn: null, imageBefore: '2025-02-28', imageAfter: '2025-06-30', judgedOn: '2025-06-30' }
  const farmland: GroundWords = { ledger: { cultivated: 500, remainderCultivated: 500 } }
  const village: GroundWords = {}
  const dated = (
    parts: readonly [from: Day, to: Day, ground: GroundWords][],
    rows: readonly RowWords[] = [],
    report: Partial<ReportFacts> = {},
  ) =>
    judge(
      aReport({ ...between, ...report }),
      parts.map(([from, to, ground]) => ({ from, to, ground: aGround(ground) })),
      lawBook(aRegister(...rows)),
      TODAY,
    )

  test('is judged as any other where nothing changed between them', () => {
    const judgement = dated([['2025-03-01', '2025-06-30', farmland]])
    expect(said(judgement, 'NA-02')).toEqual(['NA-02 high'])
    expect(judgement.laws.map(({ to }) => to)).toEqual(['2025-06-30'])
  })

  test('is a doubt with both answers where a survey between them decides', () => {
    const { results } = dated([
      ['2025-03-01', '2025-03-31', farmland],
      ['2025-04-01', '2025-06-30', village],
    ])
    expect(results.find(({ ruleId }) => ruleId === 'NA-02')).toMatchObject({
      kind: 'doubt',
      reason: 'date-open',
      subject: '2025-03-01/2025-06-30',
      answers: [
        {
          from: '2025-03-01',
          to: '2025-03-31',
          results: [{ kind: 'finding', severity: 'high', measured: 500 }],
        },
        { from: '2025-04-01', to: '2025-06-30', results: [] },
      ],
    })
  })

  test('is the same answer where only the area is another', () => {
    const judgement = dated([
      ['2025-03-01', '2025-03-31', { ledger: { remainderCultivated: 600 } }],
      ['2025-04-01', '2025-06-30', farmland],
    ])
    const na02 = judgement.results.find(({ ruleId }) => ruleId === 'NA-02')
    expect(na02).toMatchObject({ kind: 'finding', measured: 500 })
  })

  test('is a doubt where a permit was issued between them', () => {
    const permit = aPermit({ role: 'rural-permits' })
    const { results, verdict } = dated([
      ['2025-03-01', '2025-04-30', { ledger: { ruralArea: 1_000 } }],
      [
        '2025-05-01',
        '2025-06-30',
        { ledger: { ruralArea: 1_000, ruralPermitCovered: 1_000 }, permits: [permit] },
      ],
    ])
    expect(results.filter(({ ruleId }) => ruleId === 'RP-01').map(inWords)).toEqual([
      'date-open: 2025-03-01/2025-06-30',
    ])
    expect(verdict).toBe('doubtful')
  })

  test('is a doubt where a threshold changed between them, with the days of each', () => {
    const rows = [{ key: 'guardHouse.maxAreaM2', value: 15, from: '2025-05-01' }] as const
    const judgement = dated([['2025-03-01', '2025-06-30', { patch: 20 }]], rows, hut)
    expect(judgement.results.find(({ ruleId }) => ruleId === 'GH-03')).toMatchObject({
      reason: 'date-open',
      answers: [
        { from: '2025-03-01', to: '2025-04-30', results: [] },
        { from: '2025-05-01', to: '2025-06-30', results: [{ severity: 'medium', threshold: 15 }] },
      ],
    })
    expect(judgement.laws.map(({ to }) => to)).toEqual(['2025-04-30', '2025-06-30'])
  })

  test('is none where today’s law is milder than either', () => {
    const rows = [
      { key: 'guardHouse.maxAreaM2', value: 15, from: '2025-05-01' },
      { key: 'guardHouse.maxAreaM2', value: 30, from: '2026-01-01' },
    ] as const
    const judgement = dated([['2025-03-01', '2025-06-30', { patch: 20 }]], rows, hut)
    expect(said(judgement, 'GH-03')).toEqual([])
  })

  test('joins parts that follow each other with the same answer', () => {
    const { results } = dated([
      ['2025-03-01', '2025-03-31', farmland],
      ['2025-04-01', '2025-04-30', farmland],
      ['2025-05-01', '2025-06-30', village],
    ])
    const doubt = results.find(({ ruleId }) => ruleId === 'NA-02')
    expect(doubt?.kind === 'doubt' && doubt.answers?.map(({ from, to }) => [from, to])).toEqual([
      ['2025-03-01', '2025-04-30'],
      ['2025-05-01', '2025-06-30'],
    ])
  })

  test('speaks in the name of the gravest rule of the question', () => {
    const near = muToSquareMetres(mu(4.5))
    const over = muToSquareMetres(mu(6))
    const { results } = dated([
      ['2025-03-01', '2025-03-31', { patch: 9_000, ledger: { remainderBasicFarmland: near } }],
      ['2025-04-01', '2025-06-30', { patch: 9_000, ledger: { remainderBasicFarmland: over } }],
    ])
    expect(results.filter(({ ruleId }) => ruleId.startsWith('ES')).map(({ ruleId }) => ruleId)).toEqual([
      'ES-01',
    ])
  })
})
