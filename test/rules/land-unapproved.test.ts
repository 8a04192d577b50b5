import { describe, expect, test } from 'vitest'
import { landUnapproved } from '../../server/rules/land-unapproved.ts'
import { finding, said } from './said.ts'

describe('NA-05, unused or construction land without right or approval', () => {
  test.each(['remainderUnused', 'remainderConstruction'] as const)('%s, by size', (entry) => {
    const of = (area: number, width: number | null) =>
      said(landUnapproved, { ground: { ledger: { [entry]: [area, width] } } })
    expect(of(0.99, 0.9)).toEqual([])
    expect(of(1, 1)).toEqual([`sliver: ${entry}`])
    expect(of(99, 1.99)).toEqual([`sliver: ${entry}`])
    expect(of(99, 2)).toEqual(['low'])
    expect(of(300, null)).toEqual(['low'])
  })

  test('both kinds are one finding', () => {
    const ground = { ledger: { remainderUnused: 300, remainderConstruction: 200 } }
    expect(finding(landUnapproved, { ground }).measured).toBe(500)
  })

  test.each([
    { kind: 'unused', entry: 'remainderUnused', result: ['low'] },
    {
      kind: 'construction',
      entry: 'remainderConstruction',
      result: ['right-unknown: remainderConstruction'],
    },
  ] as const)('without any registration in the district, $kind land: $result', ({ entry, result }) => {
    const ground = { ledger: { [entry]: 300 }, registrations: false }
    expect(said(landUnapproved, { ground })).toEqual(result)
  })

  test('without registrations, unused land is found and the rest doubted', () => {
    const ground = { ledger: { remainderUnused: 300, remainderConstruction: 200 }, registrations: false }
    expect(said(landUnapproved, { ground })).toEqual(['low', 'right-unknown: remainderConstruction'])
    expect(finding(landUnapproved, { ground }).measured).toBe(300)
  })

  test.each([
    { covered: 0, result: ['low'] },
    { covered: 199, result: ['low'] },
    { covered: 299.5, result: [] },
    { covered: 300, result: [] },
  ])('a homestead approval over $covered of 300 m²: $result', ({ covered, result }) => {
    const ground = { ledger: { remainderConstruction: 300, homesteadCovered: covered } }
    expect(said(landUnapproved, { ground })).toEqual(result)
  })

  test.each([
    { partyKind: 'villager', result: [] }, // HS-01
    { partyKind: null, result: [] }, // HS-01 doubts
    { partyKind: 'organisation', result: ['low'] },
  ] as const)('the dwelling of $partyKind on construction land: $result', ({ partyKind, result }) => {
    const report = { use: 'dwelling', partyKind } as const
    expect(said(landUnapproved, { report, ground: { ledger: { remainderConstruction: 300 } } })).toEqual(
      result,
    )
  })

  test("a villager's dwelling on unused land is land taken like any other", () => {
    const report = { use: 'dwelling', partyKind: 'villager' } as const
    expect(said(landUnapproved, { report, ground: { ledger: { remainderUnused: 300 } } })).toEqual(['low'])
  })

  test('a planting builds nothing', () => {
    const report = { type: '02', use: 'orchard' } as const
    expect(said(landUnapproved, { report, ground: { ledger: { remainderUnused: 300 } } })).toEqual([])
  })

  test('asks for the right and for the use', () => {
    const ground = { ledger: { remainderUnused: 300 } }
    expect(finding(landUnapproved, { report: { use: null }, ground }).missing).toEqual([
      'fieldCheck',
      'approvalPapers',
      'landRight',
      'use',
    ])
  })
})
