import { describe, expect, test } from 'vitest'
import {
  APPROVAL_KINDS,
  APPROVAL_RULES,
  mayWithdraw,
  whyNotApprove,
  type Refusal,
  type Side,
} from '../../domain/approval.ts'
import { PERSON_ROLES, PLATFORM_ROLES, type PersonRole } from '../../domain/person.ts'

const WANG = '1'
const ZHAO = '2'
const LI = '3'
const own = (personId: string): Side => ({ personId, forId: null })
const deputy = (personId: string, forId: string): Side => ({ personId, forId })

describe('who approves', () => {
  test.each<[string, Side, Side, Refusal | null]>([
    ['two people', own(WANG), own(ZHAO), null],
    ['the same person', own(WANG), own(WANG), 'same-person'],
    ['the asker in another post of his', own(WANG), deputy(WANG, LI), 'same-person'],
    ['the deputy of whoever asked', own(WANG), deputy(ZHAO, WANG), 'same-deputyship'],
    ['the officer in whose name a deputy asked', deputy(ZHAO, WANG), own(WANG), 'same-deputyship'],
    ['two deputies of one officer', deputy(ZHAO, WANG), deputy(LI, WANG), 'same-deputyship'],
    ['the deputy himself, in his own post', deputy(ZHAO, WANG), own(ZHAO), 'same-person'],
    ['deputies of two officers', deputy(ZHAO, WANG), deputy(LI, '4'), null],
  ])('%s', (_who, asker, approver, expected) => {
    expect(whyNotApprove('layer.publish', asker, { ...approver, role: 'analyst' })).toBe(expected)
  })

  test.each(APPROVAL_KINDS)('%s needs the role, and nobody who runs the platform has it', (kind) => {
    const allowed = PERSON_ROLES.filter(
      (role) => whyNotApprove(kind, own(WANG), { ...own(ZHAO), role }) === null,
    )
    expect(allowed.toSorted()).toEqual(APPROVAL_RULES[kind].approves.toSorted())
    const { asks, approves } = APPROVAL_RULES[kind]
    const platform: readonly PersonRole[] = PLATFORM_ROLES
    expect([...asks, ...approves].filter((role) => platform.includes(role))).toEqual([])
  })
})

describe('who takes it back', () => {
  test.each<[string, Side, Side, boolean]>([
    ['whoever asked', own(WANG), own(WANG), true],
    ['whoever asked, in another post', own(WANG), deputy(WANG, LI), true],
    ['the officer in whose name it was asked', deputy(ZHAO, WANG), own(WANG), true],
    ['nobody else', own(WANG), own(ZHAO), false],
    ['no deputy of whoever asked', own(WANG), deputy(ZHAO, WANG), false],
  ])('%s', (_who, asker, person, expected) => {
    expect(mayWithdraw(asker, person)).toBe(expected)
  })
})
