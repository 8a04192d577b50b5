import { describe, expect, test } from 'vitest'
import { guardHouseOversize } from '../../server/rules/guard-house-oversize.ts'
import { finding, said } from './said.ts'

const guardHouse = (storeys: number | null) => ({ use: 'guardHouse', storeys }) as const

describe('GH-03, guard house over size', () => {
  test.each([
    { patch: 22.49, storeys: 1, result: [] },
    { patch: 22.5, storeys: 1, result: [] }, // the standard itself is kept
    { patch: 22.51, storeys: 1, result: ['medium'] },
    { patch: 15, storeys: 2, result: ['high'] },
    { patch: 40, storeys: 2, result: ['high'] },
    { patch: 40, storeys: 1, result: ['medium'] },
  ])('$patch m², $storeys storeys: $result', ({ patch, storeys, result }) => {
    expect(said(guardHouseOversize, { report: guardHouse(storeys), ground: { patch } })).toEqual(result)
  })

  test('of unknown storeys: too large is found and the storeys asked for', () => {
    const found = finding(guardHouseOversize, { report: guardHouse(null), ground: { patch: 40 } })
    expect(found).toMatchObject({ severity: 'medium', measured: 40, threshold: 22.5, unit: 'm2' })
    expect(found.missing).toContain('storeys')
  })

  test('of unknown storeys: small is not yet shown to keep the standard', () => {
    expect(said(guardHouseOversize, { report: guardHouse(null), ground: { patch: 20 } })).toEqual([
      'attribute-missing: storeys',
    ])
  })

  test('two storeys are measured in storeys', () => {
    const found = finding(guardHouseOversize, { report: guardHouse(2), ground: { patch: 20 } })
    expect(found).toMatchObject({
      measured: 2,
      threshold: 1,
      unit: 'count',
      numbers: { patch: 20, storeys: 2 },
    })
  })

  test('other buildings have no such bound', () => {
    expect(said(guardHouseOversize, { report: { use: 'livestock', storeys: 2 } })).toEqual([])
  })
})
