import { describe, expect, test } from 'vitest'
import { aglandUnapproved } from '../../server/rules/agland-unapproved.ts'
import { finding, said } from './said.ts'

describe('NA-04, construction on other agricultural land', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderOtherAgricultural'] },
    { area: 30, width: 1.99, result: ['sliver: remainderOtherAgricultural'] },
    { area: 30, width: 2, result: ['medium'] },
    { area: 500, width: null, result: ['medium'] },
  ])('$area m², $width m wide, beyond approvals: $result', ({ area, width, result }) => {
    const ledger = { remainderOtherAgricultural: [area, width] } as const
    expect(said(aglandUnapproved, { ground: { ledger } })).toEqual(result)
  })

  test('farmland is NA-02, not this rule', () => {
    expect(said(aglandUnapproved, { ground: { ledger: { remainderCultivated: 500 } } })).toEqual([])
  })

  test('a facility is judged by its filing', () => {
    const ground = { ledger: { remainderOtherAgricultural: 500 } }
    expect(said(aglandUnapproved, { report: { use: 'livestock' }, ground })).toEqual([])
  })

  test('shows what approvals took out of the measure', () => {
    const ledger = { otherAgricultural: 800, coveredLandApproval: 300, remainderOtherAgricultural: 500 }
    expect(finding(aglandUnapproved, { ground: { ledger } }).numbers).toMatchObject(ledger)
  })

  test.each([
    { width: 8, covered: 1_000, left: 0, result: [] },
    { width: 8, covered: 500, left: 500, result: [] },
    { width: 8.01, covered: 0.99, left: 0, result: [] },
    { width: 8.01, covered: 1_000, left: 0, result: ['road-too-wide: coveredRuralRoad'] },
    { width: 8.01, covered: 500, left: 500, result: ['medium', 'road-too-wide: coveredRuralRoad'] },
  ])(
    'a road of $width m, $covered m² of it a rural road by the survey: $result',
    ({ width, covered, left, result }) => {
      const ledger = { coveredRuralRoad: covered, remainder: left, remainderOtherAgricultural: left }
      const ground = { ledger, perimeter: 2_000 / width }
      expect(said(aglandUnapproved, { report: { type: 'ND', use: 'road' }, ground })).toEqual(result)
    },
  )
})
