import type { Position, Ring } from '../../domain/geojson.ts'
import { OrderedBlocks } from './ordered-blocks.ts'
import { Segments, type SegmentPlace } from './segments.ts'
import { TouchGraph } from './touch-graph.ts'

/** Two segments that meet as those of a valid polygon may not. */
export interface RingFault {
  kind: 'crossing' | 'touching' | 'overlapping'
  a: SegmentPlace
  b: SegmentPlace
  at: Position
}

/** How the rings lie to each other, in the order of parts and rings. */
export interface RingNesting {
  /** The ring directly around this one, of whatever part; null outside all. */
  rings: { part: number; ring: number; isCounterClockwise: boolean; parent: number | null }[]
  /** Where touching rings of one part cut its interior in two. */
  cut: { part: number; ring: number; at: Position } | null
}

/**
 * One sweep from west to east over all rings (Shamos–Hoey): the first place where boundaries meet as they may not, or how
 * the rings are nested. Rings may touch each other at points, never cross, share an edge, or touch themselves: what
 * ST_IsValid asks. Takes O(n log n) whatever the shape, for it stops at the first fault.
 */
export function sweepRings(parts: readonly (readonly Ring[])[]): RingFault | RingNesting {
  const sweep = new Sweep(new Segments(parts))
  try {
    return sweep.run()
  } catch (found) {
    if (found instanceof Found) return found.fault
    throw found
  }
}

/** Leaves the sweep from wherever it is. */
class Found extends Error {
  readonly fault: RingFault

  constructor(fault: RingFault) {
    super(fault.kind)
    this.fault = fault
  }
}

class Sweep {
  private readonly segments: Segments
  /** Segments under the sweep line, from south to north. */
  private readonly line = new OrderedBlocks()
  private readonly touches: TouchGraph
  private readonly parents: (number | null | undefined)[]
  private readonly isCounterClockwise: boolean[]

  constructor(segments: Segments) {
    this.segments = segments
    this.touches = new TouchGraph(segments.rings.length)
    this.parents = segments.rings.map(() => undefined)
    this.isCounterClockwise = segments.rings.map(() => true)
  }

  run(): RingNesting {
    const { segments } = this
    const previous = new Int32Array(segments.count)
    for (let n = 0; n < segments.count; n++) previous[segments.next(n)] = n
    const order = Array.from({ length: segments.count }, (_, n) => n)
    order.sort((a, b) => segments.compare(a, b))
    for (let from = 0; from < order.length;) {
      let to = from + 1
      while (to < order.length && segments.compare(order[from]!, order[to]!) === 0) to++
      this.visit(order.slice(from, to), previous)
      from = to
    }
    return {
      rings: segments.rings.map((place, ring) => ({
        ...place,
        isCounterClockwise: this.isCounterClockwise[ring]!,
        parent: this.parents[ring] ?? null,
      })),
      cut: this.touches.cut,
    }
  }

  /** One point of the plane, with all vertices that lie there. */
  private visit(vertices: readonly number[], previous: Int32Array): void {
    const { segments, line } = this
    const vertex = vertices[0]!
    let place = line.locate((segment) => segments.side(vertex, segment) > 0)
    const arriving: number[] = []
    for (let segment = line.after(place); segment !== undefined; segment = line.after(place)) {
      if (segments.side(vertex, segment) !== 0) break
      arriving.push(segment)
      place = line.removeAfter(place)
    }
    const passing = arriving.filter((segment) => segments.compare(segments.right(segment), vertex) !== 0)
    if (passing.length > 1) this.fail('crossing', passing[0]!, passing[1]!, segments.point(vertex))

    const leaving = [...passing]
    for (const one of vertices)
      for (const segment of [one, previous[one]!]) if (segments.left(segment) === one) leaving.push(segment)
    this.sortByDirection(leaving, vertex)
    if (vertices.length + passing.length > 1) this.checkTouch(vertices, previous, arriving, leaving)

    const below = line.before(place)
    const above = line.after(place)
    this.checkNeighbours(below, leaving[0] ?? above)
    if (leaving.length > 0) this.checkNeighbours(leaving.at(-1), above)
    this.nestNewRings(leaving, below)
    line.insert(place, leaving)
  }

  /** From south to north, as they lie just after the vertex. */
  private sortByDirection(leaving: number[], vertex: number): void {
    const { segments } = this
    const turn = (a: number, b: number) => segments.turn(vertex, segments.right(a), segments.right(b))
    leaving.sort((a, b) => -turn(a, b))
    for (let i = 1; i < leaving.length; i++)
      if (turn(leaving[i - 1]!, leaving[i]!) === 0)
        this.fail('overlapping', leaving[i - 1]!, leaving[i]!, segments.point(vertex))
  }

  private checkNeighbours(a: number | undefined, b: number | undefined): void {
    if (a === undefined || b === undefined || !this.segments.cross(a, b)) return
    this.fail('crossing', a, b, this.segments.crossingPoint(a, b))
  }

  /** Several boundaries at one point: none may come by twice, and none may change sides of another. */
  private checkTouch(
    vertices: readonly number[],
    previous: Int32Array,
    arriving: readonly number[],
    leaving: readonly number[],
  ): void {
    const { segments } = this
    const at = segments.point(vertices[0]!)
    // A pass is a boundary going through the point, named by its vertex here, or by the segment that runs on.
    const passes = new Map<number, number>()
    for (const vertex of vertices) passes.set(vertex, vertex).set(previous[vertex]!, vertex)
    const passOf = (segment: number) => passes.get(segment) ?? segment

    // Round the point, passes must open and close like brackets.
    const around = [...leaving, ...arriving.toReversed()]
    const open: number[] = []
    const isOpen = new Set<number>()
    for (const segment of around) {
      const pass = passOf(segment)
      const last = open.at(-1)
      if (last !== undefined && passOf(last) === pass) open.pop()
      else if (isOpen.has(pass)) this.fail('crossing', last!, segment, at)
      else open.push(segment)
      isOpen.add(pass)
    }

    const firstByRing = new Map<number, number>()
    for (const segment of around) {
      const ring = segments.ringOf[segment]!
      const first = firstByRing.get(ring)
      if (first === undefined) firstByRing.set(ring, segment)
      else if (passOf(first) !== passOf(segment)) this.fail('touching', first, segment, at)
    }
    const rings = [...firstByRing.keys()].map((id) => ({ id, ...segments.rings[id]! }))
    this.touches.add(rings, at)
  }

  /** A ring is met first at its westernmost vertex: what lies directly below tells what is around it. */
  private nestNewRings(leaving: readonly number[], below: number | undefined): void {
    const { segments, parents } = this
    leaving.forEach((segment, at) => {
      const ring = segments.ringOf[segment]!
      if (parents[ring] !== undefined) return
      this.isCounterClockwise[ring] = segments.goesForward(segment)
      const under = at > 0 ? leaving[at - 1] : below
      parents[ring] = under === undefined ? null : this.ringAbove(under)
    })
  }

  /** The ring whose inside is directly above a segment. */
  private ringAbove(segment: number): number | null {
    const ring = this.segments.ringOf[segment]!
    const isFloor = this.segments.goesForward(segment) === this.isCounterClockwise[ring]
    return isFloor ? ring : (this.parents[ring] ?? null)
  }

  private fail(kind: RingFault['kind'], one: number, other: number, at: Position): never {
    const [a, b] = [Math.min(one, other), Math.max(one, other)]
    throw new Found({ kind, a: this.segments.place(a), b: this.segments.place(b), at })
  }
}
