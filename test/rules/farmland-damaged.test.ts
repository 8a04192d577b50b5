import { describe, expect, test } from 'vitest'
import { farmlandDamaged } from '../../server/rules/farmland-damaged.ts'
import { finding, said } from './said.ts'

const onFarmland = (area: number, width: number | null = null) => ({
  ledger: { remainderCultivated: [area, width] as const },
})

describe('NA-03, planting conditions destroyed', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderCultivated'] },
    { area: 50, width: 1.99, result: ['sliver: remainderCultivated'] },
    { area: 50, width: 2, result: ['high'] },
    { area: 100, width: null, result: ['high'] },
  ])('$area m², $width m wide, with the tillage layer damaged: $result', ({ area, width, result }) => {
    const report = { tillageLayer: 'damaged' } as const
    expect(said(farmlandDamaged, { report, ground: onFarmland(area, width) })).toEqual(result)
  })

  test.each([
    { tillageLayer: 'damaged', result: ['high'] },
    { tillageLayer: 'intact', result: [] },
    { tillageLayer: null, result: ['attribute-missing: tillageLayer'] },
  ] as const)('a tillage layer $tillageLayer: $result', ({ tillageLayer, result }) => {
    expect(said(farmlandDamaged, { report: { tillageLayer }, ground: onFarmland(500) })).toEqual(result)
  })

  test.each([
    { area: 0.99, width: 0.9 },
    { area: 50, width: 1.99 },
  ])('$area m² of farmland need nobody to look at their soil', ({ area, width }) => {
    expect(said(farmlandDamaged, { ground: onFarmland(area, width) })).toEqual([])
  })

  test.each(['20', 'DT', 'TP', 'CK', 'YH', 'GF'] as const)('type %s may destroy it', (type) => {
    const report = { type, tillageLayer: 'damaged' } as const
    expect(said(farmlandDamaged, { report, ground: onFarmland(500) })).toEqual(['high'])
  })

  test('a farm facility and a planting are judged by GH and NG', () => {
    const ground = onFarmland(500)
    const damaged = { tillageLayer: 'damaged' } as const
    expect(said(farmlandDamaged, { report: { ...damaged, use: 'livestock' }, ground })).toEqual([])
    expect(said(farmlandDamaged, { report: { ...damaged, type: '02', use: 'orchard' }, ground })).toEqual([])
  })

  test('asks for an appraisal', () => {
    const report = { tillageLayer: 'damaged' } as const
    const { missing } = finding(farmlandDamaged, { report, ground: onFarmland(500) })
    expect(missing).toContain('destructionAppraisal')
  })
})
