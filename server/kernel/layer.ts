import { cover, levelsOf, raise } from './box-tree.ts'
import { OTHERWISE } from './planting.ts'
import type { Ring } from './rings.ts'

/** Edges of a chunk, and chunks of a group: small enough to skip what is not near, large enough to make it worth it. */
const CHUNK_EDGES = 16
const GROUP_CHUNKS = 16

/** One feature of a layer as it is laid out. */
export interface KernelFeature {
  featureId: number
  /** Place of its class in the list of the layer; −1: none. */
  classAt: number
  /** First and last day, as days since 1970; NO_DAY: none. */
  from: number
  to: number
  /** Of a register: revoked or replaced, whatever its dates. */
  isRevoked: boolean
  /** Of a survey: how it says that the land is planted (planting.ts). */
  planting: number
  rings: readonly Ring[]
}

export const NO_DAY = -(2 ** 31)

/** A feature of which nothing is known but its shape. */
export const bareFeature = (featureId: number, rings: readonly Ring[]): KernelFeature => ({
  featureId,
  classAt: -1,
  from: NO_DAY,
  to: NO_DAY,
  isRevoked: false,
  planting: OTHERWISE,
  rings,
})

export interface LayerCounts {
  features: number
  points: number
  chunks: number
  groups: number
}

/**
 * A layer laid out flat: what it holds is read without a single object a feature, and threads may share it. Rings are cut
 * into chunks of edges and these into groups, each with its box; none crosses from one ring to the next.
 */
export interface KernelLayer {
  counts: LayerCounts
  /** x and y in turns, ring after ring, closed. */
  points: Float64Array
  chunkBoxes: Float64Array
  groupBoxes: Float64Array
  /** Features first, then the levels above them (box-tree.ts). */
  featureBoxes: Float64Array
  /** Where in `points` a chunk begins. */
  chunkStarts: Int32Array
  /** First chunk of a group, first group of a feature; one more at the end. */
  groupChunks: Int32Array
  featureGroups: Int32Array
  featureIds: Int32Array
  classes: Int32Array
  from: Int32Array
  to: Int32Array
  chunkEdges: Uint8Array
  isRevoked: Uint8Array
  planting: Uint8Array
}

/** The arrays of a layer, in the order in which they lie: those of eight bytes first, so that all are aligned. */
const ARRAYS = [
  ['points', Float64Array, ({ points }: LayerCounts) => 2 * points],
  ['chunkBoxes', Float64Array, ({ chunks }: LayerCounts) => 4 * chunks],
  ['groupBoxes', Float64Array, ({ groups }: LayerCounts) => 4 * groups],
  ['featureBoxes', Float64Array, ({ features }: LayerCounts) => 4 * boxesOf(features)],
  ['chunkStarts', Int32Array, ({ chunks }: LayerCounts) => chunks],
  ['groupChunks', Int32Array, ({ groups }: LayerCounts) => groups + 1],
  ['featureGroups', Int32Array, ({ features }: LayerCounts) => features + 1],
  ['featureIds', Int32Array, ({ features }: LayerCounts) => features],
  ['classes', Int32Array, ({ features }: LayerCounts) => features],
  ['from', Int32Array, ({ features }: LayerCounts) => features],
  ['to', Int32Array, ({ features }: LayerCounts) => features],
  ['chunkEdges', Uint8Array, ({ chunks }: LayerCounts) => chunks],
  ['isRevoked', Uint8Array, ({ features }: LayerCounts) => features],
  ['planting', Uint8Array, ({ features }: LayerCounts) => features],
] as const

const boxesOf = (features: number) => levelsOf(features).reduce((sum, count) => sum + count, 0)

/** Bytes that a layer of so many takes. */
export const bytesOf = (counts: LayerCounts): number =>
  ARRAYS.reduce((sum, [, Type, length]) => sum + length(counts) * Type.BYTES_PER_ELEMENT, 0)

