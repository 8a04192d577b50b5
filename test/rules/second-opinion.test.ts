import { describe, expect, test } from 'vitest'
import type { SecondOpinion } from '../../domain/ledger.ts'
import { squareMetres } from '../../domain/units.ts'
import { aGround, aReport, permitted, theThresholds } from '../../fixtures/builders/facts.ts'
import { evaluate } from '../../server/rules/index.ts'
import { isGrave } from '../../server/rules/second-opinion.ts'

/** Critical: 300 m² of basic farmland; medium: 500 m² of other agricultural land. */
const LEDGER = { remainderBasicFarmland: 300, remainderOtherAgricultural: 500 }
const dispute = (subject: string, area: number, other: number) => ({
  subject,
  area: squareMetres(area),
  other: squareMetres(other),
})

function said(secondOpinion?: SecondOpinion) {
  const ground = aGround(permitted({ ledger: LEDGER }))
  return evaluate(aReport(), secondOpinion ? { ...ground, secondOpinion } : ground, theThresholds())
}

const withoutOpinion = said()

test('something grave and something lesser is found', () => {
  expect(withoutOpinion.results.some(isGrave)).toBe(true)
  expect(withoutOpinion.results.some((one) => one.kind === 'finding' && !isGrave(one))).toBe(true)
})

describe('nothing changes', () => {
  test.each<[string, SecondOpinion]>([
    ['where the second engine agrees', { engine: 'kernel/1', disputes: [] }],
    ['where nobody could be asked', { engine: null, disputes: [] }],
  ])('%s', (_name, opinion) => {
    expect(said(opinion)).toEqual(withoutOpinion)
  })
})

describe('on disputed ground', () => {
  const { results, verdict } = said({
    engine: 'kernel/1',
    disputes: [dispute('basicFarmland', 300, 299.5), dispute('remainderBasicFarmland', 300, 290)],
  })

  test('each grave finding is a doubt of the same rule, in the same place, with both numbers', () => {
    for (const [place, before] of withoutOpinion.results.entries()) {
      const { ruleId, lead } = before
      if (isGrave(before))
        expect(results[place]).toEqual({
          kind: 'doubt',
          ruleId,
          lead,
          reason: 'engines-disagree',
          subject: 'basicFarmland',
          measured: 300,
          detail: 'PostGIS 300.0000 m² ≠ kernel/1 299.5000 m²',
        })
    }
  })

  test('lesser findings and doubts stand as they are', () => {
    const lesser = withoutOpinion.results.filter((one) => !isGrave(one))
    expect(results.filter(({ ruleId }) => lesser.some((one) => one.ruleId === ruleId))).toEqual(
      expect.arrayContaining(lesser),
    )
    expect(verdict).toBe('suspected')
  })
})
