import { describe, expect, test } from 'vitest'
import { landscapeLake } from '../../server/rules/landscape-lake.ts'
import { finding, said } from './said.ts'

const lake = { type: 'SM', use: 'lake' } as const

describe('NG-03, ornamental lake on farmland', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: cultivated'] },
    { area: 50, width: 1.99, result: ['sliver: cultivated'] },
    { area: 50, width: 2, result: ['high'] },
    { area: 500, width: null, result: ['high'] },
  ])('$area m² of farmland, $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { cultivated: [area, width] as const } }
    expect(said(landscapeLake, { report: lake, ground })).toEqual(result)
  })

  test.each([
    { what: 'a lake by use', report: { type: 'QT', use: 'lake' }, result: ['high'] },
    { what: 'a pond for guests', report: { type: 'KT', use: 'tourism' }, result: ['high'] },
    { what: 'water of a restaurant', report: { type: 'SM', use: 'commercial' }, result: ['high'] },
    { what: 'water of a public park', report: { type: 'SM', use: 'public' }, result: ['high'] },
    { what: 'a fish pond (NG-07)', report: { type: 'SM', use: 'fishPond' }, result: [] },
    { what: 'water for irrigation', report: { type: 'KT', use: 'irrigation' }, result: [] },
    { what: 'water of unknown use', report: { type: 'SM', use: null }, result: ['attribute-missing: use'] },
    { what: 'a pond of unknown use', report: { type: 'KT', use: null }, result: ['attribute-missing: use'] },
    {
      what: 'water of some other use',
      report: { type: 'SM', use: 'other' },
      result: ['attribute-missing: use'],
    },
    { what: 'a hotel', report: { type: '20', use: 'tourism' }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(landscapeLake, { report, ground: { ledger: { cultivated: 500 } } })).toEqual(result)
  })

  test('water of unknown use where there was no farmland concerns nobody', () => {
    expect(said(landscapeLake, { report: { type: 'SM', use: null } })).toEqual([])
  })

  test('asks for a check of the tillage layer', () => {
    const ground = { ledger: { cultivated: 500 } }
    expect(finding(landscapeLake, { report: lake, ground }).missing).toContain('tillageLayerCheck')
  })
})
