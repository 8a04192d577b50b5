import { describe, expect, test } from 'vitest'
import { regroup, type GroupWork, type HandAct } from '../../server/groups/regroup.ts'

/** Edges as `1-2 2-3`, groups before as `G:1,2`; answers groups as `G:1,2`, new ones with a `+`. */
function grouped(
  edges: string,
  {
    before = '',
    hands = [],
    ids = '1,2,3,4,5,6',
  }: { before?: string; hands?: readonly HandAct[]; ids?: string } = {},
): string {
  const work: GroupWork = {
    reportIds: ids.split(','),
    edges: words(edges).map((edge) => {
      const [oneId, otherId] = edge.split('-') as [string, string]
      return { oneId, otherId }
    }),
    hands,
    before: new Map(
      words(before).flatMap((group) => {
        const [id, members] = group.split(':') as [string, string]
        return members.split(',').map((member) => [member, id] as const)
      }),
    ),
  }
  return regroup(work)
    .map(({ groupId, members }) => `${groupId ?? '+'}:${members.join(',')}`)
    .join(' ')
}
const words = (text: string) => text.split(' ').filter((word) => word !== '')

const put = (reportId: string, groupId: string, ...beside: string[]): HandAct => ({
  reportId,
  groupId,
  act: 'put-in',
  beside,
})
const takenOut = (reportId: string, groupId: string): HandAct => ({
  reportId,
  groupId,
  act: 'take-out',
  beside: [],
})

describe('groups', () => {
  test.each([
    ['nothing holds together', '', ''],
    ['a pair', '1-2', '+:1,2'],
    ['a chain is one', '1-2 2-3 3-4', '+:1,2,3,4'],
    ['in whatever order edges come', '3-4 2-3 1-2', '+:1,2,3,4'],
    ['a ring', '1-2 2-3 1-3', '+:1,2,3'],
    ['two groups', '1-2 3-4', '+:1,2 +:3,4'],
    ['an edge to what may not be in a group', '1-9 2-9', ''],
  ])('%s', (_name, edges, expected) => {
    expect(grouped(edges)).toBe(expected)
  })

  test('stand in the order in which reports came, not of their numbers', () => {
    expect(grouped('1-2 2-7', { ids: '7,1,2' })).toBe('+:7,1,2')
  })
})

describe('a group keeps its identity', () => {
  test.each([
    ['as it was', '1-2', '8:1,2', '8:1,2'],
    ['with one more', '1-2 2-3', '8:1,2', '8:1,2,3'],
    ['with one less', '2-3', '8:1,2,3', '8:2,3'],
    ['two become one: the larger goes on', '1-2 2-3 3-4 4-5', '8:1,2 9:3,4,5', '9:1,2,3,4,5'],
    ['two of equal size become one: the older goes on', '1-2 2-3 3-4', '9:1,2 8:3,4', '8:1,2,3,4'],
    ['numbers are compared as numbers', '1-2 2-3 3-4', '10:1,2 9:3,4', '9:1,2,3,4'],
    ['one falls apart: the larger part goes on', '1-2 3-4 4-5', '8:1,2,3,4,5', '+:1,2 8:3,4,5'],
    ['one falls apart in equal parts: that of the first', '1-2 3-4', '8:1,2,3,4', '8:1,2 +:3,4'],
    ['members change places', '1-3 2-4', '8:1,2 9:3,4', '8:1,3 9:2,4'],
    ['falls apart to one: no group', '', '8:1,2', ''],
  ])('%s', (_name, edges, before, expected) => {
    expect(grouped(edges, { before })).toBe(expected)
  })
})

describe('what a person did', () => {
  test.each([
    ['taken out: its edges hold no more', '1-2 2-3', [takenOut('3', '8')], '8:1,2,3', '8:1,2'],
    ['taken out of the middle: the rest falls apart', '1-2 2-3', [takenOut('2', '8')], '8:1,2,3', ''],
    [
      'taken out, and a new neighbour of both comes',
      '1-2 2-3 3-4 1-4',
      [takenOut('3', '8')],
      '8:1,2',
      '8:1,2,4',
    ],
    ['put in from far away', '1-2', [put('5', '8', '1', '2')], '8:1,2', '8:1,2,5'],
    ['put in, with a neighbour of its own', '1-2 5-6', [put('5', '8', '1', '2')], '8:1,2', '8:1,2,5,6'],
    ['put in, though those beside it then are gone', '3-4', [put('5', '8', '7', '9')], '8:3,4,5', '8:3,4,5'],
    ['put in a group of which one is left', '', [put('5', '8', '1', '2')], '8:1', '8:1,2,5'],
    ['put beside one that is in no group: a new one, which was said', '', [put('5', '8', '1')], '', '8:1,5'],
    ['put in a group that had ended', '3-4', [put('5', '8', '1')], '9:3,4', '8:1,5 9:3,4'],
    ['moved from one group to another', '3-4 4-5', [put('5', '8', '1', '2')], '8:1,2 9:3,4,5', '8:1,2,3,4,5'],
    [
      'put in beside one who was taken out',
      '',
      [put('5', '8', '1', '2'), takenOut('1', '8')],
      '8:1,2',
      '8:2,5',
    ],
    ['put in what may not be in a group any more', '1-2', [put('9', '8', '1', '2')], '8:1,2', '8:1,2'],
  ] as const)('%s', (_name, edges, hands, before, expected) => {
    expect(grouped(edges, { hands, before })).toBe(expected)
  })
})
