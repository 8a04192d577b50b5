import { describe, expect, test } from 'vitest'
import { ecoRedLine } from '../../server/rules/eco-red-line.ts'
import { finding, said } from './said.ts'

describe('NA-07, construction inside the ecological red line', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: remainderRedLine'] },
    { area: 10, width: 1.99, result: ['sliver: remainderRedLine'] },
    { area: 10, width: 2, result: ['critical'] },
    { area: 500, width: null, result: ['critical'] },
  ])('$area m², $width m wide, beyond approvals: $result', ({ area, width, result }) => {
    expect(said(ecoRedLine, { ground: { ledger: { remainderRedLine: [area, width] } } })).toEqual(result)
  })

  test('a limited activity with a provincial opinion is allowed', () => {
    const report = { redLineOpinionNo: '晋自然资函〔2026〕8号' }
    expect(said(ecoRedLine, { report, ground: { ledger: { remainderRedLine: 500 } } })).toEqual([])
  })

  test('planting is no construction', () => {
    const ground = { ledger: { remainderRedLine: 500 } }
    expect(said(ecoRedLine, { report: { type: '03', use: 'forest' }, ground })).toEqual([])
  })

  test('natural resources leads, ecology assists, and the provincial opinion is asked for', () => {
    const found = finding(ecoRedLine, { ground: { ledger: { remainderRedLine: 500 } } })
    expect(found).toMatchObject({ lead: 'NR', assist: ['EE'] })
    expect(found.missing).toContain('redLineOpinion')
  })
})
