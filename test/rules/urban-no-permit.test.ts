import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { urbanNoPermit } from '../../server/rules/urban-no-permit.ts'
import { finding, said } from './said.ts'

const permit = (words: Omit<PermitWords, 'role'> = {}) =>
  aPermit({ role: 'urban-permits', number: '建字1号', use: 'industrial', storeys: 1, ...words })
const permitted = (words: Omit<PermitWords, 'role'> = {}) => ({
  ledger: { urbanPermitCovered: 1_000 },
  permits: [permit(words)],
})

describe('RP-06, no urban construction planning permit', () => {
  test.each([
    { rural: 0, result: ['high'] },
    { rural: 999, result: ['high'] },
    { rural: 999.01, result: [] },
    { rural: 1_000, result: [] }, // RP-01
  ])('$rural of 1,000 m² outside the urban boundary: $result', ({ rural, result }) => {
    expect(said(urbanNoPermit, { ground: { ledger: { ruralArea: rural } } })).toEqual(result)
  })

  test('a hut inside by a sliver is looked at by a person', () => {
    const ground = { ledger: { patch: [30, 1.8] as const, ruralArea: [10, 1.8] as const } }
    expect(said(urbanNoPermit, { ground })).toEqual(['sliver: patch'])
  })

  test.each([
    { timing: 'in-force', result: [] },
    { timing: 'issued-later', result: ['high'] },
    { timing: 'expired', result: ['high'] },
    { timing: 'revoked', result: ['high'] },
    { timing: 'undated', result: ['permit-undated: 建字1号'] },
  ] as const)('a permit $timing on the judged day: $result', ({ timing, result }) => {
    const ledger = { urbanPermitCovered: timing === 'in-force' ? 1_000 : 0 }
    expect(said(urbanNoPermit, { ground: { ledger, permits: [permit({ timing })] } })).toEqual(result)
  })

  test('says of a permit why it does not count', () => {
    const ground = { permits: [permit({ timing: 'expired' })] }
    expect(finding(urbanNoPermit, { ground }).numbers['permits']).toBe('建字1号：已过期')
  })

  test('a rural permit is not the right one, but somebody did permit: a doubt', () => {
    const permits = [aPermit({ role: 'rural-permits', number: '乡字1号' })]
    expect(said(urbanNoPermit, { ground: { permits } })).toEqual(['other-register: 乡字1号'])
  })

  test.each([
    { approvedArea: 970.88, result: [] }, // 3 %
    { approvedArea: 970.87, result: ['medium'] },
    { approvedArea: null, result: ['attribute-missing: approvedAreaM2'] },
  ])('$approvedArea m² permitted of 1,000 m²: $result', ({ approvedArea, result }) => {
    expect(said(urbanNoPermit, { ground: permitted({ approvedArea }) })).toEqual(result)
  })

  test.each([
    { covered: 997.01, result: ['sliver: urbanPermitCovered'] },
    { covered: 997, result: ['medium'] },
    { covered: 999.5, result: [] },
  ])('$covered m² inside the parcel: $result', ({ covered, result }) => {
    const ledger = { urbanPermitCovered: covered }
    const permits = [permit({ covered, excess: [1_000 - covered, 5] })]
    expect(said(urbanNoPermit, { ground: { ledger, permits } })).toEqual(result)
  })

  test.each([
    { report: { use: 'commercial' }, result: ['medium'] },
    { report: { storeys: 2 }, result: ['medium'] },
    { report: { storeys: null }, result: ['attribute-missing: storeys'] },
  ] as const)('against the permit: $report: $result', ({ report, result }) => {
    expect(said(urbanNoPermit, { report, ground: permitted() })).toEqual(result)
  })

  test.each([
    { what: 'known to be temporary', isPermanent: false, permits: [], result: [] },
    {
      what: 'on a temporary permit',
      isPermanent: null,
      permits: [aPermit({ role: 'temporary-permits' })],
      result: [],
    },
    {
      what: 'on one that ran out',
      isPermanent: null,
      permits: [aPermit({ role: 'temporary-permits', timing: 'expired' })],
      result: [],
    },
    {
      what: 'permanent on it',
      isPermanent: true,
      permits: [aPermit({ role: 'temporary-permits' })],
      result: ['high'],
    },
    { what: 'on none', isPermanent: null, permits: [], result: ['high'] },
  ])('a building $what (RP-07): $result', ({ isPermanent, permits, result }) => {
    expect(said(urbanNoPermit, { report: { isPermanent }, ground: { permits } })).toEqual(result)
  })

  test.each([{ use: 'livestock' }, { type: 'YH' }, { type: '02', use: 'orchard' }] as const)(
    '%o is no building',
    (report) => {
      expect(said(urbanNoPermit, { report, ground: { permits: [] } })).toEqual([])
    },
  )

  test('the enforcement team leads', () => {
    expect(finding(urbanNoPermit, { ground: { permits: [] } })).toMatchObject({ lead: 'UE', assist: ['NR'] })
  })
})
