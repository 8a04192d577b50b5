import { expect, test } from 'vitest'
import { acceptanceNames, unitName } from '../../server/acceptance/names.ts'
import { principals } from '../../server/acceptance/people.ts'
import { CASE_ROLES, PLATFORM_ROLES } from '../../domain/person.ts'

const TOWNSHIPS = Array.from({ length: 10 }, (_, at) => `1499012${String(at).padStart(2, '0')}`)

test('a seed gives the same names and people, another seed others', () => {
  expect(acceptanceNames(7)).toEqual(acceptanceNames(7))
  expect(acceptanceNames(7).townships).not.toEqual(acceptanceNames(8).townships)
  expect(principals(7, TOWNSHIPS)).toEqual(principals(7, TOWNSHIPS))
  expect(principals(7, TOWNSHIPS)).not.toEqual(principals(8, TOWNSHIPS))
})

test.each([0, 1, 7, 2147483647])('ten townships of seed %i have ten names', (seed) => {
  expect(new Set(acceptanceNames(seed).townships).size).toBe(10)
})

test.each([
  ['区自然资源局', '清澜区自然资源局'],
  ['市公安局上党分局', '市公安局清澜分局'],
  ['综合行政执法队上党大队', '综合行政执法队清澜大队'],
  ['联合执法领导小组办公室', '联合执法领导小组办公室'],
])('%s becomes %s', (before, after) => {
  expect(unitName(before, { short: '清澜' })).toBe(after)
})

test('every unit, role and state of an account is there, under logins of their own', () => {
  const people = principals(7, TOWNSHIPS)
  expect(new Set(people.map(({ login }) => login)).size).toBe(people.length)
  expect(new Set(people.map(({ org }) => org)).size).toBe(18 + 10)
  expect(new Set(people.map(({ role }) => role))).toEqual(new Set([...CASE_ROLES, ...PLATFORM_ROLES]))
  expect(new Set(people.map(({ state }) => state)).size).toBe(8)
  expect(people.filter(({ deputyOf }) => deputyOf !== null)).toHaveLength(2)
})
