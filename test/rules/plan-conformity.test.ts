import { describe, expect, test } from 'vitest'
import { planConformity } from '../../server/rules/plan-conformity.ts'
import { finding, said } from './said.ts'

describe('NA-09, conformity with the spatial plan', () => {
  test('gives both areas, since one is demolished and the other confiscated (土地管理法 77)', () => {
    const ledger = { remainder: 900, remainderPlanConform: 650, remainderPlanContrary: 250 }
    expect(finding(planConformity, { ground: { ledger } })).toMatchObject({
      severity: 'info',
      measured: 250,
      threshold: null,
      numbers: ledger,
    })
  })

  test.each([
    { remainder: 0, result: [] },
    { remainder: 0.99, result: [] },
    { remainder: 1, result: ['info'] },
  ])('is mandatory wherever $remainder m² remain: $result', ({ remainder, result }) => {
    expect(said(planConformity, { ground: { ledger: { remainder } } })).toEqual(result)
  })

  test('is given where everything conforms, too', () => {
    expect(said(planConformity, {})).toEqual(['info'])
  })

  test('planting is not judged by the plan for building', () => {
    expect(said(planConformity, { report: { type: '02', use: 'orchard' } })).toEqual([])
  })
})
