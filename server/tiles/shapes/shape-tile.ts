import { ByteWriter } from '../byte-writer.ts'
import type { TileAddress } from '../layer-tile.ts'
import { CLOSE_PATH, command, LayerWriter, LINE_TO, MOVE_TO, TILE_EXTENT, tileOf } from '../mvt.ts'
import { clipLine, clipRing, Points } from './clip.ts'
import type { Box, ShapeSet } from './shape-set.ts'

/** Half the width of the world in EPSG:3857, m. */
const HALF_WORLD_M = 20_037_508.342789244
const MM_PER_M = 1_000

/** Drawn beyond the tile's edge, in tile units, so that outlines do not show there. */
const MARGIN = TILE_EXTENT / 64
const [LEAST, MOST] = [-MARGIN, TILE_EXTENT + MARGIN]

/** From the set's mm to tile units: x × scale − left, top − y × scale. */
interface Scale {
  scale: number
  left: number
  top: number
}

/**
 * A reference layer's tile off the resident shapes: the layers `fill` and `outline` of server/tiles/layer-tile.ts, to the same
 * unit. What has no area or length at this scale is left out.
 */
export function shapeTile(set: ShapeSet, address: TileAddress): Buffer {
  const writer = new TileWriter(set, scaleOf(set, address))
  set.index.search(boxOf(set, address), (shape) => writer.add(shape))
  return writer.bytes()
}

function scaleOf({ origin }: ShapeSet, { z, x, y }: TileAddress): Scale {
  const width = (2 * HALF_WORLD_M) / 2 ** z
  const unitsPerM = TILE_EXTENT / width
  return {
    scale: unitsPerM / MM_PER_M,
    left: (x * width - HALF_WORLD_M - origin[0]) * unitsPerM,
    top: (HALF_WORLD_M - y * width - origin[1]) * unitsPerM,
  }
}

/** The tile with its margin in the set's mm. */
function boxOf({ origin }: ShapeSet, { z, x, y }: TileAddress): Box {
  const width = (2 * HALF_WORLD_M) / 2 ** z
  const margin = width / 64
  const [left, top] = [x * width - HALF_WORLD_M - origin[0], HALF_WORLD_M - y * width - origin[1]]
  return [
    (left - margin) * MM_PER_M,
    (top - width - margin) * MM_PER_M,
    (left + width + margin) * MM_PER_M,
    (top + margin) * MM_PER_M,
  ]
}

class TileWriter {
  private readonly set: ShapeSet
  private readonly scale: Scale
  private readonly layers: readonly LayerWriter[]
  private readonly geometry = new ByteWriter()
  private readonly points = new Points()
  private readonly clipped = new Points()
  private readonly properties: readonly { class: string | null }[]
  /** Where the pen stands: each geometry begins at the corner. */
  private x = 0
  private y = 0

  constructor(set: ShapeSet, scale: Scale) {
    this.set = set
    this.scale = scale
    this.layers = set.parts.map((part) => new LayerWriter(part))
    this.properties = set.classes.map((one) => ({ class: one }))
  }

  add(shape: number): void {
    const { set } = this
    this.geometry.clear()
    this.x = this.y = 0
    const isFill = set.parts[set.part[shape]!] === 'fill'
    const isInside = this.isInside(shape)
    const [from, to] = [set.shapePaths[shape]!, set.shapePaths[shape + 1]!]
    if (isFill) this.polygons(from, to, isInside)
    else for (let path = from; path < to; path++) this.line(path, isInside)
    this.layers[set.part[shape]!]!.add(
      set.featureIds[shape],
      this.properties[set.classOf[shape]!]!,
      isFill ? 'polygon' : 'line',
      this.geometry,
    )
  }

  bytes(): Buffer {
    return tileOf(this.layers.map((layer) => layer.bytes()))
  }

  private isInside(shape: number): boolean {
    const { scale, left, top } = this.scale
    const { boxes } = this.set
    const at = shape * 4
    return (
      boxes[at]! * scale - left >= LEAST &&
      boxes[at + 2]! * scale - left <= MOST &&
      top - boxes[at + 3]! * scale >= LEAST &&
      top - boxes[at + 1]! * scale <= MOST
    )
  }

  /** A polygon whose outer ring has no area here is left out with its holes. */
  private polygons(from: number, to: number, isInside: boolean): void {
    let isDrawn = false
    for (let path = from; path < to; path++) {
      const isHole = this.set.isHole[path] === 1
      if (isHole && !isDrawn) continue
      const area = this.ring(path, isInside, isHole)
      if (!isHole) isDrawn = area
    }
  }

  /** Answers whether it was drawn. Outer rings run clockwise on screen, inner ones against it. */
  private ring(path: number, isInside: boolean, isHole: boolean): boolean {
    this.snap(path)
    let ring = this.points
    dropClosing(ring)
    if (!isInside) {
      clipRing(ring, LEAST, MOST, this.clipped)
      ring = this.clipped
      dropClosing(ring)
    }
    if (ring.length < 6) return false
    const area = twiceArea(ring)
    if (area === 0) return false
    const { geometry } = this
    const isForward = area > 0 !== isHole
    this.draw(ring, isForward ? 2 : -2)
    geometry.varint(command(CLOSE_PATH, 1))
    return true
  }

  private line(path: number, isInside: boolean): void {
    this.snap(path)
    if (!isInside) clipLine(this.points, LEAST, MOST, (part) => this.draw(part, 2))
    else if (this.points.length >= 4) this.draw(this.points, 2)
  }

  /** `step` −2: from the last point to the first. */
  private draw({ xy, length }: Points, step: 2 | -2): void {
    const { geometry } = this
    const [first, last] = step > 0 ? [0, length - 2] : [length - 2, 0]
    geometry.varint(command(MOVE_TO, 1))
    geometry.steps(xy, first, 1, step, this.x, this.y)
    geometry.varint(command(LINE_TO, length / 2 - 1))
    geometry.steps(xy, first + step, length / 2 - 1, step, xy[first]!, xy[first + 1]!)
    this.x = xy[last]!
    this.y = xy[last + 1]!
  }

  /** The path's points in whole tile units, repeated ones once. */
  private snap(path: number): void {
    const { xy, pathStarts } = this.set
    const { scale, left, top } = this.scale
    const [from, to] = [pathStarts[path]!, pathStarts[path + 1]!]
    const snapped = this.points.emptied(to - from)
    let length = 0
    let [x0, y0] = [NaN, NaN]
    for (let at = from; at < to; at += 2) {
      const x = Math.round(xy[at]! * scale - left)
      const y = Math.round(top - xy[at + 1]! * scale)
      if (x === x0 && y === y0) continue
      snapped[length++] = x0 = x
      snapped[length++] = y0 = y
    }
    this.points.length = length
  }
}

function dropClosing(ring: Points): void {
  const { xy, length } = ring
  if (length >= 4 && xy[0] === xy[length - 2] && xy[1] === xy[length - 1]) ring.length -= 2
}

/** Positive is clockwise on screen, since y points down. */
function twiceArea({ xy, length }: Points): number {
  let sum = 0
  let x0 = xy[length - 2]!
  let y0 = xy[length - 1]!
  for (let n = 0; n < length; n += 2) {
    const x1 = xy[n]!
    const y1 = xy[n + 1]!
    sum += x0 * y1 - x1 * y0
    x0 = x1
    y0 = y1
  }
  return sum
}
