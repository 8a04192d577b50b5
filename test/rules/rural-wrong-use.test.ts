import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { ruralWrongUse } from '../../server/rules/rural-wrong-use.ts'
import { finding, said } from './said.ts'

const ground = (words: Omit<PermitWords, 'role'> = {}) => ({
  ledger: { ruralArea: 1_000, ruralPermitCovered: 1_000 },
  permits: [aPermit({ role: 'rural-permits', use: 'industrial', storeys: 2, ...words })],
})

describe('RP-04, other use, storeys or height than the rural permit', () => {
  test.each([
    { use: 'industrial', permitted: 'industrial', result: [] },
    { use: 'commercial', permitted: 'industrial', result: ['medium'] },
    { use: null, permitted: 'industrial', result: ['attribute-missing: use'] },
    { use: 'other', permitted: 'industrial', result: ['attribute-missing: use'] },
    { use: 'industrial', permitted: null, result: ['attribute-missing: permittedUse'] },
    { use: 'industrial', permitted: '农家乐', result: ['attribute-missing: permittedUse'] },
  ] as const)('$use where $permitted is permitted: $result', ({ use, permitted, result }) => {
    expect(said(ruralWrongUse, { report: { use }, ground: ground({ use: permitted }) })).toEqual(result)
  })

  test.each([
    { storeys: 2, permitted: 2, result: [] },
    { storeys: 3, permitted: 2, result: ['medium'] },
    { storeys: null, permitted: 2, result: ['attribute-missing: storeys'] },
    { storeys: 9, permitted: null, result: ['attribute-missing: permittedStoreys'] },
  ])('$storeys storeys where $permitted are permitted: $result', ({ storeys, permitted, result }) => {
    expect(said(ruralWrongUse, { report: { storeys }, ground: ground({ storeys: permitted }) })).toEqual(
      result,
    )
  })

  test.each([
    { heightM: 10, height: 10, result: [] },
    { heightM: 10.01, height: 10, result: ['medium'] },
    { heightM: null, height: 10, result: ['attribute-missing: heightM'] },
    { heightM: 10, height: null, result: [] }, // storeys are permitted instead
  ])('$heightM m high where $height m are permitted: $result', ({ heightM, height, result }) => {
    expect(said(ruralWrongUse, { report: { heightM }, ground: ground({ height }) })).toEqual(result)
  })

  test('is one finding, whatever it exceeds, and shows each', () => {
    const found = finding(ruralWrongUse, {
      report: { use: 'commercial', storeys: 4, heightM: 14 },
      ground: ground({ height: 8 }),
    })
    expect(found).toMatchObject({
      measured: 4,
      threshold: 2,
      thresholdKey: null,
      unit: 'count',
      numbers: { permittedUse: 'industrial', permittedStoreys: 2, permittedHeightM: 8 },
    })
    expect(found.missing).toContain('heightSurvey')
  })

  test('of two permits, the one that covers most says what is permitted', () => {
    const permits = [
      aPermit({ role: 'rural-permits', use: 'dwelling', storeys: 1, covered: 300 }),
      aPermit({ role: 'rural-permits', use: 'industrial', storeys: 2, covered: 700 }),
    ]
    expect(said(ruralWrongUse, { ground: { ...ground(), permits } })).toEqual([])
  })

  test.each(['expired', 'issued-later', 'revoked', 'undated'] as const)(
    'a permit %s says nothing (RP-01)',
    (timing) => {
      expect(said(ruralWrongUse, { report: { use: 'commercial' }, ground: ground({ timing }) })).toEqual([])
    },
  )
})
