import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { write } from '../../client/src/api/client.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const problem = (status: number, code: string) =>
  new Response(
    JSON.stringify({ code, status, title: '', titleZh: '', detail: '', type: `/problems/${code}` }),
    {
      status,
      headers: { 'content-type': 'application/problem+json' },
    },
  )
const lost = () => Promise.reject(new TypeError('Failed to fetch'))
const busy = () => Promise.resolve(problem(503, 'unavailable'))
const running = () => Promise.resolve(problem(409, 'key-running'))
const refused = () => Promise.resolve(problem(409, 'conflict'))
const done = () => Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }))

/** Answers one after the other, the last for good; tells the keys that came. */
function server(...answers: (() => Promise<Response>)[]): string[] {
  const keys: string[] = []
  vi.stubGlobal('fetch', (_url: string, init: { headers: Record<string, string> }) => {
    keys.push(init.headers['idempotency-key']!)
    return answers[Math.min(keys.length, answers.length) - 1]!()
  })
  return keys
}

let day = 0
/** An act that no other test asks for. */
const newAct = () => ({
  body: { district: '140404', asOf: new Date((day += 86_400_000)).toISOString().slice(0, 10) },
})

async function outcome(act: ReturnType<typeof newAct>): Promise<string> {
  const sent = write('POST /evaluations', act).then(
    () => 'done',
    (error: { code: string }) => error.code,
  )
  await vi.runAllTimersAsync()
  return sent
}

describe('an act of a person', () => {
  test.each([
    ['the line breaks', lost],
    ['the server is too busy', busy],
    ['the first try is under way', running],
  ])('where %s is sent again by itself, under the same key', async (_why, answer) => {
    const keys = server(answer, answer, done)
    expect(await outcome(newAct())).toBe('done')
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('that was never answered keeps its key when it is tried anew, and only the very same', async () => {
    const act = newAct()
    const keys = server(lost)
    expect(await outcome(act)).toBe('offline')
    expect(await outcome(newAct())).toBe('offline')
    expect(await outcome(act)).toBe('offline')
    expect(keys).toHaveLength(9)
    expect([keys[3], keys[6]].map((key) => key === keys[0])).toEqual([false, true])
  })

  test.each([
    ['done', done],
    ['conflict', refused],
  ])('that was answered (%s) is over: the same again is another', async (word, answer) => {
    const act = newAct()
    const keys = server(answer)
    expect([await outcome(act), await outcome(act)]).toEqual([word, word])
    expect(new Set(keys).size).toBe(2)
  })
})