/** The layer that lies in a buffer from an offset on, which is a multiple of eight. */
export function layerIn(buffer: ArrayBufferLike, offset: number, counts: LayerCounts): KernelLayer {
  let at = offset
  const views = ARRAYS.map(([name, Type, length]) => {
    const view = new Type(buffer as ArrayBuffer, at, length(counts))
    at += view.byteLength
    return [name, view]
  })
  return { counts, ...Object.fromEntries(views) } as KernelLayer
}

const chunksOf = (ring: Ring) => Math.ceil((ring.length / 2 - 1) / CHUNK_EDGES)
const groupsOf = (ring: Ring) => Math.ceil(chunksOf(ring) / GROUP_CHUNKS)

export function countsOf(features: readonly Pick<KernelFeature, 'rings'>[]): LayerCounts {
  const counts = { features: features.length, points: 0, chunks: 0, groups: 0 }
  for (const { rings } of features)
    for (const ring of rings) {
      counts.points += ring.length / 2
      counts.chunks += chunksOf(ring)
      counts.groups += groupsOf(ring)
    }
  return counts
}

/** Lays features out, one after the other, in an empty layer of their counts. */
export class LayerWriter {
  private readonly layer: KernelLayer
  private features = 0
  private groups = 0
  private chunks = 0
  private points = 0

  constructor(layer: KernelLayer) {
    this.layer = layer
  }

  /** They should come in an order in which neighbours are near each other. */
  add(feature: KernelFeature): void {
    const { layer } = this
    const at = this.features++
    layer.featureIds[at] = feature.featureId
    layer.classes[at] = feature.classAt
    layer.from[at] = feature.from
    layer.to[at] = feature.to
    layer.isRevoked[at] = feature.isRevoked ? 1 : 0
    layer.planting[at] = feature.planting
    layer.featureGroups[at] = this.groups
    for (const ring of feature.rings) this.addRing(ring)
    cover(layer.featureBoxes, at, layer.groupBoxes, layer.featureGroups[at]!, this.groups)
  }

  finish(): void {
    const { layer } = this
    layer.groupChunks[this.groups] = this.chunks
    layer.featureGroups[this.features] = this.groups
    raise(layer.featureBoxes, this.features)
  }

  private addRing(ring: Ring): void {
    const { layer } = this
    const first = this.chunks
    const edges = ring.length / 2 - 1
    layer.points.set(ring, 2 * this.points)
    for (let edge = 0; edge < edges; edge += CHUNK_EDGES) {
      layer.chunkStarts[this.chunks] = 2 * (this.points + edge)
      layer.chunkEdges[this.chunks] = Math.min(CHUNK_EDGES, edges - edge)
      boxOfChunk(layer, this.chunks++)
    }
    for (let chunk = first; chunk < this.chunks; chunk += GROUP_CHUNKS) {
      layer.groupChunks[this.groups] = chunk
      cover(
        layer.groupBoxes,
        this.groups++,
        layer.chunkBoxes,
        chunk,
        Math.min(chunk + GROUP_CHUNKS, this.chunks),
      )
    }
    this.points += ring.length / 2
  }
}

function boxOfChunk({ points, chunkStarts, chunkEdges, chunkBoxes }: KernelLayer, chunk: number): void {
  const from = chunkStarts[chunk]!
  const to = from + 2 * chunkEdges[chunk]!
  const b = 4 * chunk
  chunkBoxes.fill(Infinity, b, b + 2).fill(-Infinity, b + 2, b + 4)
  for (let p = from; p <= to; p += 2) {
    const [x, y] = [points[p]!, points[p + 1]!]
    if (x < chunkBoxes[b]!) chunkBoxes[b] = x
    if (y < chunkBoxes[b + 1]!) chunkBoxes[b + 1] = y
    if (x > chunkBoxes[b + 2]!) chunkBoxes[b + 2] = x
    if (y > chunkBoxes[b + 3]!) chunkBoxes[b + 3] = y
  }
}

/** A layer of its own, for features that are at hand. */
export function layerOf(features: readonly KernelFeature[]): KernelLayer {
  const counts = countsOf(features)
  const layer = layerIn(new ArrayBuffer(bytesOf(counts)), 0, counts)
  const writer = new LayerWriter(layer)
  for (const feature of features) writer.add(feature)
  writer.finish()
  return layer
}
