import { EdgeList, edgesNear } from './edges.ts'
import type { KernelLayer } from './layer.ts'
import type { Patch } from './patch.ts'

/** A feature that may lie under the patch, and the kinds of ground that it makes (kinds.ts), as bits. */
export interface Participant {
  layer: KernelLayer
  feature: number
  kinds: number
}

export interface Sweep {
  /** m² in the plane by combination of kinds: each spot of the patch is in exactly one of them. */
  combinations: Map<number, number>
  /** Length of all outlines within the patch's box, its own among them, m: how much a shifted vertex can change. */
  outlineM: number
}

/** Lines that are nearer to each other than this are not cut where they cross: it shifts no more than that times their length. */
const NEAR_M = 1e-9
/** Beyond it a patch would take minutes: whoever asks has to do without. */
const MOST_EDGES = 500_000
const MOST_ROWS = 4_000_000

export class TooManyEdges extends Error {
  override name = 'TooManyEdges'
}

const near = new EdgeList()

/**
 * What a patch is made of: the area of every combination of kinds in it, in one pass from south to north.
 *
 * The patch is cut into rows at every vertex and every crossing, so that within a row no two edges meet. Between two edges
 * that follow each other from west to east all is of one combination: a trapezium as wide as they are apart halfway up.
 * Ground that several features of one kind claim counts once, since a kind is there or is not.
 */
export function sweep(patch: Patch, participants: readonly Participant[]): Sweep {
  const lines = new Lines(patch, participants)
  return { combinations: lines.combinations(), outlineM: lines.lengthM }
}

/** All edges of the patch (owner 0) and of the participants (from 1 on), clipped to the rows of the patch. */
class Lines {
  lengthM = 0
  private readonly height: number
  /** Kinds by owner; the patch has none. */
  private readonly kinds: Int32Array
  private count = 0
  private south = new Float64Array(1024)
  private north = new Float64Array(1024)
  /** x at the south end, and metres east a metre north. */
  private foot = new Float64Array(1024)
  private slope = new Float64Array(1024)
  private owner = new Int32Array(1024)
  /** 1 where the edge runs north, so that its polygon lies west of it; else −1. */
  private turn = new Int8Array(1024)

  constructor(patch: Patch, participants: readonly Participant[]) {
    this.height = patch.height
    this.kinds = Int32Array.from([0, ...participants.map(({ kinds }) => kinds)])
    const { west, south } = patch.box
    for (const ring of patch.rings)
      for (let i = 0; i + 3 < ring.length; i += 2)
        this.add(0, ring[i]! - west, ring[i + 1]! - south, ring[i + 2]! - west, ring[i + 3]! - south)
    for (const [n, { layer, feature }] of participants.entries()) {
      edgesNear(near, layer, feature, patch)
      const { values } = near
      for (let o = 0; o < 4 * near.count; o += 4)
        this.add(n + 1, values[o]!, values[o + 1]!, values[o + 2]!, values[o + 3]!)
    }
  }

  private add(owner: number, ax: number, ay: number, bx: number, by: number): void {
    if (ay === by) return
    const isNorthward = ay < by
    const [south, north] = isNorthward ? [ay, by] : [by, ay]
    if (north <= 0 || south >= this.height) return
    if (this.count === this.south.length) this.grow()
    const at = this.count++
    const slope = (bx - ax) / (by - ay)
    const foot = isNorthward ? ax : bx
    this.south[at] = Math.max(south, 0)
    this.north[at] = Math.min(north, this.height)
    this.foot[at] = south < 0 ? foot - south * slope : foot
    this.slope[at] = slope
    this.owner[at] = owner
    this.turn[at] = isNorthward ? 1 : -1
    this.lengthM += (this.north[at]! - this.south[at]!) * Math.hypot(1, slope)
  }

  private grow(): void {
    if (this.count >= MOST_EDGES) throw new TooManyEdges(`${this.count} edges within one patch`)
    const larger = <T extends Float64Array | Int32Array | Int8Array>(old: T): T => {
      const copy = new (old.constructor as new (length: number) => T)(2 * old.length)
      copy.set(old)
      return copy
    }
    this.south = larger(this.south)
    this.north = larger(this.north)
    this.foot = larger(this.foot)
    this.slope = larger(this.slope)
    this.owner = larger(this.owner)
    this.turn = larger(this.turn)
  }

