import { describe, expect, test } from 'vitest'
import { checkGeometry, REPORT_LIMITS } from '../../server/intake/geometry-check.ts'
import { checkGeometryGuarded } from '../../server/intake/geometry-guard.ts'
import { polygon, randomNumbers, ring, square, starRing } from './shapes.ts'

/** Without bounds, so that a check can be made as long as a test needs. */
const LONG = { ...REPORT_LIMITS, maxVertices: Infinity, maxAreaM2: Infinity }
const slow = polygon(starRing(99_999, randomNumbers(2), 400))
const GOOD = polygon(square(0, 0, 10))

describe('the guarded check', () => {
  test('answers as the plain one does', async () => {
    const inputs = [GOOD, polygon(ring([0, 0], [10, 10], [10, 0], [0, 10])), null]
    const answers = await Promise.all(
      inputs.map((input) => checkGeometryGuarded(input, REPORT_LIMITS, { waitMs: Infinity })),
    )
    expect(answers).toEqual(inputs.map((input) => checkGeometry(input, REPORT_LIMITS)))
  })

  test('refuses what takes too long, and serves the next', async () => {
    expect(await checkGeometryGuarded(slow, LONG, { deadlineMs: 5 })).toMatchObject({
      ok: false,
      errors: [{ code: 'too-complex' }],
    })
    expect((await checkGeometryGuarded(GOOD, REPORT_LIMITS)).ok).toBe(true)
  })

  test('serves others beside one that takes long', async () => {
    let isSlowAnswered = false
    const long = checkGeometryGuarded(slow, LONG, { deadlineMs: 60_000 }).finally(
      () => (isSlowAnswered = true),
    )
    expect((await checkGeometryGuarded(GOOD, REPORT_LIMITS, { waitMs: Infinity })).ok).toBe(true)
    expect(isSlowAnswered).toBe(false)
    expect((await long).ok).toBe(true)
  })

  test('turns away whoever finds no thread in time, and goes on serving', async () => {
    const long = [1, 2].map(() => checkGeometryGuarded(slow, LONG, { deadlineMs: 60_000 }))
    await expect(checkGeometryGuarded(GOOD, REPORT_LIMITS, { waitMs: 1 })).rejects.toMatchObject({
      code: 'busy',
    })
    const patient = checkGeometryGuarded(GOOD, REPORT_LIMITS, { waitMs: Infinity })
    expect((await Promise.all([...long, patient])).map(({ ok }) => ok)).toEqual([true, true, true])
  })
})
