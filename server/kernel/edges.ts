import type { KernelLayer } from './layer.ts'
import type { Patch } from './patch.ts'

/** Edges one after the other: x and y of their beginnings and ends, in metres from the corner of a patch. */
export class EdgeList {
  values = new Float64Array(4 * 1024)
  count = 0

  add(ax: number, ay: number, bx: number, by: number): void {
    if (4 * this.count === this.values.length) this.grow()
    const o = 4 * this.count++
    const { values } = this
    values[o] = ax
    values[o + 1] = ay
    values[o + 2] = bx
    values[o + 3] = by
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.values.length)
    larger.set(this.values)
    this.values = larger
  }
}

/**
 * The edges of one feature that bear on a patch, into `list`, which is emptied first.
 *
 * What lies wholly south, north or east of the patch's box bears on nothing. What lies wholly west of it only tells from
 * which to which y the feature reaches: it stands as an edge along the western side of the box, and a run of it, however
 * many edges it has, as a single one. So a zone of thirty thousand vertices costs what a field does.
 */
export function edgesNear(
  list: EdgeList,
  layer: KernelLayer,
  feature: number,
  { box, width, height }: Patch,
): void {
  const { points, chunkBoxes, groupBoxes, chunkStarts, groupChunks, featureGroups, chunkEdges } = layer
  const { west, south, east, north } = box
  list.count = 0
  /** The run along the western side: from which y to which, and where in `points` it goes on. */
  let [runFrom, runTo, runEnd] = [0, 0, -1]
  const pass = (start: number, end: number) => {
    if (start !== runEnd) {
      if (runFrom !== runTo) list.add(0, runFrom, 0, runTo)
      runFrom = points[start + 1]! - south
    }
    runTo = points[end + 1]! - south
    runEnd = end
  }

  for (let group = featureGroups[feature]!; group < featureGroups[feature + 1]!; group++) {
    const g = 4 * group
    if (groupBoxes[g + 1]! >= north || groupBoxes[g + 3]! <= south || groupBoxes[g]! >= east) continue
    const first = groupChunks[group]!
    const last = groupChunks[group + 1]! - 1
    if (groupBoxes[g + 2]! <= west) {
      pass(chunkStarts[first]!, chunkStarts[last]! + 2 * chunkEdges[last]!)
      continue
    }
    for (let chunk = first; chunk <= last; chunk++) {
      const c = 4 * chunk
      if (chunkBoxes[c + 1]! >= north || chunkBoxes[c + 3]! <= south || chunkBoxes[c]! >= east) continue
      let p = chunkStarts[chunk]!
      const end = p + 2 * chunkEdges[chunk]!
      if (chunkBoxes[c + 2]! <= west) {
        pass(p, end)
        continue
      }
      let ax = points[p]! - west
      let ay = points[p + 1]! - south
      while (p < end) {
        p += 2
        const bx = points[p]! - west
        const by = points[p + 1]! - south
        const isBeside =
          (ay <= 0 && by <= 0) || (ay >= height && by >= height) || (ax >= width && bx >= width)
        if (ay !== by && !isBeside)
          if (ax <= 0 && bx <= 0) list.add(0, ay, 0, by)
          else list.add(ax, ay, bx, by)
        ax = bx
        ay = by
      }
    }
  }
  if (runFrom !== runTo) list.add(0, runFrom, 0, runTo)
}
