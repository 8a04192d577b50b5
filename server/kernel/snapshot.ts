import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import {
  bytesOf,
  countsOf,
  layerIn,
  LayerWriter,
  type KernelFeature,
  type KernelLayer,
  type LayerCounts,
} from './layer.ts'

/**
 * A layer version as one run of bytes, the same in a file and in memory that threads share:
 *
 *   8 bytes   mark and version of this format
 *   32 bytes  SHA-256 of the identity: of what it was made (queries/kernel-layers.ts)
 *   4 bytes   length of the head, little-endian, then 4 of nothing
 *   …         head: JSON, filled up with blanks so that what follows is aligned
 *   …         the arrays of layer.ts
 *   32 bytes  SHA-256 of all before
 */
const MARK = 'TUBANKN1'
const DIGEST_BYTES = 32
const LENGTH_AT = MARK.length + DIGEST_BYTES
const HEAD_AT = LENGTH_AT + 8
/** Others have their turn after so many bytes, or features. */
const STEP_BYTES = 2 ** 24
const STEP_FEATURES = 2_000

interface Head {
  classes: string[]
  /** A survey: whether it says of anything how it is planted. */
  saysPlanting: boolean
  counts: LayerCounts
}

export interface Snapshot {
  /** As in a file. */
  bytes: SharedArrayBuffer
  classes: string[]
  saysPlanting: boolean
  layer: KernelLayer
}

export async function makeSnapshot(
  identity: string,
  { classes, saysPlanting }: Omit<Head, 'counts'>,
  features: readonly KernelFeature[],
): Promise<Snapshot> {
  const counts = countsOf(features)
  const text = JSON.stringify({ classes, saysPlanting, counts } satisfies Head)
  const plain = Buffer.byteLength(text)
  const headBytes = Math.ceil(plain / 8) * 8
  const head = Buffer.from(text + ' '.repeat(headBytes - plain))
  const bodyAt = HEAD_AT + headBytes
  const bytes = new SharedArrayBuffer(bodyAt + bytesOf(counts) + DIGEST_BYTES)
  const all = Buffer.from(bytes)
  all.set(beginningOf(identity))
  all.writeUInt32LE(headBytes, LENGTH_AT)
  all.set(head, HEAD_AT)
  const layer = layerIn(bytes, bodyAt, counts)
  const writer = new LayerWriter(layer)
  for (const [n, feature] of features.entries()) {
    writer.add(feature)
    if (n % STEP_FEATURES === STEP_FEATURES - 1) await turn()
  }
  writer.finish()
  all.set(await digestOf(all.subarray(0, -DIGEST_BYTES)), all.length - DIGEST_BYTES)
  return { bytes, classes, saysPlanting, layer }
}

/** How a snapshot of that identity begins: a file that begins otherwise is of something else, or of another format. */
export const beginningOf = (identity: string): Buffer =>
  Buffer.concat([Buffer.from(MARK, 'latin1'), createHash('sha256').update(identity).digest()])

/** The snapshot that the bytes are; null where they are none of that identity, or damaged. */
export async function openSnapshot(bytes: SharedArrayBuffer, identity: string): Promise<Snapshot | null> {
  const all = Buffer.from(bytes)
  const beginning = beginningOf(identity)
  if (all.length < HEAD_AT + DIGEST_BYTES || !all.subarray(0, beginning.length).equals(beginning)) return null
  const digest = await digestOf(all.subarray(0, -DIGEST_BYTES))
  return digest.equals(all.subarray(-DIGEST_BYTES)) ? readSnapshot(bytes) : null
}

/** The snapshot that the bytes are known to be. */
export function readSnapshot(bytes: SharedArrayBuffer): Snapshot {
  const all = Buffer.from(bytes)
  const bodyAt = HEAD_AT + all.readUInt32LE(LENGTH_AT)
  const { classes, saysPlanting, counts } = JSON.parse(all.toString('utf8', HEAD_AT, bodyAt)) as Head
  return { bytes, classes, saysPlanting, layer: layerIn(bytes, bodyAt, counts) }
}

async function digestOf(bytes: Buffer): Promise<Buffer> {
  const hash = createHash('sha256')
  for (let from = 0; from < bytes.length; from += STEP_BYTES) {
    hash.update(bytes.subarray(from, from + STEP_BYTES))
    await turn()
  }
  return hash.digest()
}
