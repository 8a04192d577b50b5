import { describe, expect, test } from 'vitest'
import { isPasswordOld, passwordFaults } from '../../server/password-policy.ts'

const OWNER = { login: 'wangxiao', organisations: ['区自然资源局', 'Natural resources bureau'] }

describe('the level-3 profile', () => {
  test.each<[string, string, string[]]>([
    ['twelve of three classes', 'Grain2fields', []],
    ['eleven', 'Grain2field', ['too-short']],
    ['128', 'aB3'.padEnd(128, 'x'), []],
    ['129', 'aB3'.padEnd(129, 'x'), ['too-long']],
    ['two classes', 'grain2fields', ['too-plain']],
    ['Chinese counts as the class of other signs', 'grain2麦田麦田麦田麦田', ['too-plain']],
    ['three classes with a sign', 'grain2-fields', []],
    ['the login in it', 'xWangXiao-77', ['names-us']],
    ['the place in it', 'Shangdang#2026', ['names-us']],
    ['the place in Chinese', '上党abcABC123456', ['names-us']],
    ['the unit in it', '区自然资源局Abc123', ['names-us']],
    ['many people use it', 'Password1234', ['common']],
    ['nothing', '', ['too-short', 'too-plain']],
  ])('%s', (_name, password, faults) => {
    expect(passwordFaults(password, 'mlps3', OWNER)).toEqual(faults)
  })

  test.each([
    [89, false],
    [91, true],
  ])('after %i days it must be changed: %s', (days, isOld) => {
    const setAt = new Date(Date.now() - days * 86_400_000)
    expect(isPasswordOld(setAt, 'mlps3')).toBe(isOld)
  })
})

describe('the profile of length alone', () => {
  test.each<[string, string, string[]]>([
    ['fifteen of one class', 'grainfieldshere', []],
    ['fourteen', 'grainfieldsher', ['too-short']],
    ['many people use it', 'passwordpassword', ['common']],
  ])('%s', (_name, password, faults) => {
    expect(passwordFaults(password, 'asvs', OWNER)).toEqual(faults)
  })

  test('never grows old', () => {
    expect(isPasswordOld(new Date('2000-01-01'), 'asvs')).toBe(false)
  })
})
