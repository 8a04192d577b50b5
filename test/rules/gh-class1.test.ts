import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { ghClass1 } from '../../server/rules/gh-class1.ts'
import { finding, said } from './said.ts'

const hotel = { use: 'tourism' } as const
const farmland = { remainderOtherAgricultural: 1_000 }

describe('GH-01, non-farm building in a park or on a filed facility', () => {
  test.each([
    { park: 0.99, result: [] },
    { park: [2.99, 1.5] as const, result: [] },
    { park: [99, 1.99] as const, result: [] }, // a sliver of the park
    { park: 100, result: ['high'] },
    { park: 1_000, result: ['high'] },
  ])('$park m² in a park: $result', ({ park, result }) => {
    const ground = { ledger: { ...farmland, farmPark: park } }
    expect(said(ghClass1, { report: hotel, ground })).toEqual(result)
  })

  test.each([
    { use: 'dwelling', parked: ['high'], filed: ['high'] },
    { use: 'commercial', parked: ['high'], filed: ['high'] },
    { use: 'tourism', parked: ['high'], filed: ['high'] },
    { use: 'industrial', parked: ['high'], filed: [] }, // GH-10
    { use: 'public', parked: ['high'], filed: [] },
    { use: 'livestock', parked: [], filed: [] },
    { use: 'road', parked: [], filed: [] },
    { use: 'other', parked: [], filed: [] }, // GH-10 doubts
    { use: null, parked: [], filed: [] }, // GH-05 doubts
  ] as const)('$use in a park: $parked; on a filing: $filed', ({ use, parked, filed }) => {
    expect(said(ghClass1, { report: { use }, ground: { ledger: { ...farmland, farmPark: 1_000 } } })).toEqual(
      parked,
    )
    const ground = {
      ledger: { ...farmland, filingCovered: 1_000 },
      permits: [aPermit({ role: 'facility-filings', use: 'livestock' })],
    }
    expect(said(ghClass1, { report: { use }, ground })).toEqual(filed)
  })

  test.each([
    { what: 'a house of the village inside the park', ledger: { farmPark: 1_000 } },
    { what: 'what approvals cover', ledger: { farmPark: 1_000, coveredLandApproval: 1_000, remainder: 0 } },
  ])('$what is no matter of it', ({ ledger }) => {
    expect(said(ghClass1, { report: hotel, ground: { ledger } })).toEqual([])
  })

  test('measures no more than the farmland that nobody approved', () => {
    const ground = { ledger: { farmPark: 1_000, remainderCultivated: 200, remainderOtherAgricultural: 100 } }
    expect(finding(ghClass1, { report: hotel, ground }).measured).toBe(300)
  })

  test.each([
    { isInGreenhouse: true, result: [] }, // GH-02
    { isInGreenhouse: false, result: ['high'] },
    { isInGreenhouse: null, result: ['high'] },
  ])('inside a greenhouse: $isInGreenhouse: $result', ({ isInGreenhouse, result }) => {
    const ground = { ledger: { ...farmland, farmPark: 1_000 } }
    expect(said(ghClass1, { report: { ...hotel, isInGreenhouse }, ground })).toEqual(result)
  })

  test('what was filed as a guard house is GH-04’s', () => {
    const ground = {
      ledger: { ...farmland, filingCovered: 1_000 },
      permits: [aPermit({ role: 'facility-filings', use: 'guardHouse' })],
    }
    expect(said(ghClass1, { report: hotel, ground })).toEqual([])
  })

  test('a filing without a date may have been there', () => {
    const ground = {
      ledger: farmland,
      classes: { '1202': 1_000 },
      permits: [aPermit({ role: 'facility-filings', number: '备-7', timing: 'undated' })],
    }
    expect(said(ghClass1, { report: hotel, ground })).toEqual(['permit-undated: 备-7'])
  })

  test('facility land in a district that maps no parks is not checked', () => {
    const ground = { ledger: farmland, classes: { '1202': 1_000 }, without: ['farm-parks'] as const }
    expect(said(ghClass1, { report: hotel, ground })).toEqual(['layer-missing: farm-parks'])
  })

  test('elsewhere a park that is not mapped is no doubt', () => {
    expect(said(ghClass1, { report: hotel, ground: { ledger: farmland, without: ['farm-parks'] } })).toEqual(
      [],
    )
  })
})
