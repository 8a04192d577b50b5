import { describe, expect, test } from 'vitest'
import { aGround, aReport, theThresholds } from '../../fixtures/builders/facts.ts'
import { cropControl } from '../../server/rules/crop-control.ts'
import { inWords, said } from './said.ts'

const field = { type: '01', use: null } as const

describe('NG-09, crop against the control of grain zones', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: nonGrainInZone'] },
    { area: 70, width: 1.99, result: ['sliver: nonGrainInZone'] },
    { area: 70, width: 2, result: ['low'] },
    { area: 500, width: null, result: ['low'] },
  ])('$area m², $width m wide: $result', ({ area, width, result }) => {
    const ground = { ledger: { nonGrainInZone: [area, width] as const } }
    expect(said(cropControl, { report: field, ground })).toEqual(result)
  })

  test.each([
    { what: 'an orchard', report: { type: '02', use: 'orchard' }, result: ['low'] },
    { what: 'turf', report: { type: '04', use: 'turf' }, result: ['low'] },
    { what: 'trees (NG-01)', report: { type: '03', use: null }, result: [] },
    { what: 'a pond (NG-07)', report: { type: 'KT', use: 'fishPond' }, result: [] },
    { what: 'a lake (NG-03)', report: { type: 'SM', use: 'lake' }, result: [] },
    { what: 'a factory (NA-02)', report: { type: '20', use: 'industrial' }, result: [] },
    { what: 'a greenhouse', report: { type: '20', use: 'greenhouse' }, result: [] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(cropControl, { report, ground: { ledger: { nonGrainInZone: 500 } } })).toEqual(result)
  })

  test('a survey that says nothing of what grows is a doubt', () => {
    const ground = aGround()
    const unsaid = { ...ground, ledger: { ...ground.ledger, nonGrainInZone: undefined } }
    expect(cropControl.evaluate(aReport(field), unsaid, theThresholds()).map(inWords)).toEqual([
      'attribute-missing: planting',
    ])
  })
})
