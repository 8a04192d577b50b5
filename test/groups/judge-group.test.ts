import { describe, expect, test } from 'vitest'
import { mu, muToSquareMetres, squareMetres } from '../../domain/units.ts'
import { theThresholds } from '../../fixtures/builders/facts.ts'
import { groupFacts, setsOf } from '../../server/groups/group-facts.ts'
import { actsTogether } from '../../server/groups/group-sums.ts'
import { judgeGroup, type GroupAct } from '../../server/groups/judge-group.ts'
import type { OverlappedGround } from '../../server/queries/groups-write.ts'
import { RULES } from '../../server/rules/index.ts'

const area = (amount: number | null) => (amount === null ? null : muToSquareMetres(mu(amount)))
/** An act on so many 亩 of basic and of other farmland. */
const act = (
  reportId: string,
  basic: number | null,
  ordinary: number | null = 0,
  over: Partial<GroupAct> = {},
): GroupAct => ({
  reportId,
  evaluationId: `9${reportId}`,
  judgedOn: '2026-03-01',
  isTreated: null,
  destroys: true,
  basicFarmland: area(basic),
  ordinaryFarmland: area(ordinary),
  upTo: null,
  ...over,
})
const overlap = (reportIds: string[], mus: number): OverlappedGround => ({
  kind: 'basic',
  reportIds,
  areaM2: area(mus)!,
})

interface Words {
  parties?: string[][]
  overlaps?: OverlappedGround[]
}
const judged = (acts: GroupAct[], { parties = [], overlaps = [] }: Words = {}) =>
  judgeGroup(groupFacts('1', acts, overlaps, parties), RULES, theThresholds()).map((result) =>
    result.kind === 'finding'
      ? `${result.ruleId} ${result.measured.toFixed(2)}`
      : `${result.ruleId}? ${result.reason} ${result.subject}`,
  )

const OPEN = 'ES-05? attribute-missing isOneParty'

describe('acts judged together', () => {
  test.each([
    ['of nobody knows whom', [act('1', 3), act('2', 3)], {}, [OPEN]],
    ['below the line', [act('1', 2.5), act('2', 2.4)], {}, []],
    ['of one party', [act('1', 3), act('2', 3)], { parties: [['1', '2']] }, ['ES-05 6.00']],
    ['of one party below the line', [act('1', 2), act('2', 2)], { parties: [['1', '2']] }, []],
    [
      'two of one party and a third',
      [act('1', 3), act('2', 3), act('3', 3)],
      { parties: [['1', '2']] },
      ['ES-05 6.00'],
    ],
    [
      'two of one party that need the third',
      [act('1', 2), act('2', 2), act('3', 2)],
      { parties: [['1', '2']] },
      [OPEN],
    ],
    [
      'two parties, each over the line',
      [act('1', 3), act('2', 3), act('3', 3), act('4', 3)],
      {
        parties: [
          ['1', '2'],
          ['3', '4'],
        ],
      },
      ['ES-05 6.00', 'ES-05 6.00'],
    ],
    [
      'on both kinds of ground',
      [act('1', 3, 6), act('2', 3, 6)],
      { parties: [['1', '2']] },
      ['ES-05 6.00', 'ES-05 12.00'],
    ],
    [
      'certain on one kind of ground, open on the other',
      [act('1', 3, 4), act('2', 3, 4), act('3', 0, 4)],
      { parties: [['1', '2']] },
      ['ES-05 6.00', OPEN],
    ],
    [
      'kinds of ground do not add up with each other',
      [act('1', 4, 9), act('2', 0, 0)],
      { parties: [['1', '2']] },
      [],
    ],
  ] as [string, GroupAct[], Words, string[]][])('%s', (_name, acts, words, expected) => {
    expect(judged(acts, words)).toEqual(expected)
  })

  test('ground that both take counts once', () => {
    const parties = [['1', '2']]
    const measured = [overlap(['1'], 3), overlap(['2'], 3)]
    expect(
      judged([act('1', 3), act('2', 3)], { parties, overlaps: [...measured, overlap(['1', '2'], 1)] }),
    ).toEqual(['ES-05 5.00'])
    expect(
      judged([act('1', 3), act('2', 3)], { parties, overlaps: [...measured, overlap(['1', '2'], 1.01)] }),
    ).toEqual([])
  })

  test('where what both take could not be made again, a sum that would reach the line is a doubt', () => {
    const parties = [['1', '2']]
    const overlaps = [overlap(['1'], 3), overlap(['2'], 2.9), overlap(['1', '2'], 1.5)]
    expect(judged([act('1', 3), act('2', 3)], { parties, overlaps })).toEqual([
      'ES-05? overlay-failed remainder',
    ])
    // What reaches it at the least is sure nevertheless.
    expect(
      judged([act('1', 4), act('2', 4)], {
        parties,
        overlaps: [overlap(['1'], 3), overlap(['1', '2'], 1.5)],
      }),
    ).toEqual(['ES-05 6.50'])
  })

  test('where the layer of basic farmland is missing, what all of it would reach is a doubt', () => {
    const open = (id: string, upTo: number) => act(id, null, null, { upTo: area(upTo) })
    const parties = [['1', '2']]
    expect(judged([open('1', 4), open('2', 4)], { parties })).toEqual(['ES-05? layer-missing basic-farmland'])
    expect(judged([open('1', 2), open('2', 2)], { parties })).toEqual([])
  })
})

