import { describe, expect, test } from 'vitest'
import type { ReportFacts } from '../../domain/report.ts'
import { mu, muToSquareMetres } from '../../domain/units.ts'
import { crimeForest } from '../../server/rules/crime-forest.ts'
import { finding, said } from './said.ts'

/** Forest in 亩: of the public and the commercial layer, and of the survey alone. */
const forest = (ofPublic: number, ofCommercial: number, unlayered = 0) => ({
  patch: muToSquareMetres(mu(40)),
  ledger: {
    remainderPublicForest: muToSquareMetres(mu(ofPublic)),
    remainderCommercialForest: muToSquareMetres(mu(ofCommercial)),
    remainderForest: muToSquareMetres(mu(ofPublic + ofCommercial + unlayered)),
  },
})
const unpunished = { earlierPenalties: 0 } as const

describe('ES-03, the criminal line for forests', () => {
  test.each([
    { ofPublic: 4.99, ofCommercial: 0, result: [] },
    { ofPublic: 5, ofCommercial: 0, result: ['critical'] },
    { ofPublic: 0, ofCommercial: 9.99, result: [] },
    { ofPublic: 0, ofCommercial: 10, result: ['critical'] },
    { ofPublic: 2.5, ofCommercial: 4.99, result: [] }, // 50 % and 49.9 %
    { ofPublic: 2.5, ofCommercial: 5, result: ['critical'] }, // together the whole
  ])('$ofPublic mu public, $ofCommercial mu commercial: $result', ({ ofPublic, ofCommercial, result }) => {
    expect(said(crimeForest, { report: unpunished, ground: forest(ofPublic, ofCommercial) })).toEqual(result)
  })

  test.each([
    { penalties: 0, area: 2.5, result: [] },
    { penalties: 1, area: 2.5, result: [] },
    { penalties: 2, area: 2.49, result: [] },
    { penalties: 2, area: 2.5, result: ['critical'] },
    { penalties: null, area: 2.49, result: [] },
    { penalties: null, area: 2.5, result: ['attribute-missing: earlierPenalties'] },
    { penalties: null, area: 5, result: ['critical'] },
  ])('$area mu of public forest after $penalties penalties: $result', ({ penalties, area, result }) => {
    expect(said(crimeForest, { report: { earlierPenalties: penalties }, ground: forest(area, 0) })).toEqual(
      result,
    )
  })

  test.each([
    { kind: 'public', area: 5, result: ['critical'] },
    { kind: 'commercial', area: 5, result: [] },
    { kind: null, area: 4.99, result: [] },
    { kind: null, area: 5, result: ['attribute-missing: forestKind'] },
    { kind: null, area: 9.99, result: ['attribute-missing: forestKind'] },
    { kind: null, area: 10, result: ['critical'] }, // whatever the kind
  ] as const)(
    '$area mu that the layer does not know, reported as $kind: $result',
    ({ kind, area, result }) => {
      expect(
        said(crimeForest, { report: { ...unpunished, forestKind: kind }, ground: forest(0, 0, area) }),
      ).toEqual(result)
    },
  )

  test.each([
    { what: 'works', report: { type: 'DT' }, result: ['critical'] },
    { what: 'a pond', report: { type: 'KT', use: 'fishPond' }, result: ['critical'] },
    { what: 'a barn', report: { use: 'livestock' }, result: ['critical'] },
    { what: 'trees', report: { type: '03', use: 'forest' }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    const given: Partial<ReportFacts> = { ...unpunished, ...report }
    expect(said(crimeForest, { report: given, ground: forest(6, 0) })).toEqual(result)
  })

  test('no forest, no matter how large the report', () => {
    expect(said(crimeForest, { ground: forest(0, 0) })).toEqual([])
  })

  test('says how often the line is reached, and by which lines', () => {
    const report = { earlierPenalties: 2 } as const
    expect(finding(crimeForest, { report, ground: forest(2.5, 5) })).toMatchObject({
      measured: expect.closeTo(2, 9),
      unit: 'ratio',
      numbers: { publicLineMu: 2.5, commercialLineMu: 5, mu: expect.closeTo(7.5, 9) },
    })
  })
})
