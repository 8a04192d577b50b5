import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { ruralNoPermit } from '../../server/rules/rural-no-permit.ts'
import { finding, said } from './said.ts'

const permit = (words: Omit<PermitWords, 'role'>) =>
  aPermit({ role: 'rural-permits', number: '乡字1号', ...words })
const rural = { ruralArea: 1_000 }

describe('RP-01, no rural planning permit', () => {
  test.each([
    { area: 0.99, width: 0.9, result: [] },
    { area: 1, width: 1, result: ['sliver: ruralArea'] },
    { area: 90, width: 1.99, result: ['sliver: ruralArea'] },
    { area: 90, width: 2, result: ['high'] },
    { area: 1_000, width: null, result: ['high'] },
  ])('$area m², $width m wide, in the rural planning area: $result', ({ area, width, result }) => {
    expect(said(ruralNoPermit, { ground: { ledger: { ruralArea: [area, width] } } })).toEqual(result)
  })

  test.each([
    { timing: 'in-force', result: [] },
    { timing: 'issued-later', result: ['high'] }, // 未批先建
    { timing: 'expired', result: ['high'] },
    { timing: 'revoked', result: ['high'] },
    { timing: 'undated', result: ['permit-undated: 乡字1号'] },
  ] as const)('a permit $timing on the judged day: $result', ({ timing, result }) => {
    const ruralPermitCovered = timing === 'in-force' ? 1_000 : 0
    const ground = { ledger: { ...rural, ruralPermitCovered }, permits: [permit({ timing })] }
    expect(said(ruralNoPermit, { ground })).toEqual(result)
  })

  test.each([
    { timing: 'issued-later', words: '乡字1号：未批先建（后补发证）' },
    { timing: 'expired', words: '乡字1号：已过期' },
    { timing: 'revoked', words: '乡字1号：已撤销或被替换' },
  ] as const)('says of a permit $timing why it does not count', ({ timing, words }) => {
    const ground = { ledger: rural, permits: [permit({ timing })] }
    expect(finding(ruralNoPermit, { ground }).numbers['permits']).toBe(words)
  })

  test('says that there is none', () => {
    expect(finding(ruralNoPermit, { ground: { ledger: rural } }).numbers['permits']).toBe('无')
  })

  test.each([
    { covered: 2.99, result: ['high'] }, // a neighbour's
    { covered: 3, result: [] }, // ε_b: RP-02 and RP-03 judge the rest
  ])('a permit in force over $covered m² of it: $result', ({ covered, result }) => {
    const permits = [permit({ covered, excess: 1_000 - covered })]
    expect(
      said(ruralNoPermit, { ground: { ledger: { ...rural, ruralPermitCovered: covered }, permits } }),
    ).toEqual(result)
  })

  test('measures what no permit covers', () => {
    const permits = [permit({ covered: 2, excess: 998 })]
    const ground = { ledger: { ...rural, ruralPermitCovered: 2 }, permits }
    expect(finding(ruralNoPermit, { ground }).measured).toBe(998)
  })

  test('a hut under ε_b that its permit covers whole is permitted', () => {
    const permits = [permit({ covered: 2.5 })]
    const ground = { patch: 2.5, ledger: { ruralArea: 2.5, ruralPermitCovered: 2.5 }, permits }
    expect(said(ruralNoPermit, { ground })).toEqual([])
  })

  test('other registers do not permit building', () => {
    const permits = [aPermit({ role: 'homestead-approvals' }), aPermit({ role: 'land-approvals' })]
    expect(said(ruralNoPermit, { ground: { ledger: rural, permits } })).toEqual(['high'])
  })

  test.each([
    { what: 'a greenhouse', report: { use: 'greenhouse' }, result: [] },
    { what: 'hardened ground', report: { type: 'YH' }, result: [] },
    { what: 'a building of unknown type', report: { type: null }, result: ['high'] },
  ] as const)('$what: $result', ({ report, result }) => {
    expect(said(ruralNoPermit, { report, ground: { ledger: rural } })).toEqual(result)
  })

  test('asks for the act date where the permit was compared with the image instead', () => {
    const ground = { ledger: rural }
    expect(finding(ruralNoPermit, { report: { actOn: null }, ground }).missing).toContain('actDate')
  })

  test('inside the urban boundary a missing permit register is no doubt of this rule', () => {
    expect(said(ruralNoPermit, { ground: { ledger: { ruralArea: 0 }, without: ['rural-permits'] } })).toEqual(
      [],
    )
  })

  test('an urban permit is not the right one, but somebody did permit: a doubt', () => {
    const permits = [aPermit({ role: 'urban-permits', number: '建字1号' })]
    expect(said(ruralNoPermit, { ground: { ledger: rural, permits } })).toEqual(['other-register: 建字1号'])
  })
})
