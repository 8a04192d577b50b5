import { orient2d } from 'robust-predicates'
import type { Position, Ring } from '../../domain/geojson.ts'

/** Where a segment is: from its first vertex to the next one of the ring. */
export interface SegmentPlace {
  part: number
  ring: number
  index: number
}

/**
 * All segments of a geometry, numbered through: segment n runs from vertex n to the next one of its ring. Tests are exact
 * (adaptive precision), so that their answers never contradict each other, nor those of GEOS.
 */
export class Segments {
  readonly count: number
  /** Rings, numbered through over all parts. */
  readonly rings: readonly { part: number; ring: number }[]
  readonly ringOf: Int32Array
  private readonly starts: Int32Array
  private readonly x: Float64Array
  private readonly y: Float64Array
  private readonly nextOf: Int32Array

  constructor(parts: readonly (readonly Ring[])[]) {
    const rings = parts.flatMap((list, part) => list.map((points, ring) => ({ part, ring, points })))
    this.rings = rings.map(({ part, ring }) => ({ part, ring }))
    this.count = rings.reduce((sum, { points }) => sum + points.length - 1, 0)
    this.starts = new Int32Array(rings.length)
    this.ringOf = new Int32Array(this.count)
    this.nextOf = new Int32Array(this.count)
    this.x = new Float64Array(this.count)
    this.y = new Float64Array(this.count)
    let n = 0
    rings.forEach(({ points }, ring) => {
      const start = (this.starts[ring] = n)
      for (let i = 0; i < points.length - 1; i++, n++) {
        const [x, y] = points[i]!
        this.x[n] = x
        this.y[n] = y
        this.ringOf[n] = ring
        this.nextOf[n] = i === points.length - 2 ? start : n + 1
      }
    })
  }

  place(segment: number): SegmentPlace {
    const ring = this.ringOf[segment]!
    return { ...this.rings[ring]!, index: segment - this.starts[ring]! }
  }

  point(vertex: number): Position {
    return [this.x[vertex]!, this.y[vertex]!]
  }

  next(vertex: number): number {
    return this.nextOf[vertex]!
  }

  /** Order in which the sweep meets vertices: west to east, then south to north. */
  compare(a: number, b: number): number {
    return this.x[a]! - this.x[b]! || this.y[a]! - this.y[b]!
  }

  /** Whether the ring runs along this segment in the direction of the sweep. */
  goesForward(segment: number): boolean {
    return this.compare(segment, this.next(segment)) < 0
  }

  /** Vertex where the sweep meets the segment first. */
  left(segment: number): number {
    return this.goesForward(segment) ? segment : this.next(segment)
  }

  right(segment: number): number {
    return this.goesForward(segment) ? this.next(segment) : segment
  }

  /** Positive: a, b, c turn left (counter-clockwise); 0: on one line. */
  turn(a: number, b: number, c: number): number {
    const { x, y } = this
    return -orient2d(x[a]!, y[a]!, x[b]!, y[b]!, x[c]!, y[c]!)
  }

  /** Positive: the vertex lies above the segment; 0: on its line. */
  side(vertex: number, segment: number): number {
    return this.turn(this.left(segment), this.right(segment), vertex)
  }

  /** Whether two segments cross at a point inside both. */
  cross(a: number, b: number): boolean {
    const opposite = (one: number, other: number) => {
      const from = this.side(this.left(one), other)
      const to = this.side(this.right(one), other)
      return (from > 0 && to < 0) || (from < 0 && to > 0)
    }
    return opposite(a, b) && opposite(b, a)
  }

  /** Where two segments that cross do so, to the precision of the numbers. */
  crossingPoint(a: number, b: number): Position {
    const from = Math.abs(this.side(this.left(a), b))
    const to = Math.abs(this.side(this.right(a), b))
    const share = from / (from + to)
    const [x0, y0] = this.point(this.left(a))
    const [x1, y1] = this.point(this.right(a))
    return [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share]
  }
}
