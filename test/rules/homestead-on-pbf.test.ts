import { describe, expect, test } from 'vitest'
import { homesteadOnPbf } from '../../server/rules/homestead-on-pbf.ts'
import { finding, said } from './said.ts'

const house = { use: 'dwelling', partyKind: 'villager' } as const

describe('HS-04, dwelling on permanent basic farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: basicFarmland'] },
    { area: 20, width: 1.99, result: ['sliver: basicFarmland'] },
    { area: 20, width: 2, result: ['critical'] },
    { area: 200, width: null, result: ['critical'] },
  ])('$area m², $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { basicFarmland: [area, width] as const } }
    expect(said(homesteadOnPbf, { report: house, ground })).toEqual(result)
  })

  test('no approval makes it lawful', () => {
    const ledger = { basicFarmland: 200, homesteadCovered: 1_000, coveredLandApproval: 1_000, remainder: 0 }
    expect(said(homesteadOnPbf, { report: house, ground: { ledger } })).toEqual(['critical'])
  })

  test.each(['organisation', 'official', null] as const)('built by %s it is for NA-01', (partyKind) => {
    const ground = { ledger: { basicFarmland: 200 } }
    expect(said(homesteadOnPbf, { report: { use: 'dwelling', partyKind }, ground })).toEqual([])
  })

  test('agriculture leads, natural resources assists', () => {
    const ground = { ledger: { basicFarmland: 200 } }
    expect(finding(homesteadOnPbf, { report: house, ground })).toMatchObject({ lead: 'AG', assist: ['NR'] })
  })
})
