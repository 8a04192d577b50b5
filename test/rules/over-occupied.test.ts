import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { overOccupied } from '../../server/rules/over-occupied.ts'
import { finding, said } from './said.ts'

const approved = (rest: Record<string, number | readonly [number, number | null]>) => ({
  ledger: { coveredLandApproval: 700, ...rest },
})

describe('NA-06, more occupied than approved', () => {
  test.each([
    { rest: [0.99, 0.9], result: [] },
    { rest: [1, 1], result: ['sliver: remainder'] },
    { rest: [99, 1.99], result: ['sliver: remainder'] },
    { rest: [99, 2], result: ['low'] },
    { rest: [300, null], result: ['low'] },
  ] as const)('$rest (m², m wide) beyond the approval: $result', ({ rest, result }) => {
    expect(said(overOccupied, { ground: approved({ remainder: rest }) })).toEqual(result)
  })

  test.each([
    { class: 'basic farmland', entry: 'remainderBasicFarmland', severity: 'critical' },
    { class: 'farmland', entry: 'remainderCultivated', severity: 'high' },
    { class: 'other agricultural land', entry: 'remainderOtherAgricultural', severity: 'medium' },
    { class: 'construction land', entry: 'remainderConstruction', severity: 'low' },
  ])('an excess on $class is $severity', ({ entry, severity }) => {
    expect(said(overOccupied, { ground: approved({ remainder: 300, [entry]: 300 }) })).toEqual([severity])
  })

  test('the gravest class of a mixed excess decides', () => {
    const rest = { remainder: 300, remainderCultivated: 200, remainderBasicFarmland: 150 }
    expect(said(overOccupied, { ground: approved(rest) })).toEqual(['critical'])
  })

  test('without an approval nothing is over-occupied: that is NA-01 to NA-04', () => {
    expect(said(overOccupied, { ground: { ledger: { remainderCultivated: 1_000 } } })).toEqual([])
  })

  test("a sliver of a neighbour's approval is not an approval of this", () => {
    const ledger = { coveredLandApproval: [20, 0.5], remainder: 980, remainderCultivated: 980 } as const
    expect(said(overOccupied, { ground: { ledger } })).toEqual([])
  })

  test('names the approvals and how each stands', () => {
    const permits = [
      aPermit({ role: 'land-approvals', number: '示例批〔2024〕1号' }),
      aPermit({ role: 'land-approvals', number: '示例批〔2025〕9号', timing: 'issued-later' }),
    ]
    const ground = { ...approved({ remainder: 300 }), permits }
    expect(finding(overOccupied, { ground }).numbers['approvals']).toBe(
      '示例批〔2024〕1号：有效；示例批〔2025〕9号：未批先建（后补发证）',
    )
  })

  test.each([
    { area: 700, kind: 'more', over: 300, elsewhere: 0 }, // all that was approved, and more
    { area: 850, kind: 'more', over: 150, elsewhere: 150 },
    { area: 851, kind: 'elsewhere', over: 149, elsewhere: 151 },
    { area: 1_000, kind: 'elsewhere', over: 0, elsewhere: 300 }, // no more than approved, on other ground
    { area: 5_000, kind: 'elsewhere', over: 0, elsewhere: 300 },
  ])('1,000 m² with $area m² approved, 300 m² of it beyond: $kind', ({ area, kind, over, elsewhere }) => {
    const permits = [aPermit({ role: 'land-approvals', approvedArea: area })]
    const { numbers } = finding(overOccupied, { ground: { ...approved({ remainder: 300 }), permits } })
    expect(numbers).toMatchObject({ excessKind: kind, over, elsewhere, approvedArea: area })
  })

  test('approval and supply of one plot are not twice the area', () => {
    const permits = [
      aPermit({ role: 'land-approvals', kind: 'landApproval', approvedArea: 700 }),
      aPermit({ role: 'land-approvals', kind: 'landSupply', approvedArea: 690 }),
    ]
    const { numbers } = finding(overOccupied, { ground: { ...approved({ remainder: 300 }), permits } })
    expect(numbers).toMatchObject({ approvedArea: 700, excessKind: 'more' })
  })

  test('without an approved area nobody can tell which', () => {
    const permits = [aPermit({ role: 'land-approvals', approvedArea: null })]
    const { numbers } = finding(overOccupied, { ground: { ...approved({ remainder: 300 }), permits } })
    expect(numbers['excessKind']).toBe('unknown')
  })

  test.each([
    { remainder: 0, result: ['permit-other-use: 示例批1号'] },
    { remainder: 300, result: ['low', 'permit-other-use: 示例批1号'] },
  ])('an approval for another use, $remainder m² beyond it: $result', ({ remainder, result }) => {
    const permits = [aPermit({ role: 'land-approvals', number: '示例批1号', use: 'road' })]
    expect(said(overOccupied, { ground: { ...approved({ remainder }), permits } })).toEqual(result)
  })

  test('asks for the act date where approvals were compared with the image instead', () => {
    const ground = approved({ remainder: 300 })
    expect(finding(overOccupied, { ground, report: { actOn: null } }).missing).toContain('actDate')
    expect(finding(overOccupied, { ground }).missing).not.toContain('actDate')
  })

  test('an approval without a date covers nothing, and is a doubt', () => {
    const permits = [aPermit({ role: 'land-approvals', number: '示例批7号', timing: 'undated' })]
    expect(said(overOccupied, { ground: { permits } })).toEqual(['permit-undated: 示例批7号'])
  })
})
