import { describe, expect, test } from 'vitest'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import { afterAcceptance } from '../../server/rules/after-acceptance.ts'
import { finding, said } from './said.ts'

const project = (words: Omit<PermitWords, 'role'> = {}) =>
  aPermit({ role: 'accepted-projects', number: '验1号', issuedOn: '2025-01-10', ...words })

describe('RP-09, building after acceptance of the project', () => {
  test.each([
    { covered: 499.99, result: [] }, // another project’s neighbour
    { covered: 500, result: ['medium'] },
    { covered: 1_000, result: ['medium'] },
  ])('$covered of 1,000 m² inside: $result', ({ covered, result }) => {
    expect(said(afterAcceptance, { ground: { permits: [project({ covered })] } })).toEqual(result)
  })

  test.each([
    { what: 'built before the acceptance', words: { timing: 'issued-later' }, result: [] },
    {
      what: 'accepted on a day that nobody knows',
      words: { timing: 'undated' },
      result: ['permit-undated: 验1号'],
    },
  ] as const)('$what: $result', ({ words, result }) => {
    expect(said(afterAcceptance, { ground: { permits: [project(words)] } })).toEqual(result)
  })

  test.each([
    { imageBefore: '2025-01-10', result: ['medium'] },
    { imageBefore: '2025-01-09', result: ['attribute-missing: actOn'] },
    { imageBefore: null, result: ['attribute-missing: actOn'] },
  ])('of unknown day, not there on $imageBefore: $result', ({ imageBefore, result }) => {
    const report = { actOn: null, imageBefore }
    expect(said(afterAcceptance, { report, ground: { permits: [project()] } })).toEqual(result)
  })

  test.each([
    { issuedOn: '2025-01-10', result: ['medium'] }, // of the project itself
    { issuedOn: '2025-01-11', result: [] },
  ])('with a planning permit of $issuedOn: $result', ({ issuedOn, result }) => {
    const permits = [project(), aPermit({ role: 'urban-permits', issuedOn })]
    expect(said(afterAcceptance, { ground: { permits } })).toEqual(result)
  })

  test('in the country only a project that is known raises the question', () => {
    const ledger = { ruralArea: 1_000 }
    const without = ['accepted-projects'] as const
    expect(said(afterAcceptance, { ground: { ledger, permits: [], without } })).toEqual([])
    expect(said(afterAcceptance, { ground: { ledger, permits: [project()] } })).toEqual(['medium'])
    expect(said(afterAcceptance, { ground: { without } })).toEqual(['layer-missing: accepted-projects'])
  })

  test('hardened ground is no footprint', () => {
    expect(said(afterAcceptance, { report: { type: 'YH' }, ground: { permits: [project()] } })).toEqual([])
  })

  test('names the project and asks for its papers', () => {
    const found = finding(afterAcceptance, { ground: { permits: [project({ covered: 800 })] } })
    expect(found).toMatchObject({ measured: 800, numbers: { projects: '验1号' } })
    expect(found.missing).toContain('acceptanceRecord')
  })
})
