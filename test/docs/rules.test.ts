import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askedModule, rulesDocument, testOf } from '../../scripts/rules-doc.ts'
import { ASKED_BY_RULES } from '../../server/rules/asked.ts'
import { RULES } from '../../server/rules/index.ts'

test('docs/rules.md says what the rules are: else run npm run docs:rules', () => {
  const written = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
  expect(written).toBe(rulesDocument())
})

test('server/rules/asked.ts says what the rules read and ask for: else run npm run docs:rules', async () => {
  const written = readFileSync(new URL('../../server/rules/asked.ts', import.meta.url), 'utf8')
  expect(written).toBe(await askedModule())
  const { 'NA-01': basic, 'ES-05': together, 'ES-08': ratio } = ASKED_BY_RULES
  expect(basic).toEqual({
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'approvalPapers'],
  })
  expect(together!.figures).toEqual(['crime.pbfMu', 'crime.farmlandMu', 'crime.cumulativeYears'])
  expect(ratio!.figures).toEqual([
    'ratio.illegalFarmland',
    'ratio.illegalFarmlandWarn',
    'ratio.illegalFarmlandWatch',
  ])
})

test('every rule of the domain has a table of cases', () => {
  expect(RULES.filter((rule) => testOf(rule) === null).map(({ id }) => id)).toEqual([])
  const counts = { NA: 16, NG: 10, GH: 10, RP: 9, HS: 6, ES: 11 }
  const ids = Object.entries(counts).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, n) => `${group}-${String(n + 1).padStart(2, '0')}`),
  )
  expect(RULES.map(({ id }) => id)).toEqual(ids)
})
