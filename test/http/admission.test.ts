import { expect, test } from 'vitest'
import { Problem } from '../../domain/problem.ts'
import { Admission } from '../../server/http/admission.ts'

const ONE = { atOnce: 1, waiting: 1 }
const SIZES = {
  interactive: { atOnce: 2, waiting: 1 },
  judging: { ...ONE, waitMs: 40 },
  tiles: ONE,
  transfers: ONE,
  admin: ONE,
}
const LONG_MS = 60_000

const open = (over: { waitMs?: number; lagMs?: () => number } = {}) =>
  new Admission({ sizes: SIZES, waitMs: LONG_MS, lagMs: () => 0, ...over })

const refusal = (entering: Promise<unknown>) =>
  entering.then(
    () => null,
    (error: unknown) => error,
  )

test('so many at once, so many wait, and the next is told when to come again', async () => {
  const admission = open()
  const leave = [await admission.enter('interactive'), await admission.enter('interactive')]
  const third = admission.enter('interactive')
  const fourth = await refusal(admission.enter('interactive'))
  expect(fourth).toBeInstanceOf(Problem)
  expect(fourth).toMatchObject({ code: 'busy', retryAfterS: 2 })
  leave[0]!()
  const leaveThird = await third
  const fifth = admission.enter('interactive')
  leaveThird()
  await fifth
})

test('who leaves twice frees one place', async () => {
  const admission = open()
  const leave = await admission.enter('tiles')
  leave()
  leave()
  await admission.enter('tiles')
  const second = admission.enter('tiles')
  expect(await refusal(admission.enter('tiles'))).toMatchObject({ code: 'busy' })
  void second
})

test('a full lane keeps nobody of another waiting', async () => {
  const admission = open()
  await admission.enter('tiles')
  void admission.enter('tiles')
  await admission.enter('interactive')
})

test('who waited too long is told so, and his place in the queue is free', async () => {
  const admission = open({ waitMs: 10 })
  const leave = await admission.enter('admin')
  for (let n = 0; n < 2; n++) expect(await refusal(admission.enter('admin'))).toMatchObject({ code: 'busy' })
  leave()
  await admission.enter('admin')
})

test.each([
  [200, null],
  [201, 'busy'],
])('a loop that is %s ms late: %s', async (lagMs, code) => {
  const error = await refusal(open({ lagMs: () => lagMs }).enter('interactive'))
  expect(error instanceof Problem ? error.code : error).toBe(code)
})

test('a lane may have a patience of its own', async () => {
  const admission = open()
  await admission.enter('judging')
  expect(await refusal(admission.enter('judging'))).toMatchObject({ code: 'busy' })
})
