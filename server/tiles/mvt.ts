import { ByteWriter, varintSize } from './byte-writer.ts'
import { readTwkb, type Path, type TileGeometry } from './twkb.ts'

/**
 * Mapbox Vector Tile 2.1, written here because the embedded PostGIS has no ST_AsMVT: one encoder for both databases.
 * Field and command numbers below are those of the specification (github.com/mapbox/vector-tile-spec).
 */

/** Width of a tile in its own units. */
export const TILE_EXTENT = 4096

export type TileValue = string | number | boolean

export interface TileFeature {
  id?: number
  /** TWKB of precision 0 in tile units, y downwards. */
  twkb: Uint8Array
  properties: Readonly<Record<string, TileValue | null>>
}

export const MOVE_TO = 1
export const LINE_TO = 2
export const CLOSE_PATH = 7
export const GEOMETRY_TYPE = { point: 1, line: 2, polygon: 3 } as const

export const command = (id: number, count: number) => (count << 3) | id

/** Twice the signed area; positive is clockwise on screen, since y points down: an exterior ring. */
function signedArea(ring: Path): number {
  let sum = 0
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    sum += ring[j]! * ring[i + 1]! - ring[i]! * ring[j + 1]!
  return sum
}

function reversed(ring: Path): Path {
  const turned = new Int32Array(ring.length)
  for (let from = ring.length - 2, to = 0; from >= 0; from -= 2, to += 2) {
    turned[to] = ring[from]!
    turned[to + 1] = ring[from + 1]!
  }
  return turned
}

class GeometryWriter {
  private readonly out: ByteWriter
  private x = 0
  private y = 0

  constructor(out: ByteWriter) {
    this.out = out
  }

  write(geometry: TileGeometry): void {
    if (geometry.type === 'point') this.points(geometry.paths)
    else if (geometry.type === 'line') for (const path of geometry.paths) this.path(path, false)
    else for (const rings of geometry.polygons) this.polygon(rings)
  }

  private points(paths: Path[]): void {
    this.out.varint(command(MOVE_TO, paths.length))
    for (const path of paths) this.moveBy(path[0]!, path[1]!)
  }

  /** A polygon whose exterior has no area at this scale is left out with its holes. */
  private polygon(rings: Path[]): void {
    rings.forEach((ring, index) => {
      const area = signedArea(ring)
      if (area === 0) {
        if (index === 0) rings.length = 0
        return
      }
      const isExterior = index === 0
      this.path(isExterior === area > 0 ? ring : reversed(ring), true)
    })
  }

  private path(path: Path, isRing: boolean): void {
    let points = path.length / 2
    if (isRing && path[0] === path[path.length - 2] && path[1] === path[path.length - 1]) points -= 1
    if (points < (isRing ? 3 : 2)) return

    this.out.varint(command(MOVE_TO, 1))
    this.moveBy(path[0]!, path[1]!)
    this.out.varint(command(LINE_TO, points - 1))
    for (let i = 2; i < points * 2; i += 2) this.moveBy(path[i]!, path[i + 1]!)
    if (isRing) this.out.varint(command(CLOSE_PATH, 1))
  }

  private moveBy(x: number, y: number): void {
    this.out.zigzag(x - this.x)
    this.out.zigzag(y - this.y)
    this.x = x
    this.y = y
  }
}

/** Keys or values of a layer: each is written once, features hold its index. */
class Dictionary<T extends TileValue> {
  readonly entries: T[] = []
  private readonly indexes = new Map<T, number>()

  indexOf(entry: T): number {
    let index = this.indexes.get(entry)
    if (index === undefined) {
      index = this.entries.push(entry) - 1
      this.indexes.set(entry, index)
    }
    return index
  }
}

function valueBytes(value: TileValue): Buffer {
  const out = new ByteWriter(16)
  if (typeof value === 'string') out.text(1, value)
  else if (typeof value === 'boolean') {
    out.varint(7 << 3)
    out.varint(value ? 1 : 0)
  } else if (Number.isSafeInteger(value)) {
    out.varint(6 << 3)
    out.zigzag(value)
  } else {
    out.varint((3 << 3) | 1)
    out.double(value)
  }
  return out.bytes()
}

/** One layer of a tile, written feature by feature. */
export class LayerWriter {
  private readonly layer = new ByteWriter()
  private readonly keys = new Dictionary<string>()
  private readonly values = new Dictionary<TileValue>()
  private readonly tags = new ByteWriter(64)
  private count = 0

  constructor(name: string) {
    this.layer.varint(15 << 3) // version
    this.layer.varint(2)
    this.layer.text(1, name)
  }

  /** @param geometry Commands of the geometry; a feature without any is left out. */
  add(
    id: number | undefined,
    properties: TileFeature['properties'],
    type: keyof typeof GEOMETRY_TYPE,
    geometry: ByteWriter,
  ): void {
    if (geometry.isEmpty) return
    const { tags, layer } = this
    tags.clear()
    for (const key in properties) {
      const value = properties[key]!
      if (value === null) continue
      tags.varint(this.keys.indexOf(key))
      tags.varint(this.values.indexOf(value))
    }

    const size =
      (id === undefined ? 0 : 1 + varintSize(id)) +
      (1 + varintSize(tags.size) + tags.size) +
      2 +
      (1 + varintSize(geometry.size) + geometry.size)
    layer.varint((2 << 3) | 2)
    layer.varint(size)
    if (id !== undefined) {
      layer.varint(1 << 3)
      layer.varint(id)
    }
    layer.varint((2 << 3) | 2)
    layer.varint(tags.size)
    layer.append(tags)
    layer.varint(3 << 3)
    layer.varint(GEOMETRY_TYPE[type])
    layer.varint((4 << 3) | 2)
    layer.varint(geometry.size)
    layer.append(geometry)
    this.count += 1
  }

  /** Null for a layer with nothing in it. */
  bytes(): Buffer | null {
    if (this.count === 0) return null
    for (const key of this.keys.entries) this.layer.text(3, key)
    for (const value of this.values.entries) this.layer.field(4, valueBytes(value))
    this.layer.varint(5 << 3)
    this.layer.varint(TILE_EXTENT)
    return this.layer.bytes()
  }
}

function layerBytes(name: string, features: readonly TileFeature[]): Buffer | null {
  const layer = new LayerWriter(name)
  const geometry = new ByteWriter()
  for (const { id, twkb, properties } of features) {
    const shape = readTwkb(twkb)
    if (!shape) continue
    geometry.clear()
    new GeometryWriter(geometry).write(shape)
    layer.add(id, properties, shape.type, geometry)
  }
  return layer.bytes()
}

/** A tile of named layers; layers with nothing to draw are left out, so an empty tile is an empty buffer. */
export const encodeTile = (layers: Readonly<Record<string, readonly TileFeature[]>>): Buffer =>
  tileOf(Object.entries(layers).map(([name, features]) => layerBytes(name, features)))

/** A tile of layers that are written. */
export function tileOf(layers: readonly (Buffer | null)[]): Buffer {
  const tile = new ByteWriter(layers.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 16))
  for (const bytes of layers) if (bytes) tile.field(3, bytes)
  return Buffer.from(tile.bytes())
}
