import { describe, expect, test } from 'vitest'
import { RULES } from '../../server/rules/index.ts'
import { HITS } from './hits.ts'
import { finding, judged, said } from './said.ts'

const REPORT_RULES = RULES.filter(({ judges }) => judges === undefined)
const NEEDS = REPORT_RULES.flatMap((rule) => rule.needs.map((role) => ({ id: rule.id, rule, role })))

describe('what a rule cannot check comes out as a doubt', () => {
  test.each(NEEDS)('$id without the layer $role is a doubt, not silence', ({ rule, role }) => {
    const { report, ground } = HITS[rule.id]!
    expect(said(rule, { report, ground: { ...ground, without: [role] } })).toEqual([`layer-missing: ${role}`])
  })

  test.each(NEEDS)('$id by a layer $role of a later day finds and doubts', ({ rule, role }) => {
    const { report, ground } = HITS[rule.id]!
    const { severity } = finding(rule, { report, ground })
    expect(said(rule, { report, ground: { ...ground, later: [role] } })).toEqual([
      severity,
      `layer-later: ${role}`,
    ])
  })

  test('a later survey may already show the building as village land: also silence is doubted', () => {
    const farmlandUnapproved = RULES.find(({ id }) => id === 'NA-02')!
    expect(said(farmlandUnapproved, { ground: { later: ['land-use'] } })).toEqual(['layer-later: land-use'])
  })

  test('every missing layer is named', () => {
    const outsideBoundaries = RULES.find(({ id }) => id === 'NA-08')!
    const without = ['urban-boundary', 'village-boundary'] as const
    expect(said(outsideBoundaries, { ground: { without } })).toEqual([
      'layer-missing: urban-boundary',
      'layer-missing: village-boundary',
    ])
  })
})

describe('what does not matter is no doubt', () => {
  const everyNeed = [...new Set(NEEDS.map(({ role }) => role))]
  const silent = (report: NonNullable<Parameters<typeof judged>[1]['report']>, group: string) =>
    RULES.filter(({ id }) => id.startsWith(group)).flatMap((rule) =>
      said(rule, { report, ground: { without: everyNeed } }),
    )

  test('a change of planting needs no rural permit and no homestead approval', () => {
    const orchard = { type: '02', use: 'orchard' } as const
    expect(silent(orchard, 'RP')).toEqual([])
    expect(silent(orchard, 'HS')).toEqual([])
    expect(silent(orchard, 'NA')).toEqual([])
  })

  test('a factory needs no filing and no greening plan', () => {
    const factory = { type: '20', use: 'industrial' } as const
    expect(silent(factory, 'GH')).toEqual([])
    expect(silent(factory, 'NG')).toEqual([])
    expect(silent(factory, 'HS')).toEqual([])
  })

  test('construction that approvals cover whole is not judged by the land that it stands on', () => {
    const covered = { ledger: { coveredLandApproval: 1_000, remainder: 0 } }
    const without = ['basic-farmland', 'land-use', 'eco-red-line', 'plan-zones'] as const
    const landRules = RULES.filter(({ id }) => id.startsWith('NA') || id.startsWith('ES'))
    expect(landRules.flatMap((rule) => said(rule, { ground: { ...covered, without } }))).toEqual([])
  })
})

describe('what no report shows', () => {
  test.each(RULES.filter(({ judges }) => judges !== undefined).map((rule) => ({ id: rule.id, rule })))(
    '$id says nothing of one report',
    ({ rule }) => {
      for (const situation of Object.values(HITS)) expect(judged(rule, situation)).toEqual([])
    },
  )

  test('what papers alone show has a checklist', () => {
    for (const { id, judges, byHand } of RULES)
      if (judges === 'papers') expect(byHand?.checklist.length, id).toBeGreaterThan(2)
  })
})

describe('every finding explains itself', () => {
  test.each(REPORT_RULES.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
    const found = finding(rule, HITS[rule.id]!)
    expect(found).toMatchObject({
      ruleId: rule.id,
      lead: rule.lead,
      statute: rule.statute,
      layers: [...rule.needs, ...(rule.consults ?? [])],
    })
    expect(found.missing.length).toBeGreaterThan(0)
    expect(Object.keys(found.numbers).length).toBeGreaterThan(0)
  })
})
