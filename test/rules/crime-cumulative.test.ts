import { describe, expect, test } from 'vitest'
import type { GroupFacts, GroupMember } from '../../domain/group.ts'
import { mu, muToSquareMetres } from '../../domain/units.ts'
import { aGround, aReport, theThresholds } from '../../fixtures/builders/facts.ts'
import { crimeCumulative, groupMemberOf } from '../../server/rules/crime-cumulative.ts'
import { inWords } from './said.ts'

/** An act on so many 亩 of basic and of other farmland, not dealt with. */
const act = (basic: number, ordinary = 0, over: Partial<GroupMember> = {}): GroupMember => ({
  reportId: '1',
  judgedOn: '2026-03-01',
  isTreated: false,
  destroys: true,
  basicFarmland: muToSquareMetres(mu(basic)),
  ordinaryFarmland: muToSquareMetres(mu(ordinary)),
  ...over,
})
const judgedGroup = (members: readonly GroupMember[], over: Partial<GroupFacts> = {}) =>
  crimeCumulative.evaluateGroup!({ groupId: '1', isOneParty: true, members, ...over }, theThresholds())
const saidOf = (members: readonly GroupMember[], over: Partial<GroupFacts> = {}) =>
  judgedGroup(members, over).map(inWords)

describe('ground that several acts take', () => {
  const [one, other, third] = ['1', '2', '3'].map((reportId) => act(2.5, 0, { reportId })) as [
    GroupMember,
    GroupMember,
    GroupMember,
  ]
  const shared = (ids: string, basic: number) => ({
    reportIds: ids.split(','),
    basicFarmland: muToSquareMetres(mu(basic)),
    ordinaryFarmland: muToSquareMetres(mu(0)),
  })

  test.each([
    { members: [one, other], cells: [], result: ['critical'] },
    { members: [one, other], cells: [shared('1,2', 0.01)], result: [] },
    { members: [one, other, third], cells: [shared('1,2,3', 1.25)], result: ['critical'] }, // 7.5 − 2 × 1.25
    { members: [one, other, third], cells: [shared('1,2,3', 1.26)], result: [] },
    { members: [one, other, third], cells: [shared('1,2', 1), shared('2,3', 1.5)], result: ['critical'] },
    // What an act shares with one that is not within the year is its own.
    {
      members: [one, other, { ...third, judgedOn: '2020-01-01' }],
      cells: [shared('2,3', 2)],
      result: ['critical'],
    },
  ])('$members.length acts, $cells.length pieces shared: $result', ({ members, cells, result }) => {
    expect(saidOf(members, { shared: cells })).toEqual(result)
  })
})

describe('ES-05, a criminal line reached together', () => {
  test.each([
    { acts: [act(2.5), act(2.49)], result: [] },
    { acts: [act(2.5), act(2.5)], result: ['critical'] },
    { acts: [act(0, 5), act(0, 4.99)], result: [] },
    { acts: [act(0, 5), act(0, 5)], result: ['critical'] },
    { acts: [act(2, 4), act(2, 4)], result: [] }, // the lines do not add up with each other
    { acts: [act(3, 6), act(3, 6)], result: ['critical', 'critical'] },
    { acts: [act(6), act(1)], result: [] }, // ES-01 has the first alone
    { acts: [act(4.9)], result: [] },
  ])('$acts.length acts: $result', ({ acts, result }) => {
    expect(saidOf(acts)).toEqual(result)
  })

  test.each([
    { last: '2027-03-01', result: ['critical'] }, // 一年内 ends with the same day of the next year
    { last: '2027-03-02', result: [] },
  ])('acts of 1 March 2026 and $last: $result', ({ last, result }) => {
    expect(saidOf([act(3), act(3, 0, { judgedOn: last })])).toEqual(result)
  })

  test('the year with the most counts, not the first', () => {
    const acts = [act(1, 0, { judgedOn: '2025-01-01' }), act(3), act(3, 0, { judgedOn: '2026-12-01' })]
    expect(judgedGroup(acts)).toMatchObject([
      { measured: expect.closeTo(6, 9), numbers: { acts: 2, firstOn: '2026-03-01', lastOn: '2026-12-01' } },
    ])
  })

  test.each([
    { what: 'treated', over: { isTreated: true }, result: [] },
    { what: 'that destroys nothing', over: { destroys: false }, result: [] },
    { what: 'of which nobody knows whether it was treated', over: { isTreated: null }, result: ['critical'] },
    {
      what: 'on soil that nobody looked at',
      over: { destroys: null },
      result: ['attribute-missing: tillageLayer'],
    },
    { what: 'of unknown ground', over: { basicFarmland: null }, result: [] },
  ])('beside an act $what: $result', ({ over, result }) => {
    expect(saidOf([act(3), act(3, 0, over)])).toEqual(result)
  })

  test('what is sure already does not wait for the rest', () => {
    expect(saidOf([act(3), act(3), act(1, 0, { destroys: null })])).toEqual(['critical'])
  })

  test.each([
    { isOneParty: true, result: ['critical'] },
    { isOneParty: null, result: ['attribute-missing: isOneParty'] },
    { isOneParty: false, result: [] },
  ])('one party: $isOneParty, so $result', ({ isOneParty, result }) => {
    expect(saidOf([act(3), act(3)], { isOneParty })).toEqual(result)
  })

  test.each([
    { report: {}, destroys: true },
    { report: { use: 'livestock', tillageLayer: null }, destroys: null },
    { report: { use: 'livestock', tillageLayer: 'intact' }, destroys: false },
    { report: { use: 'livestock', tillageLayer: 'damaged' }, destroys: true },
    { report: { type: 'HL', use: null }, destroys: false },
  ] as const)('as a member of a group, $report destroys: $destroys', ({ report, destroys }) => {
    const ground = aGround({ ledger: { remainderBasicFarmland: 700 }, without: ['land-use'] })
    expect(groupMemberOf(aReport(report), ground, null)).toEqual({
      reportId: '1',
      judgedOn: '2025-05-01',
      isTreated: null,
      destroys,
      basicFarmland: 700,
      ordinaryFarmland: null,
    })
  })
})
