import { describe, expect, test } from 'vitest'
import { mu, muToSquareMetres } from '../../domain/units.ts'
import { crimeFarmland } from '../../server/rules/crime-farmland.ts'
import { finding, said } from './said.ts'

const taken = (amount: number) => ({
  patch: muToSquareMetres(mu(20)),
  ledger: { remainderOrdinaryCultivated: muToSquareMetres(mu(amount)) },
})

describe('ES-02, other farmland over the criminal line', () => {
  test.each([
    { amount: 9.99, result: [] },
    { amount: 10, result: ['critical'] }, // 十亩以上
    { amount: 15, result: ['critical'] },
  ])('$amount mu built over without approval: $result', ({ amount, result }) => {
    expect(said(crimeFarmland, { ground: taken(amount) })).toEqual(result)
  })

  test('basic farmland has its own line and does not count here', () => {
    const all = muToSquareMetres(mu(20))
    const ledger = { remainderCultivated: all, remainderBasicFarmland: all, remainderOrdinaryCultivated: 0 }
    expect(said(crimeFarmland, { ground: { patch: all, ledger } })).toEqual([])
  })

  test('asks for an appraisal', () => {
    expect(finding(crimeFarmland, { ground: taken(10) }).missing).toContain('destructionAppraisal')
  })

  test('planting on a tillage layer that nobody looked at is a doubt', () => {
    const report = { type: '02', use: 'orchard' } as const
    expect(said(crimeFarmland, { report, ground: taken(12) })).toEqual(['attribute-missing: tillageLayer'])
  })

  test('a patch that is smaller than the line needs no layer to stay below it', () => {
    expect(said(crimeFarmland, { ground: { patch: 200, without: ['land-use'] } })).toEqual([])
  })
})
