/** Boxes that one box of the next level covers. */
export const BRANCH = 16

/**
 * How many boxes each level of a tree has, its items first: the boxes of sixteen neighbours make one of the next level,
 * up to a single one. Items have to lie in an order in which neighbours in the list are neighbours on the ground.
 */
export function levelsOf(items: number): number[] {
  const levels = [items]
  for (let count = items; count > 1; levels.push(count)) count = Math.ceil(count / BRANCH)
  return levels
}

/** Fills the upper levels of `boxes` (west, south, east, north of each) from the items, which are there. */
export function raise(boxes: Float64Array, items: number): void {
  let from = 0
  for (const count of levelsOf(items).slice(0, -1)) {
    const to = from + count
    for (let n = from, parent = to; n < to; n += BRANCH, parent++)
      cover(boxes, parent, boxes, n, Math.min(n + BRANCH, to))
    from = to
  }
}

/** Makes box `at` of `target` the one that covers the boxes from `from` to before `to`. */
export function cover(target: Float64Array, at: number, boxes: Float64Array, from: number, to: number): void {
  const o = 4 * at
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let b = 4 * from; b < 4 * to; b += 4) {
    west = Math.min(west, boxes[b]!)
    south = Math.min(south, boxes[b + 1]!)
    east = Math.max(east, boxes[b + 2]!)
    north = Math.max(north, boxes[b + 3]!)
  }
  target[o] = west
  target[o + 1] = south
  target[o + 2] = east
  target[o + 3] = north
}

export interface Box {
  west: number
  south: number
  east: number
  north: number
}

/** Items whose boxes share more than a border with the given one, in their order. */
export function within(boxes: Float64Array, items: number, { west, south, east, north }: Box): number[] {
  const found: number[] = []
  if (items === 0) return found
  const starts: number[] = []
  const levels = levelsOf(items)
  for (let level = 0, from = 0; level < levels.length; level++) {
    starts.push(from)
    from += levels[level]!
  }
  const visit = (level: number, place: number): void => {
    const b = 4 * (starts[level]! + place)
    if (boxes[b]! >= east || boxes[b + 2]! <= west || boxes[b + 1]! >= north || boxes[b + 3]! <= south) return
    if (level === 0) {
      found.push(place)
      return
    }
    const end = Math.min((place + 1) * BRANCH, levels[level - 1]!)
    for (let child = place * BRANCH; child < end; child++) visit(level - 1, child)
  }
  visit(levels.length - 1, 0)
  return found
}
