import { EdgeList, edgesNear } from './edges.ts'
import type { KernelLayer } from './layer.ts'
import { BLOCK_EDGES, EDGE, type Patch } from './patch.ts'

const list = new EdgeList()

/**
 * m² in the plane that a patch shares with one feature.
 *
 * An edge of a polygon stands for all that lies west of it, with its sign: the polygon is the sum. So the shared area is a
 * sum over pairs of edges, of what lies west of both. No intersection is built, no point computed that could fall on the
 * wrong side of a line, and nothing can fail.
 */
export function overlap(patch: Patch, layer: KernelLayer, feature: number): number {
  edgesNear(list, layer, feature, patch)
  const { values, count } = list
  let area = 0
  for (let n = 0; n < 4 * count; n += 4)
    area += westOfBoth(patch, values[n]!, values[n + 1]!, values[n + 2]!, values[n + 3]!)
  return area
}

/** Over all edges of the patch: what lies east of the given edge and west of them. */
function westOfBoth({ edges, blocks, count }: Patch, ax: number, ay: number, bx: number, by: number): number {
  const isNorthward = ay < by
  const south = isNorthward ? ay : by
  const north = isNorthward ? by : ay
  const foot = isNorthward ? ax : bx
  const slope = (bx - ax) / (by - ay)
  let sum = 0
  for (let block = 0; 2 * block < blocks.length; block++) {
    if (blocks[2 * block]! >= north || blocks[2 * block + 1]! <= south) continue
    const end = EDGE * Math.min((block + 1) * BLOCK_EDGES, count)
    for (let o = EDGE * block * BLOCK_EDGES; o < end; o += EDGE) {
      const low = Math.max(edges[o]!, south)
      const high = Math.min(edges[o + 1]!, north)
      if (high <= low) continue
      // How far the patch's edge lies east of the other, at both ends of the rows that they share.
      const atLow = edges[o + 2]! + (low - edges[o]!) * edges[o + 3]! - foot - (low - south) * slope
      const atHigh = edges[o + 2]! + (high - edges[o]!) * edges[o + 3]! - foot - (high - south) * slope
      if (atLow <= 0) {
        if (atHigh > 0) sum += (edges[o + 4]! * atHigh * atHigh * (high - low)) / (atHigh - atLow)
      } else if (atHigh < 0) sum += (edges[o + 4]! * atLow * atLow * (high - low)) / (atLow - atHigh)
      else sum += edges[o + 4]! * (atLow + atHigh) * (high - low)
    }
  }
  return isNorthward ? -sum / 2 : sum / 2
}
