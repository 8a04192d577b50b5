import { describe, expect, test } from 'vitest'
import { mu, muToSquareMetres } from '../../domain/units.ts'
import { crimeNear } from '../../server/rules/crime-near.ts'
import { finding, said } from './said.ts'

const taken = (basic: number, ordinary: number) => ({
  patch: muToSquareMetres(mu(20)),
  ledger: {
    remainderBasicFarmland: muToSquareMetres(mu(basic)),
    remainderOrdinaryCultivated: muToSquareMetres(mu(ordinary)),
  },
})

describe('ES-11, near a criminal line', () => {
  test.each([
    { basic: 3.99, ordinary: 0, result: [] },
    { basic: 4, ordinary: 0, result: ['medium'] }, // 80 % of 5 mu
    { basic: 4.99, ordinary: 0, result: ['medium'] },
    { basic: 5, ordinary: 0, result: [] }, // ES-01
    { basic: 0, ordinary: 7.99, result: [] },
    { basic: 0, ordinary: 8, result: ['medium'] }, // 80 % of 10 mu
    { basic: 0, ordinary: 9.99, result: ['medium'] },
    { basic: 0, ordinary: 10, result: [] }, // ES-02
    { basic: 4.5, ordinary: 9, result: ['medium', 'medium'] }, // each line for itself
  ])('$basic mu basic and $ordinary mu ordinary farmland: $result', ({ basic, ordinary, result }) => {
    expect(said(crimeNear, { ground: taken(basic, ordinary) })).toEqual(result)
  })

  test('says how near, and to which line', () => {
    const found = finding(crimeNear, { ground: taken(4.5, 0) })
    expect(found.measured).toBeCloseTo(0.9, 9)
    expect(found).toMatchObject({ threshold: 0.8, unit: 'ratio', numbers: { lineMu: 5 } })
  })

  test('warns of acts that destroy, not of planting that leaves the soil or of soil that nobody looked at', () => {
    const orchard = { type: '02', use: 'orchard' } as const
    const ground = taken(4.5, 0)
    expect(said(crimeNear, { report: { ...orchard, tillageLayer: 'damaged' }, ground })).toEqual(['medium'])
    expect(said(crimeNear, { report: { ...orchard, tillageLayer: 'intact' }, ground })).toEqual([])
    expect(said(crimeNear, { report: orchard, ground })).toEqual([])
  })
})
