import { describe, expect, test } from 'vitest'
import { mu, muToSquareMetres } from '../../domain/units.ts'
import { crimePbf } from '../../server/rules/crime-pbf.ts'
import { finding, said } from './said.ts'

const taken = (amount: number) => ({
  patch: muToSquareMetres(mu(20)),
  ledger: { remainderBasicFarmland: muToSquareMetres(mu(amount)) },
})

describe('ES-01, basic farmland over the criminal line', () => {
  test.each([
    { amount: 4.99, result: [] },
    { amount: 5, result: ['critical'] }, // 五亩以上
    { amount: 12, result: ['critical'] },
  ])('$amount mu built over without approval: $result', ({ amount, result }) => {
    expect(said(crimePbf, { ground: taken(amount) })).toEqual(result)
  })

  test('is measured in mu', () => {
    const found = finding(crimePbf, { ground: taken(6) })
    expect(found).toMatchObject({ threshold: 5, thresholdKey: 'crime.pbfMu', unit: 'mu' })
    expect(found.measured).toBeCloseTo(6, 9)
  })

  test('area alone is not enough: it asks for an appraisal, and transfers nothing', () => {
    const found = finding(crimePbf, { ground: taken(6) })
    expect(found.missing).toContain('destructionAppraisal')
    expect(found.lead).toBe('NR')
  })

  test.each([
    { act: 'a factory', report: { use: 'industrial' }, result: ['critical'] },
    { act: 'a pond', report: { type: 'KT', use: null }, result: ['critical'] },
    {
      act: 'a pond, soil said intact',
      report: { use: 'fishPond', tillageLayer: 'intact' },
      result: ['critical'],
    },
    {
      act: 'an orchard, soil intact',
      report: { type: '02', use: 'orchard', tillageLayer: 'intact' },
      result: [],
    },
    {
      act: 'an orchard, soil damaged',
      report: { type: '02', use: 'orchard', tillageLayer: 'damaged' },
      result: ['critical'],
    },
    {
      act: 'an orchard, soil unseen',
      report: { type: '02', use: 'orchard' },
      result: ['attribute-missing: tillageLayer'],
    },
    {
      act: 'a greenhouse, soil unseen',
      report: { use: 'greenhouse' },
      result: ['attribute-missing: tillageLayer'],
    },
    { act: 'crops', report: { type: '01', use: null }, result: [] },
  ] as const)('$act on six mu: $result', ({ report, result }) => {
    expect(said(crimePbf, { report, ground: taken(6) })).toEqual(result)
  })

  test('a patch that is smaller than the line needs no layer to stay below it', () => {
    expect(said(crimePbf, { ground: { patch: 200, without: ['basic-farmland'] } })).toEqual([])
  })
})
