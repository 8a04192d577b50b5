import { describe, expect, test } from 'vitest'
import { can, may, OPERATIONS, RELATIONS, relationsFor, type Operation } from '../../domain/access.ts'
import { PERSON_ROLES } from '../../domain/person.ts'
import { mayBeDecided, needsReason } from '../../server/access/decide.ts'
import { requireOwnDistrict } from '../../server/access/district.ts'
import { admit } from '../../server/access/permission.ts'

/**
 * The whole table again, in other words: each cell that is allowed, by operation. Whatever is not named here must be refused,
 * so that a rule turned to "allow" is found.
 */
const ALLOWED: Record<Operation, readonly string[]> = {
  'report.list': [
    'analyst district',
    'office district',
    'agriculture concern',
    'agriculture sent-to-us',
    'township with-us',
    'township sent-to-us',
    'township assists',
    'officer sent-to-us',
  ],
  'report.read': [
    'analyst district',
    'office district',
    'agriculture concern',
    'agriculture sent-to-us',
    'township with-us',
    'township was-with-us',
    'township reported-by-us',
    'township sent-to-us',
    'township assists',
    'township behind-ours',
    'officer sent-to-us',
  ],
  'report.create': ['analyst district', 'township district'],
  'report.import': ['analyst district'],
  'report.evaluate': ['analyst district'],
  'report.check': ['analyst district', 'township with-us'],
  'report.decide': ['analyst district', 'agriculture concern'],
  'report.undo-decision': ['analyst district', 'agriculture concern'],
  'report.override': ['analyst district', 'agriculture concern'],
  'report.assign': ['analyst district'],
  'report.acknowledge': ['township with-us'],
  'report.withdraw': ['analyst district'],
  'report.deadline': ['analyst district', 'office district', 'township with-us'],
  'report.transfer': ['analyst district', 'office district', 'agriculture concern'],
  'finding.raise': ['analyst district', 'agriculture concern', 'township with-us'],
  'report.arrange': ['analyst district'],
  'evidence.read': [
    'analyst district',
    'office district',
    'agriculture concern',
    'agriculture sent-to-us',
    'township with-us',
    'township was-with-us',
    'township reported-by-us',
    'township sent-to-us',
    'township assists',
    'township behind-ours',
    'officer sent-to-us',
  ],
  'evidence.add': ['analyst district', 'agriculture concern', 'township with-us'],
  'party.read': [
    'analyst district',
    'office district',
    'agriculture concern',
    'agriculture sent-to-us',
    'township with-us',
    'officer sent-to-us',
  ],
  'party.edit': ['analyst district', 'township with-us'],
  'party.unmask': ['analyst district', 'agriculture concern', 'township with-us'],
  'evidence.void': [
    'analyst district',
    'office district',
    'agriculture concern',
    'township with-us',
    'officer sent-to-us',
  ],
}

describe('the table of who may do what', () => {
  const cells = OPERATIONS.flatMap((operation) =>
    PERSON_ROLES.flatMap((role) => RELATIONS.map((relation) => [role, operation, relation] as const)),
  )

  test.each(cells)('%s, %s, standing to it by %s', (role, operation, relation) => {
    expect(can({ role }, operation, [relation])).toBe(ALLOWED[operation].includes(`${role} ${relation}`))
  })

  test('without any relation nobody may do anything, with all of them each what his post allows', () => {
    for (const operation of OPERATIONS)
      for (const role of PERSON_ROLES) {
        expect(can({ role }, operation, [])).toBe(false)
        const isAllowed = ALLOWED[operation].some((cell) => cell.startsWith(`${role} `))
        expect([operation, role, can({ role }, operation, RELATIONS)]).toEqual([operation, role, isAllowed])
        expect([operation, role, may(operation).includes(role)]).toEqual([operation, role, isAllowed])
      }
  })

  test('whoever may do something to a report may read it', () => {
    for (const operation of OPERATIONS.filter((one) => !['report.create', 'report.import'].includes(one)))
      for (const role of PERSON_ROLES)
        for (const relation of relationsFor(role, operation))
          expect([operation, role, can({ role }, 'report.read', [relation])]).toEqual([operation, role, true])
  })
})

describe('who may call an endpoint', () => {
  test.each([
    ['anyone', null, 'admitted'],
    ['signed-in', null, 'not-signed-in'],
    ['signed-in', 'office', 'admitted'],
    [['analyst'], null, 'not-signed-in'],
    [['analyst'], 'township', 'forbidden'],
    [['analyst', 'township'], 'township', 'admitted'],
  ] as const)('%j called by %s: %s', (permission, role, admission) => {
    expect(admit(permission, role && { role })).toBe(admission)
  })

  test('another district answers as one that does not exist', () => {
    expect(() => requireOwnDistrict({ district: '140404' }, '140405')).toThrow(/140405/)
    expect(() => requireOwnDistrict({ district: '140404' }, '140404')).not.toThrow()
  })
})

describe('deciding', () => {
  test.each([
    ['suspected', false],
    ['unsure', false],
    ['legal', true],
    ['other', true],
    ['not-an-object', true],
  ] as const)('%s needs a reason: %s', (decision, needed) => {
    expect(needsReason(decision)).toBe(needed)
  })

  test.each([
    ['reported', true],
    ['decided', true],
    ['assigned', false],
    ['acknowledged', false],
  ] as const)('a report that is %s may be decided: %s', (state, may) => {
    expect(mayBeDecided(state)).toBe(may)
  })
})
