import { expect, test } from 'vitest'
import { Throttle } from '../../server/http/throttle.ts'

test('after the limit a key is refused until its window ends; others are not', () => {
  const throttle = new Throttle(2, 1_000)
  throttle.count('a', 0)
  throttle.check('a', 10)
  throttle.count('a', 20)
  expect(() => throttle.check('a', 30)).toThrow('try again in 1 s')
  expect(() => throttle.check('b', 30)).not.toThrow()
  expect(() => throttle.check('a', 1_000)).not.toThrow()
})

test('a success wipes the slate', () => {
  const throttle = new Throttle(1, 1_000)
  throttle.count('a', 0)
  throttle.forget('a')
  expect(() => throttle.check('a', 1)).not.toThrow()
})
