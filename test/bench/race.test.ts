import { describe, expect, test } from 'vitest'
import { race, ratioOf, spreadOf } from '../../bench/race.ts'
import { withRun } from '../../bench/report.ts'
import { resultTable } from '../../bench/result.ts'

describe('a race', () => {
  test('warms up, then turns the order round every other time', async () => {
    const order: string[] = []
    const contender = (name: string) => ({
      run: async () => order.push(name),
      undo: async () => order.push(`undo ${name}`),
    })
    const times = await race(2, { a: contender('a'), b: contender('b') })
    const forward = ['a', 'undo a', 'b', 'undo b']
    const backward = ['b', 'undo b', 'a', 'undo a']
    expect(order).toEqual([...forward, ...backward, ...forward])
    expect(times.a).toHaveLength(2)
  })

  test('is judged round by round, so that a slow round wrongs neither', () => {
    expect(ratioOf([20, 200, 30], [10, 100, 10])).toEqual({ median: 2, least: 2, most: 3 })
  })

  test.each([
    { values: [3, 1, 2], median: 2 },
    { values: [4, 1, 2, 3], median: 2.5 },
  ])('the median of $values is $median', ({ values, median }) => {
    expect(spreadOf(values).median).toBe(median)
  })
})

test('a table has the ratio with its spread, and aligns columns', () => {
  const ratio = { median: 2.54, least: 0.912, most: 12.3 }
  expect(resultTable([{ what: '套合 a ÷ b', engine: 'native', ratio, here: '1 ms' }])).toBe(
    [
      '| comparison | engine | ratio | least–most | here |',
      '| ---------- | -----: | ----: | ---------: | ---: |',
      '| 套合 a ÷ b | native | 2.5 × |    0.91–12 | 1 ms |',
    ].join('\n'),
  )
})

test('a run replaces the last one of its size in the document, and nothing else', () => {
  const document = 'a\n<!-- run: demo -->\nold\n<!-- end: demo -->\nb\n'
  expect(withRun(document, 'demo', 'new')).toBe('a\n<!-- run: demo -->\n\nnew\n\n<!-- end: demo -->\nb\n')
  expect(() => withRun(document, 'county', 'new')).toThrow('no marks')
})
