import { describe, expect, test } from 'vitest'
import { mayBeDecided, needsReason } from '../../server/access/decide.ts'
import { requireOwnDistrict } from '../../server/access/district.ts'
import { admit } from '../../server/access/permission.ts'
import { reportScope } from '../../server/access/scope.ts'

describe('who sees which reports', () => {
  test.each(['analyst', 'office'] as const)('%s sees the whole district', (role) => {
    expect(reportScope({ role, township: null })).toEqual({ reach: 'district' })
  })

  test('agriculture sees facilities, homesteads, change of farmland use, and farmland taken', () => {
    expect(reportScope({ role: 'agriculture', township: null })).toEqual({
      reach: 'rules',
      groups: ['NG', 'GH', 'HS'],
      accusedBy: ['NA-01', 'NA-02'],
    })
  })

  test('a township clerk sees what is with his township', () => {
    expect(reportScope({ role: 'township', township: '140404101' })).toEqual({
      reach: 'township',
      township: '140404101',
    })
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
