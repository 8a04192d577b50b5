import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { facilityNotFiled } from '../../server/rules/facility-not-filed.ts'
import { facilityOverFiled } from '../../server/rules/facility-over-filed.ts'
import { finding, said } from './said.ts'

const shed = { use: 'livestock' } as const

describe('GH-05, facility without a filing', () => {
  test.each(['greenhouse', 'livestock', 'aquaculture', 'farmStorage', 'guardHouse'] as const)(
    'a %s that no filing covers',
    (use) => {
      expect(said(facilityNotFiled, { report: { use } })).toEqual(['medium'])
    },
  )

  test.each(['dwelling', 'industrial', 'orchard'] as const)('a %s needs no filing', (use) => {
    expect(said(facilityNotFiled, { report: { use } })).toEqual([])
  })

  test.each([
    { filed: 0, notFiled: ['medium'], overFiled: [] },
    { filed: 0.99, notFiled: ['medium'], overFiled: [] },
    { filed: 100, notFiled: [], overFiled: ['medium'] },
    { filed: 949, notFiled: [], overFiled: ['medium'] },
    { filed: 950, notFiled: [], overFiled: ['medium'] },
    { filed: 1_000, notFiled: [], overFiled: [] },
  ])('never both this and GH-06: $filed of 1,000 m² filed', ({ filed, notFiled, overFiled }) => {
    const ground = { ledger: { filingCovered: filed } }
    expect(said(facilityNotFiled, { report: shed, ground })).toEqual(notFiled)
    expect(said(facilityOverFiled, { report: shed, ground })).toEqual(overFiled)
  })

  test.each([
    { filed: 14.24, result: ['medium'] },
    { filed: 14.25, result: [] }, // 95 %
    { filed: 15, result: [] },
  ])('a shed of 15 m², 1.5 m wide, with $filed m² filed: $result', ({ filed, result }) => {
    const ground = { patch: 15, ledger: { filingCovered: [filed, 1.5] as const } }
    expect(said(facilityNotFiled, { report: shed, ground })).toEqual(result)
  })

  test('compares the filed share with the least share that counts as filed', () => {
    const ground = { ledger: { filingCovered: [40, 0.5] as const } }
    expect(finding(facilityNotFiled, { report: shed, ground })).toMatchObject({
      measured: 0.04,
      threshold: 0.95,
      unit: 'ratio',
      numbers: { patch: 1_000, filingCovered: 40 },
    })
  })

  test('a filing without a date may have been there: a doubt', () => {
    const permits = [aPermit({ role: 'facility-filings', number: '备-7', timing: 'undated' })]
    expect(said(facilityNotFiled, { report: shed, ground: { permits } })).toEqual(['permit-undated: 备-7'])
  })

  test.each([
    { where: 'facility land', ground: { classes: { '1202': 400 } }, result: ['attribute-missing: use'] },
    { where: 'a filing', ground: { ledger: { filingCovered: 400 } }, result: ['attribute-missing: use'] },
    { where: 'a trace of facility land', ground: { classes: { '1202': 0.99 } }, result: [] },
    { where: 'village land', ground: {}, result: [] },
  ])('a building of unknown use on $where: $result', ({ ground, result }) => {
    expect(said(facilityNotFiled, { report: { use: null }, ground })).toEqual(result)
  })

  test('of a planted field nobody asks which facility it is', () => {
    const ground = { classes: { '1202': 400 } }
    expect(said(facilityNotFiled, { report: { type: '02', use: null }, ground })).toEqual([])
  })

  test.each([
    { filed: { use: 'livestock' }, result: [] },
    { filed: { use: 'greenhouse' }, result: ['medium'] },
    { filed: { kind: 'AQUACULTURE' }, result: ['medium'] },
    { filed: { kind: 'LIVESTOCK', use: 'farmStorage' }, result: [] },
    { filed: { use: 'guardHouse' }, result: [] },
    { filed: {}, result: [] },
  ] as const)('a cattle shed filed as $filed: $result', ({ filed, result }) => {
    const ground = {
      ledger: { filingCovered: 1_000 },
      permits: [aPermit({ role: 'facility-filings', ...filed })],
    }
    expect(said(facilityNotFiled, { report: shed, ground })).toEqual(result)
  })

  test('a second filing for what it is serves', () => {
    const permits = [
      aPermit({ role: 'facility-filings', use: 'greenhouse' }),
      aPermit({ role: 'facility-filings', use: 'livestock' }),
    ]
    expect(
      said(facilityNotFiled, { report: shed, ground: { ledger: { filingCovered: 1_000 }, permits } }),
    ).toEqual([])
  })

  test('says of a filing why it does not count', () => {
    const permits = [aPermit({ role: 'facility-filings', number: '备-2', timing: 'expired' })]
    expect(finding(facilityNotFiled, { report: shed, ground: { permits } }).numbers['filings']).toBe(
      '备-2：已过期',
    )
  })
})
