import { expect, test } from 'vitest'
import { RATES, ratesOfAddress, TokenBuckets } from '../../server/http/rate-limit.ts'

const RATE = { requests: 3, seconds: 60 }

test('a key has its requests at once, then one each time that one has come back', () => {
  const buckets = new TokenBuckets()
  const take = (now: number, key = 'a') => buckets.take(key, RATE, now)
  expect([take(0), take(0), take(0)]).toEqual([0, 0, 0])
  expect(take(0)).toBe(20) // s: three a minute
  expect(take(15_000)).toBeCloseTo(5)
  expect(take(20_000)).toBe(0)
  expect(take(20_000)).toBe(20)
  expect(take(20_000, 'b')).toBe(0)
})

test('nobody saves up more than his requests', () => {
  const buckets = new TokenBuckets()
  buckets.take('a', RATE, 0)
  const day = 86_400_000
  expect([1, 2, 3, 4].map(() => buckets.take('a', RATE, day))).toEqual([0, 0, 0, 20])
})

test('a key that is forgotten among many had its whole rate again; one that had not is remembered', () => {
  const buckets = new TokenBuckets()
  for (let n = 0; n < 3; n++) buckets.take('busy', RATE, 59_000)
  for (let n = 0; n < 10_000; n++) buckets.take(`visitor ${n}`, RATE, 0)
  buckets.take('one more', RATE, 61_000)
  expect(buckets.take('busy', RATE, 61_000)).toBeGreaterThan(0)
})

test('an address has the same kinds of requests, for the many that sit behind it', () => {
  for (const [limit, { requests, seconds }] of Object.entries(ratesOfAddress(RATES))) {
    expect(seconds).toBe(RATES[limit as keyof typeof RATES].seconds)
    expect(requests).toBeGreaterThan(RATES[limit as keyof typeof RATES].requests)
  }
})
