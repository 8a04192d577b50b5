import { describe, expect, test } from 'vitest'
import { mu, muToSquareMetres, squareMetres } from '../../domain/units.ts'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { ancillaryOversize } from '../../server/rules/ancillary-oversize.ts'
import { finding, said } from './said.ts'

const areas = (ancillary: number, project: number | null) => ({
  ancillaryAreaM2: squareMetres(ancillary),
  projectAreaM2: project === null ? null : squareMetres(project),
})
const inMu = (area: number) => muToSquareMetres(mu(area))

describe('GH-07, ancillary facilities over their share', () => {
  test.each([
    { use: 'greenhouse', ancillary: 50, result: [] },
    { use: 'greenhouse', ancillary: 50.1, result: ['low'] },
    { use: 'farmStorage', ancillary: 30, result: [] },
    { use: 'farmStorage', ancillary: 30.1, result: ['low'] },
    { use: 'livestock', ancillary: 70, result: [] },
    { use: 'livestock', ancillary: 70.1, result: ['attribute-missing: livestockKind'] },
    { use: 'livestock', ancillary: 100, result: ['attribute-missing: livestockKind'] },
    { use: 'livestock', ancillary: 100.1, result: ['low'] },
    { use: 'aquaculture', ancillary: 70, result: [] },
    { use: 'aquaculture', ancillary: 70.1, result: ['low'] },
    { use: 'guardHouse', ancillary: 900, result: [] }, // GH-03
    { use: 'industrial', ancillary: 900, result: [] },
  ] as const)('$use: $ancillary of 1,000 m²: $result', ({ use, ancillary, result }) => {
    expect(said(ancillaryOversize, { report: { use, ...areas(ancillary, 1_000) } })).toEqual(result)
  })

  test.each([
    { livestockKind: 'cattleSheep', ancillary: 100, result: [] },
    { livestockKind: 'cattleSheep', ancillary: 100.1, result: ['low'] },
    { livestockKind: 'other', ancillary: 70, result: [] },
    { livestockKind: 'other', ancillary: 70.1, result: ['low'] },
  ] as const)('$livestockKind: $ancillary of 1,000 m²: $result', ({ livestockKind, ancillary, result }) => {
    const report = { use: 'livestock', livestockKind, ...areas(ancillary, 1_000) } as const
    expect(said(ancillaryOversize, { report })).toEqual(result)
  })

  test.each([
    { use: 'greenhouse', most: 10 },
    { use: 'farmStorage', most: 20 },
    { use: 'livestock', most: 15 },
    { use: 'aquaculture', most: 10 },
  ] as const)('$use: more than $most mu is too much for the largest project', ({ use, most }) => {
    const project = inMu(10_000)
    expect(said(ancillaryOversize, { report: { use, ...areas(inMu(most), project) } })).toEqual([])
    const over = finding(ancillaryOversize, { report: { use, ...areas(inMu(most) + 1, project) } })
    expect(over).toMatchObject({ threshold: most, unit: 'mu' })
  })

  test('what was not measured is not asked, unless the patch itself is ancillary', () => {
    expect(said(ancillaryOversize, { report: { use: 'livestock' } })).toEqual([])
    const ground = { patch: 40, permits: [aPermit({ role: 'facility-filings', approvedArea: 1_000 })] }
    expect(finding(ancillaryOversize, { report: { use: 'farmStorage' }, ground })).toMatchObject({
      measured: 0.04,
      numbers: { ancillaryAreaM2: 40, projectAreaM2: 1_000 },
    })
  })

  test.each([
    { filed: [], result: ['attribute-missing: projectAreaM2'] },
    {
      filed: [aPermit({ role: 'facility-filings', approvedArea: null })],
      result: ['attribute-missing: projectAreaM2'],
    },
    { filed: [aPermit({ role: 'facility-filings', approvedArea: 2_000 })], result: [] },
    { filed: [aPermit({ role: 'facility-filings', approvedArea: 1_000 })], result: ['low'] },
  ])('the project is what the filing says, where the report does not: $result', ({ filed, result }) => {
    const report = { use: 'aquaculture', ...areas(90, null) } as const
    expect(said(ancillaryOversize, { report, ground: { permits: filed } })).toEqual(result)
  })
})
