import { describe, expect, test } from 'vitest'
import { sessionLeft } from '../../client/src/panels/frame/session-left.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

describe('what is left of a session, of 15 minutes unused and 8 hours', () => {
  const session = { idleMs: 15 * MINUTE, endsAt: 8 * HOUR }

  test.each([
    // The server notes visits 10 s coarse, so it may end the session 10 s before.
    [0, 13 * MINUTE + 49 * SECOND, null],
    [0, 13 * MINUTE + 50 * SECOND, { kind: 'idle', ms: MINUTE }],
    [0, 14 * MINUTE + 50 * SECOND, { kind: 'idle', ms: 0 }],
    [8 * HOUR - 2 * MINUTE, 8 * HOUR - MINUTE - 1, null],
    [8 * HOUR - 2 * MINUTE, 8 * HOUR - MINUTE, { kind: 'longest', ms: MINUTE }],
  ])('last used at %d ms, at %d ms', (lastAnswerAt, now, left) => {
    expect(sessionLeft(session, { lastAnswerAt, now })).toEqual(left)
  })
})

test('a very short one is announced at its half', () => {
  const session = { idleMs: 20 * SECOND, endsAt: 8 * HOUR }
  expect(sessionLeft(session, { lastAnswerAt: 0, now: 7 * SECOND })).toBeNull()
  expect(sessionLeft(session, { lastAnswerAt: 0, now: 8 * SECOND })).toEqual({
    kind: 'idle',
    ms: 10 * SECOND,
  })
})

test('without a session nothing is left', () => {
  expect(sessionLeft(null, { lastAnswerAt: 0, now: 0 })).toBeNull()
})
