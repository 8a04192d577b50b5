import type { Box } from './box-tree.ts'
import type { Ring } from './rings.ts'

/** Edges whose rows on the y axis are told together, to be skipped together. */
export const BLOCK_EDGES = 16

/** Numbers an edge: south and north end, x at the south end, slope (metres east a metre north), 1 where it runs north, else −1. */
export const EDGE = 5

/**
 * The shape that a layer is measured against. Its edges are kept in metres from the south-western corner of its box:
 * coordinates of the plane have seven digits before the point, and their squares none to spare.
 */
export interface Patch {
  rings: readonly Ring[]
  box: Box
  width: number
  height: number
  edges: Float64Array
  count: number
  /** South and north end of each block of edges. */
  blocks: Float64Array
}

/** Of rings that bound some area. Edges that run due east or west bound none, and are left out. */
export function patchOf(rings: readonly Ring[]): Patch {
  const box = boxOf(rings)
  const { west, south } = box
  const most = rings.reduce((sum, ring) => sum + ring.length / 2 - 1, 0)
  const edges = new Float64Array(EDGE * most)
  let count = 0
  for (const ring of rings)
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay, bx, by] = [
        ring[i]! - west,
        ring[i + 1]! - south,
        ring[i + 2]! - west,
        ring[i + 3]! - south,
      ]
      if (ay === by) continue
      const o = EDGE * count++
      const isNorthward = ay < by
      edges[o] = isNorthward ? ay : by
      edges[o + 1] = isNorthward ? by : ay
      edges[o + 2] = isNorthward ? ax : bx
      edges[o + 3] = (bx - ax) / (by - ay)
      edges[o + 4] = isNorthward ? 1 : -1
    }
  return {
    rings,
    box,
    width: box.east - west,
    height: box.north - south,
    edges,
    count,
    blocks: blocksOf(edges, count),
  }
}

function blocksOf(edges: Float64Array, count: number): Float64Array {
  const blocks = new Float64Array(2 * Math.ceil(count / BLOCK_EDGES))
  for (let n = 0; n < blocks.length; n += 2) {
    blocks[n] = Infinity
    blocks[n + 1] = -Infinity
  }
  for (let n = 0; n < count; n++) {
    const b = 2 * Math.floor(n / BLOCK_EDGES)
    blocks[b] = Math.min(blocks[b]!, edges[EDGE * n]!)
    blocks[b + 1] = Math.max(blocks[b + 1]!, edges[EDGE * n + 1]!)
  }
  return blocks
}

function boxOf(rings: readonly Ring[]): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = [ring[i]!, ring[i + 1]!]
      if (x < box.west) box.west = x
      if (x > box.east) box.east = x
      if (y < box.south) box.south = y
      if (y > box.north) box.north = y
    }
  return box
}
