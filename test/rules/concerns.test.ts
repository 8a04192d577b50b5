import { describe, expect, test } from 'vitest'
import { CONCERN } from '../../domain/access.ts'
import { groupOf, postsConcerned } from '../../server/rules/concerns.ts'
import { RULES } from '../../server/rules/index.ts'

describe('whom a rule concerns', () => {
  test('the agriculture bureau: farmland taken or turned, facilities, homesteads', () => {
    const ids = RULES.map(({ id }) => id).filter((id) => postsConcerned(id).includes('agriculture'))
    const ofGroups = RULES.map(({ id }) => id).filter((id) => /^(NG|GH|HS)-/.test(id))
    expect(ofGroups.length).toBeGreaterThan(20)
    expect(ids).toEqual(['NA-01', 'NA-02', ...ofGroups])
  })

  test('agriculture sees the reports of exactly the rules that concern it', () => {
    const isSeen = (id: string) =>
      CONCERN.groups.some((group) => group === groupOf(id)) || CONCERN.accusedBy.some((one) => one === id)
    for (const { id } of RULES)
      expect([id, isSeen(id)]).toEqual([id, postsConcerned(id).includes('agriculture')])
  })

  test('every rule that agriculture leads concerns it', () => {
    const led = RULES.filter(({ lead }) => lead === 'AG')
    expect(led.filter(({ id }) => !postsConcerned(id).includes('agriculture'))).toEqual([])
  })

  test('analyst and office see all rules, a township goes by what is assigned to it', () => {
    for (const { id } of RULES) {
      expect(postsConcerned(id)).toEqual(expect.arrayContaining(['analyst', 'office']))
      expect(postsConcerned(id)).not.toContain('township')
    }
  })
})
