import { describe, expect, test } from 'vitest'
import { outsideBoundaries } from '../../server/rules/outside-boundaries.ts'
import { finding, said } from './said.ts'

describe('NA-08, building outside the urban and village boundaries', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderOutsideBoundaries'] },
    { area: 60, width: 1.99, result: ['sliver: remainderOutsideBoundaries'] },
    { area: 60, width: 2, result: ['medium'] },
    { area: 500, width: null, result: ['medium'] },
  ])('$area m², $width m wide: $result', ({ area, width, result }) => {
    const ledger = { remainderOutsideBoundaries: [area, width] } as const
    expect(said(outsideBoundaries, { ground: { ledger } })).toEqual(result)
  })

  test.each([
    { type: '20', result: ['medium'] },
    { type: null, result: ['medium'] },
    { type: 'YH', result: [] }, // hardened ground needs no planning permit of its own
    { type: 'DT', result: [] },
  ] as const)('type $type: $result', ({ type, result }) => {
    const ground = { ledger: { remainderOutsideBoundaries: 500 } }
    expect(said(outsideBoundaries, { report: { type }, ground })).toEqual(result)
  })

  test('natural resources leads with the township', () => {
    const ground = { ledger: { remainderOutsideBoundaries: 500 } }
    expect(finding(outsideBoundaries, { ground })).toMatchObject({ lead: 'NR', assist: ['TW'] })
  })
})
