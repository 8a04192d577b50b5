/**
 * Reads TWKB of precision 0, as PostGIS writes it for geometry that is already in tile pixels.
 * Format: github.com/TWKB/Specification. Only what tiles need: points, lines and polygons, 2-D, no id list.
 */

/** Flat coordinates x, y, x, y …; polygons keep their closing point. */
export type Path = Int32Array

export type TileGeometry =
  | { type: 'point'; paths: Path[] }
  | { type: 'line'; paths: Path[] }
  /** One entry a polygon, each a list of rings. */
  | { type: 'polygon'; polygons: Path[][] }

const HAS_BOUNDS = 1
const HAS_SIZE = 2
const HAS_IDS = 4
const HAS_EXTENDED = 8
const IS_EMPTY = 16

class Reader {
  private readonly bytes: Uint8Array
  private at = 0
  private x = 0
  private y = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  byte(): number {
    return this.bytes[this.at++]!
  }

  unsigned(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }

  signed(): number {
    const zigzag = this.unsigned()
    return zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2
  }

  /** Coordinates are differences that run on through the whole geometry. */
  path(points: number): Path {
    const path = new Int32Array(points * 2)
    for (let i = 0; i < path.length; i += 2) {
      path[i] = this.x += this.signed()
      path[i + 1] = this.y += this.signed()
    }
    return path
  }

  rings(): Path[] {
    return Array.from({ length: this.unsigned() }, () => this.path(this.unsigned()))
  }
}

/** The geometry, or null where it is empty or of a kind that tiles do not draw. */
export function readTwkb(bytes: Uint8Array): TileGeometry | null {
  const reader = new Reader(bytes)
  const type = reader.byte() & 15
  const flags = reader.byte()
  if (flags & IS_EMPTY || flags & HAS_IDS) return null
  if (flags & HAS_EXTENDED) reader.byte()
  if (flags & HAS_SIZE) reader.unsigned()
  if (flags & HAS_BOUNDS) for (let i = 0; i < 4; i++) reader.signed()

  const many = <T>(read: () => T): T[] => Array.from({ length: reader.unsigned() }, read)
  switch (type) {
    case 1:
      return { type: 'point', paths: [reader.path(1)] }
    case 2:
      return { type: 'line', paths: [reader.path(reader.unsigned())] }
    case 3:
      return { type: 'polygon', polygons: [reader.rings()] }
    case 4:
      return { type: 'point', paths: many(() => reader.path(1)) }
    case 5:
      return { type: 'line', paths: many(() => reader.path(reader.unsigned())) }
    case 6:
      return { type: 'polygon', polygons: many(() => reader.rings()) }
    default:
      return null
  }
}
