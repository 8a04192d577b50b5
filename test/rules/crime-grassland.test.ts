import { describe, expect, test } from 'vitest'
import { mu, muToSquareMetres } from '../../domain/units.ts'
import { crimeGrassland } from '../../server/rules/crime-grassland.ts'
import { finding, said } from './said.ts'

const grass = (area: number) => ({
  patch: muToSquareMetres(mu(40)),
  ledger: { remainderGrassland: muToSquareMetres(mu(area)) },
})

describe('ES-04, the criminal line for grassland', () => {
  test.each([
    { penalties: 0, area: 19.99, result: [] },
    { penalties: 0, area: 20, result: ['critical'] },
    { penalties: 1, area: 9.99, result: [] },
    { penalties: 1, area: 10, result: ['critical'] },
    { penalties: null, area: 9.99, result: [] },
    { penalties: null, area: 10, result: ['attribute-missing: earlierPenalties'] },
    { penalties: null, area: 19.99, result: ['attribute-missing: earlierPenalties'] },
    { penalties: null, area: 20, result: ['critical'] },
  ])('$area mu after $penalties penalties: $result', ({ penalties, area, result }) => {
    expect(said(crimeGrassland, { report: { earlierPenalties: penalties }, ground: grass(area) })).toEqual(
      result,
    )
  })

  test.each([
    { what: 'works', report: { type: 'CK' }, result: ['critical'] },
    { what: 'an orchard', report: { type: '02', use: 'orchard' }, result: ['critical'] },
    { what: 'sown grass', report: { type: '04', use: null }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(crimeGrassland, { report, ground: grass(25) })).toEqual(result)
  })

  test('names the line that was reached', () => {
    expect(finding(crimeGrassland, { ground: grass(25) })).toMatchObject({
      thresholdKey: 'crime.grasslandMu',
    })
    const punished = { earlierPenalties: 1 } as const
    expect(finding(crimeGrassland, { report: punished, ground: grass(25) })).toMatchObject({
      thresholdKey: 'crime.grasslandRepeatMu',
      threshold: 10,
      measured: expect.closeTo(25, 9),
    })
  })
})
