import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { judgeDistrict } from '../../bench/accuracy/judge.ts'
import { scoreTables } from '../../bench/accuracy/print.ts'
import { RIGHT_VERDICT, score, type Score } from '../../bench/accuracy/score.ts'
import { generateDistrict } from '../../fixtures/district/district.ts'
import { PLANTED_RULES } from '../../fixtures/district/reports/case.ts'
import { freshDatabase } from '../support/database.ts'

/** Findings that nobody planted and that are right all the same, each with its reason. */
const EXPLAINED: readonly { reportNo: string; rule: string; why: string }[] = []

const district = generateDistrict({ size: 'demo', seed: 1 })
const noteOf = new Map(district.truth.map(({ reportNo, note }) => [reportNo, note]))
const inWords = (reportNo: string) => `${reportNo} ${noteOf.get(reportNo)}`

let result: Score
beforeAll(async () => {
  const db = await freshDatabase()
  try {
    result = score(district.truth, await judgeDistrict(db, district))
  } finally {
    await db.close()
  }
  console.warn(scoreTables(result))
})

const scoreOf = (rule: string) => result.rules.find((one) => one.rule === rule)!

describe('on the demo district', () => {
  test.each(PLANTED_RULES)('%s finds every violation that was planted', (rule) => {
    expect(scoreOf(rule).plantedFor).toBeGreaterThan(0)
    expect(scoreOf(rule).missed.map(inWords)).toEqual([])
  })

  test.each(PLANTED_RULES)('%s finds nothing else', (rule) => {
    const isExplained = (reportNo: string) =>
      EXPLAINED.some((one) => one.rule === rule && one.reportNo === reportNo)
    expect(
      scoreOf(rule)
        .extra.filter((reportNo) => !isExplained(reportNo))
        .map(inWords),
    ).toEqual([])
  })

  test('no rule finds anything that it was not tried on', () => {
    expect(result.rules.map(({ rule }) => rule)).toEqual([...PLANTED_RULES].sort())
  })

  test.each(['violation', 'doubtful', 'legal'] as const)(
    'every %s report has the verdict it asks for',
    (label) => {
      const { [RIGHT_VERDICT[label]]: right, ...wrong } = result.verdicts[label]
      expect(right).toBeGreaterThan(40)
      expect(Object.values(wrong)).toEqual([0, 0])
    },
  )

  test('no explanation outlives what it explains', () => {
    for (const { rule, reportNo } of EXPLAINED) expect(scoreOf(rule).extra).toContain(reportNo)
  })
})

test('the truth is told without the platform: fixtures/district imports nothing of server/', async () => {
  const fixtures = path.resolve(import.meta.dirname, '../../fixtures/district')
  const imports: string[] = []
  for await (const file of glob('**/*.ts', { cwd: fixtures }))
    for (const [, target] of readFileSync(path.join(fixtures, file), 'utf8').matchAll(/from '([^']+)'/g))
      imports.push(target!)
  expect(imports.length).toBeGreaterThan(50)
  expect(imports.filter((target) => /server|sql/.test(target))).toEqual([])
})
