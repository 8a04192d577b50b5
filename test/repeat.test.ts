import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { repeat } from '../server/repeat.ts'

const quiet = { log: pino({ level: 'silent' }), failure: 'failed' }

/** Waits until it has happened so often. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await sleep(1)
}

test('goes on after a round that failed', async () => {
  let rounds = 0
  const repeating = repeat(
    () => {
      rounds += 1
      return rounds === 1 ? Promise.reject(new Error('no')) : Promise.resolve()
    },
    { ...quiet, pauseMs: 1 },
  )
  await until(() => rounds >= 3)
  await repeating.stop()
  const atStop = rounds
  await sleep(20)
  expect(rounds).toBe(atStop)
})

test('stops in the middle of a pause, and before the first round', async () => {
  let rounds = 0
  const round = () => {
    rounds += 1
    return Promise.resolve()
  }
  const pausing = repeat(round, { ...quiet, pauseMs: 3_600_000 })
  await until(() => rounds === 1)
  await pausing.stop()
  await repeat(round, { ...quiet, firstMs: 3_600_000, pauseMs: 1 }).stop()
  expect(rounds).toBe(1)
})

test('tells the round that it is to end, and waits for it', async () => {
  let ended = false
  let began = false
  const repeating = repeat(
    async (stopping) => {
      began = true
      while (!stopping.aborted) await sleep(1)
      ended = true
    },
    { ...quiet, pauseMs: 1 },
  )
  await until(() => began)
  await repeating.stop()
  expect(ended).toBe(true)
})

test.each([
  [true, 2],
  [false, 1],
])('with a last round (%s): %i rounds', async (hasLastRound, expected) => {
  let rounds = 0
  const repeating = repeat(
    () => {
      rounds += 1
      return Promise.resolve()
    },
    { ...quiet, pauseMs: 3_600_000, hasLastRound },
  )
  await until(() => rounds === 1)
  await repeating.stop()
  expect(rounds).toBe(expected)
})
