import { expect, test } from 'vitest'
import { afterFailure, isLocked, NO_FAILURES, type FailureCount } from '../../server/access/lockout.ts'

const MINUTE = 60_000
const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * MINUTE)

/** Failures at these minutes, from nothing. */
const failedAt = (minutes: readonly number[], from: FailureCount = NO_FAILURES) =>
  minutes.reduce((count, minute) => afterFailure(count, at(minute)), from)

test.each([
  ['four within the time', [0, 1, 2, 3], false],
  ['five within the time', [0, 1, 2, 3, 4], true],
  ['the fifth in the last minute', [0, 1, 2, 3, 15], true],
  ['the fifth a minute later: the count begins anew', [0, 1, 2, 3, 16], false],
])('%s', (_name, minutes, locked) => {
  const count = failedAt(minutes)
  expect(isLocked(count, at(minutes.at(-1)!))).toBe(locked)
})

test('a lock lasts half an hour, each further one twice as long, a day at most', () => {
  let count = NO_FAILURES
  const minutes: number[] = []
  for (let lock = 0; lock < 8; lock += 1) {
    const start = lock * 10_000
    count = failedAt([start, start, start, start, start], count)
    minutes.push((count.lockedUntil!.getTime() - at(start).getTime()) / MINUTE)
    expect(isLocked(count, at(start + minutes.at(-1)! - 1))).toBe(true)
    expect(isLocked(count, at(start + minutes.at(-1)!))).toBe(false)
  }
  expect(minutes).toEqual([30, 60, 120, 240, 480, 960, 1440, 1440])
})

test('the first lock may be another in tests, and doubles as usual', () => {
  const fail = (count: FailureCount, now: Date) => afterFailure(count, now, 2_000)
  const start = new Date('2026-01-01T00:00:00Z')
  const five = (count: FailureCount, now: Date) =>
    Array.from({ length: 5 }).reduce<FailureCount>((one) => fail(one, now), count)
  const once = five(NO_FAILURES, start)
  expect(once.lockedUntil).toEqual(new Date(start.getTime() + 2_000))
  const later = new Date(start.getTime() + 10_000)
  expect(five(once, later).lockedUntil).toEqual(new Date(later.getTime() + 4_000))
})
