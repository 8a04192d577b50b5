import { expect, test } from 'vitest'
import type { GeometryError, GeometryProblemCode } from '../../domain/geometry-problem.ts'
import { checkGeometry, REPORT_LIMITS, type GeometryLimits } from '../../server/intake/geometry-check.ts'
import { JsonError, parseStrictJson } from '../../server/intake/strict-json.ts'
import { badGeometries, soundGeometries, type BadGeometry } from './bad-geometry.ts'

const LIMITS: GeometryLimits = { ...REPORT_LIMITS, extent: [112.98, 35.98, 113.12, 36.12] }
/** Within which security.md wants each answered. */
const LIMIT_MS = 2_000

/** What is wrong before there is a coordinate, or with one that is none. */
const PLACELESS = new Set<GeometryProblemCode>([
  'not-an-object',
  'not-a-polygon',
  'crs-member',
  'empty',
  'bad-structure',
  'bad-number',
  'too-many-rings',
  'too-many-vertices',
])

type Outcome = 'taken' | 'no JSON' | GeometryError

/** What came of it; anything thrown but the two refusals fails the test. */
function outcomeOf(text: string): Outcome {
  try {
    const check = checkGeometry(parseStrictJson(text), LIMITS)
    return check.ok ? 'taken' : check.errors[0]!
  } catch (error) {
    if (error instanceof JsonError) return 'no JSON'
    throw error
  }
}

/** Why the outcome is not that of the planted fault; null where it is. */
function whatIsWrong({ codes, part, ring, index, pointer }: BadGeometry, outcome: Outcome): string | null {
  if (outcome === 'taken') return 'taken'
  if (outcome === 'no JSON') return codes === null ? null : 'refused as no JSON'
  if (codes === null) return `taken for JSON, and refused as ${outcome.code}`
  if (!codes.includes(outcome.code)) return `refused as ${outcome.code}`
  if (pointer !== undefined && outcome.pointer !== pointer) return `at ${outcome.pointer} and not ${pointer}`
  // Of two segments that meet the second may be the planted one.
  const places = [outcome, ...(outcome.other ? [outcome.other] : [])]
  const isThere = places.some(
    (place) =>
      (part === undefined || place.part === part) &&
      (ring === undefined || place.ring === ring) &&
      (index === undefined || place.index === index),
  )
  if (!isThere) return `at ${JSON.stringify(places)} and not ${JSON.stringify({ part, ring, index })}`
  if (!PLACELESS.has(outcome.code) && outcome.coordinate.length < 2) return 'without a coordinate'
  return null
}

test('2,000 polygons into which nothing was planted are taken', () => {
  const checks = soundGeometries(2_000, 4).map((geometry) => checkGeometry(geometry, LIMITS))
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
})

test('20,000 bad polygons: none is taken, and each is refused at once for what was planted where it was', () => {
  const wrong: object[] = []
  let longestMs = 0
  for (const bad of badGeometries(20_000, 15)) {
    const startedAt = performance.now()
    const outcome = outcomeOf(bad.text)
    longestMs = Math.max(longestMs, performance.now() - startedAt)
    const reason = whatIsWrong(bad, outcome)
    if (reason !== null) wrong.push({ fault: bad.fault, reason, text: bad.text.slice(0, 600) })
  }
  expect(wrong).toEqual([])
  expect(longestMs).toBeLessThan(LIMIT_MS)
})
