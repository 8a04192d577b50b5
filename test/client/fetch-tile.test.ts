import { describe, expect, test } from 'vitest'
import { fetchTile } from '../../client/src/map/layers/fetch-tile.ts'

/** Answers in this order; null is no answer. Notes how long the caller waited before each next try. */
function server(...answers: readonly (Response | null)[]) {
  const waits: number[] = []
  let asked = 0
  return {
    waits,
    asked: () => asked,
    ask: () => {
      const answer = answers[asked++]
      return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('offline'))
    },
    pause: (ms: number) => {
      waits.push(ms)
      return Promise.resolve()
    },
  }
}

const tile = () => new Response(new Uint8Array([1, 2, 3]))
const busy = (status: number, after?: string) =>
  new Response('', { status, headers: after === undefined ? {} : { 'retry-after': after } })

describe('a tile of the map', () => {
  test('comes at once where the server has it', async () => {
    const there = server(tile())
    expect([...new Uint8Array(await fetchTile('/t', there))]).toEqual([1, 2, 3])
    expect(there.waits).toEqual([])
  })

  test.each([
    ['too many requests', busy(429, '3'), 3_000],
    ['a busy server', busy(503), 1_000],
    ['a broken line', null, 1_000],
    ['a server that asks for an hour', busy(503, '3600'), 15_000],
  ] as const)('is asked for again after %s', async (_name, answer, atLeast) => {
    const there = server(answer, tile())
    expect((await fetchTile('/t', there)).byteLength).toBe(3)
    expect(there.waits).toHaveLength(1)
    expect(there.waits[0]).toBeGreaterThanOrEqual(atLeast)
    expect(there.waits[0]).toBeLessThanOrEqual(atLeast * 1.25)
  })

  test('is given up after four tries', async () => {
    const there = server(null, null, null, null, tile())
    await expect(fetchTile('/t', there)).rejects.toThrow(/no answer/)
    expect(there.asked()).toBe(4)
  })

  test.each([401, 404, 500])('%i is an answer: it is not asked for again', async (status) => {
    const there = server(busy(status), tile())
    await expect(fetchTile('/t', there)).rejects.toThrow(String(status))
    expect(there.asked()).toBe(1)
  })
})
