import { expect, test } from 'vitest'
import { Lag } from '../../server/http/loop-lag.ts'

test.each([
  { late: [0, 0, 0, 0, 0], ms: 0, why: 'in time' },
  { late: [0, 0, 5_000, 0, 0], ms: 0, why: 'one long pause is no lag' },
  { late: [300, 0, 400, 0, 0], ms: 0, why: 'nor are two' },
  { late: [300, 250, 400, 0, 0], ms: 250, why: 'pause after pause is' },
  { late: [900, 900, 900, 10, 20, 30], ms: 30, why: 'and it is forgotten' },
])('$late ms late: $ms, $why', ({ late, ms }) => {
  let now = 0
  const lag = new Lag(now)
  for (const more of late) lag.look((now += 100 + more))
  expect(lag.ms).toBe(ms)
})
