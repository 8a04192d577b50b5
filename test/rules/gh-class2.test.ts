import { describe, expect, test } from 'vitest'
import { squareMetres } from '../../domain/units.ts'
import { aGround, aReport, theThresholds } from '../../fixtures/builders/facts.ts'
import { ghClass2 } from '../../server/rules/gh-class2.ts'
import { finding, inWords, said } from './said.ts'

const restaurant = { use: 'commercial', isInGreenhouse: true } as const

describe('GH-02, non-farm works inside a greenhouse', () => {
  test.each([
    { isHardened: true, tillageLayer: null, result: ['high'] },
    { isHardened: true, tillageLayer: 'intact', result: ['high'] },
    { isHardened: false, tillageLayer: 'damaged', result: ['high'] },
    { isHardened: null, tillageLayer: 'damaged', result: ['high'] },
    { isHardened: false, tillageLayer: 'intact', result: [] },
    { isHardened: null, tillageLayer: null, result: ['attribute-missing: isHardened'] },
    { isHardened: null, tillageLayer: 'intact', result: ['attribute-missing: isHardened'] },
    { isHardened: false, tillageLayer: null, result: ['attribute-missing: tillageLayer'] },
  ] as const)(
    'meals served, floor hard: $isHardened, tillage layer $tillageLayer: $result',
    ({ result, ...report }) => {
      expect(said(ghClass2, { report: { ...restaurant, ...report } })).toEqual(result)
    },
  )

  test.each([
    { use: 'dwelling', result: ['high'] },
    { use: 'tourism', result: ['high'] },
    { use: 'farmStorage', result: [] },
    { use: 'industrial', result: [] }, // GH-10
  ] as const)('a $use inside a greenhouse: $result', ({ use, result }) => {
    expect(said(ghClass2, { report: { ...restaurant, use, isHardened: true } })).toEqual(result)
  })

  test('outside of a greenhouse it is not this rule’s', () => {
    for (const isInGreenhouse of [false, null])
      expect(said(ghClass2, { report: { ...restaurant, isInGreenhouse, isHardened: true } })).toEqual([])
  })

  test.each([
    { isHardened: false, tillageLayer: null, result: [] },
    { isHardened: null, tillageLayer: 'intact', result: [] },
    { isHardened: null, tillageLayer: null, result: ['attribute-missing: isHardened'] },
    { isHardened: null, tillageLayer: 'damaged', result: ['attribute-missing: isHardened'] },
    { isHardened: true, tillageLayer: null, result: ['attribute-missing: hardenedAreaM2'] },
  ] as const)(
    'a greenhouse, hardened: $isHardened, tillage layer $tillageLayer: $result',
    ({ result, ...report }) => {
      expect(said(ghClass2, { report: { use: 'greenhouse', ...report } })).toEqual(result)
    },
  )

  const hardened = (hardenedAreaM2: number) => ({
    use: 'greenhouse' as const,
    isHardened: true,
    hardenedAreaM2: squareMetres(hardenedAreaM2),
  })

  test('no share is set: a doubt until the district sets one', () => {
    expect(said(ghClass2, { report: hardened(900) })).toEqual([
      'threshold-unset: greenhouse.maxHardenedShare',
    ])
  })

  test.each([
    { area: 99, result: [] },
    { area: 100, result: [] },
    { area: 101, result: ['high'] },
  ])('of a share of 10 % of 1,000 m², $area m² hardened: $result', ({ area, result }) => {
    const tenPercent = theThresholds({ 'greenhouse.maxHardenedShare': 0.1 })
    expect(ghClass2.evaluate(aReport(hardened(area)), aGround(), tenPercent).map(inWords)).toEqual(result)
  })

  test('asks for a survey of the floor', () => {
    expect(finding(ghClass2, { report: { ...restaurant, isHardened: true } }).missing).toContain(
      'hardeningSurvey',
    )
  })
})
