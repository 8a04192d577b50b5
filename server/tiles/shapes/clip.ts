/** Points x, y, x, y …, the first `length` numbers of `xy`; grows as it is written to and is used again. */
export class Points {
  xy = new Int32Array(1 << 12)
  length = 0

  push(x: number, y: number): void {
    if (this.length + 2 > this.xy.length) {
      const larger = new Int32Array(this.xy.length * 2)
      larger.set(this.xy)
      this.xy = larger
    }
    this.xy[this.length++] = x
    this.xy[this.length++] = y
  }

  /** The same, unless the last point is there already. */
  pushNew(x: number, y: number): void {
    const { xy, length } = this
    if (length >= 2 && xy[length - 2] === x && xy[length - 1] === y) return
    this.push(x, y)
  }

  /** Room for so many numbers, to be written to directly. */
  emptied(room: number): Int32Array {
    if (room > this.xy.length) this.xy = new Int32Array(Math.max(room, this.xy.length * 2))
    this.length = 0
    return this.xy
  }

  clear(): void {
    this.length = 0
  }
}

const spare = [new Points(), new Points(), new Points()] as const

/**
 * The part of a ring within [least, most] × [least, most] (Sutherland and Hodgman): one ring, which runs along the edge of the
 * square where the true answer falls into several. That edge lies outside of what a tile shows. `to` is emptied first.
 *
 * @param ring Without its closing point.
 */
export function clipRing(ring: Points, least: number, most: number, to: Points): void {
  cutRing(ring, 0, least, 1, spare[0])
  cutRing(spare[0], 0, most, -1, spare[1])
  cutRing(spare[1], 1, least, 1, spare[2])
  cutRing(spare[2], 1, most, -1, to)
}

/** What of a ring lies on one side of a line across one axis; `side` 1 keeps what is not under it, −1 what is not above. */
function cutRing(from: Points, axis: 0 | 1, at: number, side: 1 | -1, to: Points): void {
  to.clear()
  const { xy, length } = from
  if (length < 6) return
  let x0 = xy[length - 2]!
  let y0 = xy[length - 1]!
  let in0 = side * ((axis === 0 ? x0 : y0) - at) >= 0
  for (let n = 0; n < length; n += 2) {
    const x1 = xy[n]!
    const y1 = xy[n + 1]!
    const in1 = side * ((axis === 0 ? x1 : y1) - at) >= 0
    if (in0 !== in1) {
      if (axis === 0) to.pushNew(at, Math.round(y0 + ((at - x0) * (y1 - y0)) / (x1 - x0)))
      else to.pushNew(Math.round(x0 + ((at - y0) * (x1 - x0)) / (y1 - y0)), at)
    }
    if (in1) to.pushNew(x1, y1)
    x0 = x1
    y0 = y1
    in0 = in1
  }
}

/** The parts of a line within the square, each handed to `take` and not to be kept (Liang and Barsky, edge by edge). */
export function clipLine(line: Points, least: number, most: number, take: (part: Points) => void): void {
  const [part] = spare
  part.clear()
  const flush = () => {
    if (part.length >= 4) take(part)
    part.clear()
  }
  const { xy, length } = line
  for (let n = 0; n + 3 < length; n += 2) {
    const [x0, y0] = [xy[n]!, xy[n + 1]!]
    const [dx, dy] = [xy[n + 2]! - x0, xy[n + 3]! - y0]
    const span = within(x0, dx, y0, dy, least, most)
    if (span === null) {
      flush()
      continue
    }
    const [from, to] = span
    if (from > 0) flush()
    part.pushNew(Math.round(x0 + from * dx), Math.round(y0 + from * dy))
    part.pushNew(Math.round(x0 + to * dx), Math.round(y0 + to * dy))
    if (to < 1) flush()
  }
  flush()
}

/** From and to which share of its length an edge lies within the square; null where it does not. */
function within(
  x: number,
  dx: number,
  y: number,
  dy: number,
  least: number,
  most: number,
): readonly [number, number] | null {
  let [from, to] = [0, 1]
  for (const [start, step] of [
    [x, dx],
    [y, dy],
  ] as const) {
    if (step === 0) {
      if (start < least || start > most) return null
      continue
    }
    const [a, b] = [(least - start) / step, (most - start) / step]
    from = Math.max(from, Math.min(a, b))
    to = Math.min(to, Math.max(a, b))
  }
  return from <= to ? [from, to] : null
}
