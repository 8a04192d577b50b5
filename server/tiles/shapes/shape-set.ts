import type { Path, TileGeometry } from '../twkb.ts'
import { CellIndex } from './cell-index.ts'

/** What a shape is drawn as: see land.layer_shape. */
export type ShapePart = 'fill' | 'outline'

/** Box in the set's own units: left, bottom, right, top. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number]

/**
 * The shapes of one level of one layer version, resident: flat arrays, some 8 bytes a vertex, so that a tile is read off them
 * without a question to the database. Coordinates are mm of EPSG:3857 from `origin`.
 */
export interface ShapeSet {
  /** m of EPSG:3857. */
  origin: readonly [x: number, y: number]
  xy: Int32Array
  /** Where each path begins in `xy`, and one more. A ring keeps its closing point. */
  pathStarts: Uint32Array
  /** 1 for an inner ring; it follows the outer one that it belongs to. */
  isHole: Uint8Array
  /** First path of each shape, and one more. */
  shapePaths: Uint32Array
  parts: readonly ShapePart[]
  /** Into `parts`. */
  part: Uint8Array
  featureIds: Int32Array
  classes: readonly (string | null)[]
  /** Into `classes`. */
  classOf: Uint16Array
  boxes: Int32Array
  index: CellIndex
  bytes: number
}

export interface Shape {
  featureId: number
  part: ShapePart
  class: string | null
  /** In mm from the origin. */
  geometry: TileGeometry
}

const PARTS: readonly ShapePart[] = ['fill', 'outline']

/** Takes shapes one by one and makes the set of them. */
export class ShapeSetBuilder {
  private readonly origin: ShapeSet['origin']
  private readonly xy = new Growing(Int32Array)
  private readonly pathStarts = new Growing(Uint32Array)
  private readonly isHole = new Growing(Uint8Array)
  private readonly shapePaths = new Growing(Uint32Array)
  private readonly part = new Growing(Uint8Array)
  private readonly featureIds = new Growing(Int32Array)
  private readonly classOf = new Growing(Uint16Array)
  private readonly boxes = new Growing(Int32Array)
  private readonly classes = new Map<string | null, number>()

  constructor(origin: ShapeSet['origin']) {
    this.origin = origin
  }

  add(shape: Shape): void {
    const { geometry } = shape
    if (geometry.type === 'point') return
    this.shapePaths.push(this.pathStarts.length)
    const from = this.xy.length
    if (geometry.type === 'line') for (const path of geometry.paths) this.path(path, 0)
    else
      for (const rings of geometry.polygons)
        for (const [at, ring] of rings.entries()) this.path(ring, at === 0 ? 0 : 1)
    this.part.push(PARTS.indexOf(shape.part))
    this.featureIds.push(shape.featureId)
    if (!this.classes.has(shape.class)) this.classes.set(shape.class, this.classes.size)
    this.classOf.push(this.classes.get(shape.class)!)
    this.box(from)
  }

  finish(): ShapeSet {
    this.shapePaths.push(this.pathStarts.length)
    this.pathStarts.push(this.xy.length)
    const boxes = this.boxes.done()
    const set = {
      origin: this.origin,
      xy: this.xy.done(),
      pathStarts: this.pathStarts.done(),
      isHole: this.isHole.done(),
      shapePaths: this.shapePaths.done(),
      parts: PARTS,
      part: this.part.done(),
      featureIds: this.featureIds.done(),
      classes: [...this.classes.keys()],
      classOf: this.classOf.done(),
      boxes,
      index: new CellIndex(boxes),
    }
    const arrays = Object.values(set).filter((value) => ArrayBuffer.isView(value))
    const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, set.index.bytes)
    return { ...set, bytes }
  }

  private path(path: Path, isHole: 0 | 1): void {
    this.pathStarts.push(this.xy.length)
    this.isHole.push(isHole)
    this.xy.append(path)
  }

  private box(from: number): void {
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let at = from; at < this.xy.length; at += 2) {
      const [x, y] = [this.xy.at(at), this.xy.at(at + 1)]
      if (x < x0) x0 = x
      if (x > x1) x1 = x
      if (y < y0) y0 = y
      if (y > y1) y1 = y
    }
    for (const side of [x0, y0, x1, y1]) this.boxes.push(side)
  }
}

type Numbers = Int32Array | Uint32Array | Uint16Array | Uint8Array

/** A typed array that grows as it is filled. */
class Growing<T extends Numbers> {
  private array: T
  private readonly make: new (length: number) => T
  length = 0

  constructor(make: new (length: number) => T) {
    this.make = make
    this.array = new make(1024)
  }

  push(value: number): void {
    this.reserve(1)
    this.array[this.length++] = value
  }

  append(values: Int32Array): void {
    this.reserve(values.length)
    this.array.set(values, this.length)
    this.length += values.length
  }

  at(index: number): number {
    return this.array[index]!
  }

  /** What was pushed, in no more memory than it takes. */
  done(): T {
    return this.array.slice(0, this.length) as T
  }

  private reserve(more: number): void {
    if (this.length + more <= this.array.length) return
    const larger = new this.make(Math.max(this.array.length * 2, this.length + more))
    larger.set(this.array)
    this.array = larger
  }
}