  /** Row by row. */
  combinations(): Map<number, number> {
    const order = Uint32Array.from({ length: this.count }, (_, n) => n).sort(
      (a, b) => this.south[a]! - this.south[b]!,
    )
    const rows = this.rows(order)
    const found = new Map<number, number>()
    const across = new Across(this.kinds)
    /** Edges of the row, from west to east; from one row to the next that changes little. */
    const active = new Uint32Array(this.count)
    const x = new Float64Array(this.count)
    let many = 0
    let next = 0
    for (let row = 0; row + 1 < rows.length; row++) {
      const [low, high] = [rows[row]!, rows[row + 1]!]
      if (low === high) continue
      const middle = (low + high) / 2
      let kept = 0
      for (let n = 0; n < many; n++) if (this.north[active[n]!]! > middle) active[kept++] = active[n]!
      many = kept
      for (; next < this.count && this.south[order[next]!]! <= middle; next++)
        if (this.north[order[next]!]! > middle) active[many++] = order[next]!
      for (let n = 0; n < many; n++) {
        const line = active[n]!
        const here = this.foot[line]! + (middle - this.south[line]!) * this.slope[line]!
        let place = n
        for (; place > 0 && x[active[place - 1]!]! > here; place--) active[place] = active[place - 1]!
        active[place] = line
        x[line] = here
      }
      for (let n = 0; n + 1 < many; n++) {
        const line = active[n]!
        across.pass(this.owner[line]!, this.turn[line]!)
        const m2 = (x[active[n + 1]!]! - x[line]!) * (high - low)
        if (across.isInside && m2 > 0) found.set(across.present, (found.get(across.present) ?? 0) + m2)
      }
      if (many > 0) across.pass(this.owner[active[many - 1]!]!, this.turn[active[many - 1]!]!)
      across.leave(active, many, this.owner)
    }
    return found
  }

  /** Borders of the rows: every end of an edge and every crossing of two, from south to north. */
  private rows(order: Uint32Array): Float64Array {
    const { south, north, foot, slope, owner } = this
    const rows: number[] = []
    for (let a = 0; a < order.length; a++) {
      const one = order[a]!
      rows.push(south[one]!, north[one]!)
      for (let b = a + 1; b < order.length; b++) {
        const other = order[b]!
        const low = south[other]!
        if (low >= north[one]!) break
        if (owner[one] === owner[other]) continue
        const high = Math.min(north[one]!, north[other]!)
        const atLow = foot[one]! + (low - south[one]!) * slope[one]! - foot[other]!
        const atHigh = atLow + (high - low) * (slope[one]! - slope[other]!)
        if ((atLow < -NEAR_M && atHigh > NEAR_M) || (atLow > NEAR_M && atHigh < -NEAR_M))
          rows.push(low + (atLow / (atLow - atHigh)) * (high - low))
      }
      if (rows.length > MOST_ROWS) throw new TooManyEdges(`${rows.length} rows in one patch`)
    }
    return Float64Array.from(rows).sort()
  }
}

/** Where one is on the way from west to east: within which owners, and so in which kinds of ground. */
class Across {
  /** Kinds that are here, as bits. */
  present = 0
  /** How often each owner is wound about the spot. */
  private readonly winding: Int32Array
  private readonly kinds: Int32Array
  /** How many owners make each kind here. */
  private readonly makers = new Int32Array(32)

  constructor(kinds: Int32Array) {
    this.kinds = kinds
    this.winding = new Int32Array(kinds.length)
  }

  /** Within the patch. */
  get isInside(): boolean {
    return this.winding[0]! > 0
  }

  pass(owner: number, turn: number): void {
    const before = this.winding[owner]! > 0
    this.winding[owner]! -= turn
    const isWithin = this.winding[owner]! > 0
    if (before !== isWithin) this.change(this.kinds[owner]!, isWithin ? 1 : -1)
  }

  /** Back to the west: a feature that goes on beyond the patch was not left. */
  leave(lines: Uint32Array, many: number, owner: Int32Array): void {
    for (let n = 0; n < many; n++) this.winding[owner[lines[n]!]!] = 0
    this.makers.fill(0)
    this.present = 0
  }

  private change(kinds: number, by: 1 | -1): void {
    for (let bit = 0, rest = kinds; rest !== 0; bit++, rest >>>= 1) {
      if ((rest & 1) === 0) continue
      this.makers[bit]! += by
      if (this.makers[bit]! > 0) this.present |= 1 << bit
      else this.present &= ~(1 << bit)
    }
  }
}