describe('the arithmetic that is shown', () => {
  const sums = (acts: GroupAct[], words: Words = {}) =>
    actsTogether(groupFacts('1', acts, words.overlaps ?? [], words.parties ?? []), theThresholds()).map(
      (sum) => [
        sum.scope,
        sum.ground,
        sum.reportIds.join(','),
        Math.round((sum.areaM2 * 15) / 100) / 100,
        Math.round((sum.lineM2 * 15) / 100) / 100,
      ],
    )

  test('is that of each party and of all, whether a line is reached or not', () => {
    expect(sums([act('1', 1, 2), act('2', 1), act('3', 1)], { parties: [['1', '2']] })).toEqual([
      ['one-party', 'basicFarmland', '1,2', 2, 5],
      ['one-party', 'ordinaryFarmland', '1', 2, 10],
      ['all', 'basicFarmland', '1,2,3', 3, 5],
      ['all', 'ordinaryFarmland', '1', 2, 10],
    ])
  })

  test('is of the year in which most was taken, and of what may destroy', () => {
    expect(
      sums([
        act('1', 1, 0, { judgedOn: '2024-01-01' }),
        act('2', 2),
        act('3', 2, 0, { judgedOn: '2026-04-01' }),
        act('4', 9, 0, { destroys: false }),
      ]),
    ).toEqual([['all', 'basicFarmland', '2,3', 4, 5]])
  })
})

test.each([
  [[], []],
  [['1-2'], ['1,2']],
  [
    ['1-2', '3-4'],
    ['1,2', '3,4'],
  ],
  [['1-2', '3-4', '2-3'], ['1,2,3,4']],
  [['10-9', '9-11'], ['9,10,11']],
] as [string[], string[]][])('pairs %j make the sets %j', (pairs, expected) => {
  const sets = setsOf(
    pairs.map((pair) => {
      const [oneId, otherId] = pair.split('-') as [string, string]
      return { oneId, otherId }
    }),
  )
  expect(sets.map((set) => set.join(','))).toEqual(expected)
})

test('what was measured as nothing is nothing, and no part of it missing', () => {
  const facts = groupFacts('1', [act('1', 0), act('2', 3)], [overlap(['1'], 0)], [])
  expect(facts.isSharedExact).toBe(true)
  expect(facts.members[0]!.basicFarmland).toBe(squareMetres(0))
})
