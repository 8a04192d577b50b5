import { describe, expect, test } from 'vitest'
import type { GroundFacts, LedgerEntry } from '../../domain/ledger.ts'
import type { Finding } from '../../domain/rule.ts'
import { mu, muToSquareMetres, squareMetres } from '../../domain/units.ts'
import { aGround, aReport, permitted, theThresholds } from '../../fixtures/builders/facts.ts'
import { evaluate } from '../../server/rules/index.ts'

/** The ground of a report with one entry between two bounds; accuracy undefined as in evaluations of earlier releases. */
function ground(
  entry: LedgerEntry,
  [area, low, high]: readonly [number, number?, number?],
  accuracyM: number | undefined = 1,
): GroundFacts {
  const bare = aGround(permitted({ patch: 9_000, ledger: { [entry]: area } }))
  const bounds = low === undefined ? {} : { low: squareMetres(low), high: squareMetres(high!) }
  return {
    ...bare,
    ...(accuracyM !== undefined && { accuracyM }),
    ledger: { ...bare.ledger, [entry]: { area: squareMetres(area), width: null, ...bounds } },
  }
}

const judged = (facts: GroundFacts) => evaluate(aReport(), facts, theThresholds())
const of = (facts: GroundFacts, ruleId: string) =>
  judged(facts).results.find(
    (result): result is Finding => result.kind === 'finding' && result.ruleId === ruleId,
  )

describe('an area that is held against ε', () => {
  test.each<[string, Parameters<typeof ground>[1], string | undefined]>([
    ['far inside, so that no bounds were told', [500], 'certain'],
    ['with 1 m² whichever way', [120, 1, 300], 'certain'],
    ['with less', [120, 0.99, 300], 'possible'],
    ['of 1 m² as drawn, and perhaps nothing', [1, 0, 5], 'possible'],
    ['under 1 m² as drawn, and perhaps 1 m²', [0.9, 0, 1], undefined],
    ['nothing as drawn, and perhaps something', [0, 0, 40], undefined],
    ['nothing, and none near', [0], undefined],
  ])('%s', (_name, bounds, certainty) => {
    expect(of(ground('remainderBasicFarmland', bounds), 'NA-01')?.certainty).toBe(certainty)
  })

  test('the finding says between what it lies', () => {
    expect(of(ground('remainderBasicFarmland', [120, 40, 300]), 'NA-01')).toMatchObject({
      severity: 'critical',
      measured: 120,
      range: [40, 300],
    })
  })
})

describe('a criminal line', () => {
  const line = muToSquareMetres(mu(5))
  test.each<[string, Parameters<typeof ground>[1], string | undefined]>([
    ['reached whichever way', [line + 100, line, line + 200], 'certain'],
    ['reached as drawn', [line + 100, line - 1, line + 200], 'possible'],
    ['not reached as drawn', [line - 1, line - 100, line + 100], undefined],
    ['with bounds that were not told', [line + 100], 'possible'],
  ])('%s', (_name, bounds, certainty) => {
    expect(of(ground('remainderBasicFarmland', bounds), 'ES-01')?.certainty).toBe(certainty)
  })

  test('says its bounds in 亩', () => {
    const { range } = of(ground('remainderBasicFarmland', [line + 100, line, line + 1_000]), 'ES-01')!
    expect(range![0]).toBeCloseTo(5, 6)
    expect(range![1]).toBeCloseTo(6.5, 6)
  })

  test('was certain in evaluations of earlier releases', () => {
    const { accuracyM: _none, ...earlier } = ground('remainderBasicFarmland', [line + 100])
    expect(of(earlier, 'ES-01')?.certainty).toBe('certain')
  })
})

describe('verdict', () => {
  // A factory on a strip of basic farmland; nothing else speaks against it.
  const possible = ground('remainderBasicFarmland', [120, 0, 300])

  test('a possible finding alone makes a report doubtful, and leads', () => {
    const { verdict, primary } = judged(possible)
    expect(primary).toMatchObject({ ruleId: 'NA-01', severity: 'critical', certainty: 'possible' })
    expect(verdict).toBe('doubtful')
  })

  test('a certain finding makes it suspected, and leads before a graver one that is possible', () => {
    const both: GroundFacts = {
      ...possible,
      ledger: { ...possible.ledger, remainderCultivated: { area: squareMetres(500), width: null } },
    }
    const { verdict, primary } = judged(both)
    expect(primary).toMatchObject({ ruleId: 'NA-02', certainty: 'certain' })
    expect(verdict).toBe('suspected')
  })

  test('what lies within the error leaves a report as it is', () => {
    const near = judged(ground('remainderBasicFarmland', [0, 0, 300]))
    expect(near.verdict).toBe(judged(ground('remainderBasicFarmland', [0])).verdict)
  })
})
