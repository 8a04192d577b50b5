import { describe, expect, test } from 'vitest'
import { between, randomFrom } from '../../fixtures/district/random.ts'
import { levelsOf, raise, within, type Box } from '../../server/kernel/box-tree.ts'

function treeOf(items: readonly Box[]): Float64Array {
  const boxes = new Float64Array(4 * levelsOf(items.length).reduce((sum, count) => sum + count, 0))
  boxes.set(items.flatMap(({ west, south, east, north }) => [west, south, east, north]))
  raise(boxes, items.length)
  return boxes
}

const meets = (a: Box, b: Box) => a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north

describe.each([0, 1, 2, 15, 16, 17, 255, 256, 257, 5000])('a tree of %i boxes', (count) => {
  const random = randomFrom(count + 1)
  const anyBox = (size: number): Box => {
    const [west, south] = [between(random, 0, 1000), between(random, 0, 1000)]
    return { west, south, east: west + between(random, 0, size), north: south + between(random, 0, size) }
  }
  const items = Array.from({ length: count }, (_, n) => anyBox(n % 10 === 0 ? 500 : 30))
  const boxes = treeOf(items)

  test('finds what one by one is found', () => {
    for (let n = 0; n < 30; n++) {
      const asked = anyBox(200)
      const found = items.flatMap((item, place) => (meets(item, asked) ? [place] : []))
      expect(within(boxes, count, asked)).toEqual(found)
    }
  })
})

test('a box that shares only a border is not found', () => {
  const boxes = treeOf([{ west: 0, south: 0, east: 10, north: 10 }])
  expect(within(boxes, 1, { west: 10, south: 0, east: 20, north: 10 })).toEqual([])
  expect(within(boxes, 1, { west: 9.999, south: 0, east: 20, north: 10 })).toEqual([0])
})
