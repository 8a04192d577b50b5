import { expect, test } from 'vitest'
import { timeSpan } from '../../client/src/format/time-span.ts'

test.each([
  [0, 0, 'seconds'],
  [0.2, 1, 'seconds'],
  [119, 119, 'seconds'],
  [120, 2, 'minutes'],
  [121, 3, 'minutes'],
  [7_199, 120, 'minutes'],
  [7_200, 2, 'hours'],
  [86_400, 24, 'hours'],
])('%d s is %d %s', (seconds, n, unit) => {
  expect(timeSpan(seconds)).toEqual({ n, unit })
})
