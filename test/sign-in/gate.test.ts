import { describe, expect, test } from 'vitest'
import { Problem } from '../../domain/problem.ts'
import { Gate } from '../../server/gate.ts'
import { hashPassword, isOutdated } from '../../server/passwords.ts'

/** Work that lasts until it is let go. */
function work() {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  return { run: () => promise, end: () => resolve(undefined) }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a gate of two places and a queue of three', () => {
  test('lets two in, keeps three waiting in order, and sends the sixth away', async () => {
    const gate = new Gate({ places: 2, queue: 3, retryAfterS: 5 })
    const started: number[] = []
    const works = Array.from({ length: 5 }, work)
    const runs = works.map((one, at) =>
      gate.run(() => {
        started.push(at)
        return one.run()
      }),
    )
    await settled()
    expect(started).toEqual([0, 1])
    const refused = await gate.run(() => Promise.resolve()).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Problem)
    expect(refused).toMatchObject({ code: 'too-many-requests', retryAfterS: 5 })

    works[1]!.end()
    await settled()
    expect(started).toEqual([0, 1, 2])
    for (const one of works) one.end()
    await Promise.all(runs)
    expect(started).toEqual([0, 1, 2, 3, 4])
    expect(await gate.run(() => Promise.resolve('in'))).toBe('in')
  })

  test('a failure gives its place back', async () => {
    const gate = new Gate({ places: 1, queue: 0, retryAfterS: 1 })
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await gate.run(() => Promise.resolve('in'))).toBe('in')
  })
})

test('of forty passwords at once, 34 are hashed and six are sent away', async () => {
  const all = await Promise.allSettled(Array.from({ length: 40 }, () => hashPassword('Grain2fields!')))
  expect(all.filter(({ status }) => status === 'fulfilled').length).toBe(34)
})

test.each([
  ['$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', false],
  ['$argon2id$v=19$m=9728,t=2,p=1$c2FsdA$aGFzaA', true],
  ['$argon2id$v=19$m=19456,t=1,p=1$c2FsdA$aGFzaA', true],
])('%s is outdated: %s', (hash, isOld) => {
  expect(isOutdated(hash)).toBe(isOld)
})
