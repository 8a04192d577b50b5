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
 *   4 bytes   length of the head, little-endian, then 4 of nothing
 *   …         head: JSON, filled up with blanks so that what follows is aligned
 *   …         the arrays of layer.ts
 *   32 bytes  SHA-256 of all before
 */
const MARK = 'TUBANKN1'
const HEAD_AT = 16
const DIGEST_BYTES = 32
/** Others have their turn after so many bytes, or features. */
const STEP_BYTES = 2 ** 24
const STEP_FEATURES = 2_000

interface Head {
  /** What it was made of (snapshot-source.ts): a snapshot of anything else is no snapshot. */
  identity: string
  classes: string[]
  /** A survey: whether it says of anything how it is planted. */
  saysPlanting: boolean
  counts: LayerCounts
}

export interface Snapshot {
  /** As in a file. */
  bytes: SharedArrayBuffer
  identity: string
  classes: string[]
  saysPlanting: boolean
  layer: KernelLayer
}

export async function makeSnapshot(
  { identity, classes, saysPlanting }: Omit<Head, 'counts'>,
  features: readonly KernelFeature[],
): Promise<Snapshot> {
  const counts = countsOf(features)
  const text = JSON.stringify({ identity, classes, saysPlanting, counts } satisfies Head)
  const plain = Buffer.byteLength(text)
  const headBytes = Math.ceil(plain / 8) * 8
  const head = Buffer.from(text + ' '.repeat(headBytes - plain))
  const bodyAt = HEAD_AT + headBytes
  const bytes = new SharedArrayBuffer(bodyAt + bytesOf(counts) + DIGEST_BYTES)
  const all = Buffer.from(bytes)
  all.write(MARK, 'latin1')
  all.writeUInt32LE(headBytes, MARK.length)
  all.set(head, HEAD_AT)
  const layer = layerIn(bytes, bodyAt, counts)
  const writer = new LayerWriter(layer)
  for (const [n, feature] of features.entries()) {
    writer.add(feature)
    if (n % STEP_FEATURES === STEP_FEATURES - 1) await turn()
  }
  writer.finish()
  all.set(await digestOf(all.subarray(0, -DIGEST_BYTES)), all.length - DIGEST_BYTES)
  return { bytes, identity, classes, saysPlanting, layer }
}

/** The snapshot that the bytes are; null where they are none of that identity, or damaged. */
export async function openSnapshot(bytes: SharedArrayBuffer, identity: string): Promise<Snapshot | null> {
  const all = Buffer.from(bytes)
  if (all.length < HEAD_AT + DIGEST_BYTES || all.toString('latin1', 0, MARK.length) !== MARK) return null
  if (!(await digestOf(all.subarray(0, -DIGEST_BYTES))).equals(all.subarray(-DIGEST_BYTES))) return null
  const snapshot = readSnapshot(bytes)
  return snapshot.identity === identity ? snapshot : null
}

/** The snapshot that the bytes are known to be. */
export function readSnapshot(bytes: SharedArrayBuffer): Snapshot {
  const all = Buffer.from(bytes)
  const bodyAt = HEAD_AT + all.readUInt32LE(MARK.length)
  const { identity, classes, saysPlanting, counts } = JSON.parse(
    all.toString('utf8', HEAD_AT, bodyAt),
  ) as Head
  return { bytes, identity, classes, saysPlanting, layer: layerIn(bytes, bodyAt, counts) }
}

async function digestOf(bytes: Buffer): Promise<Buffer> {
  const hash = createHash('sha256')
  for (let from = 0; from < bytes.length; from += STEP_BYTES) {
    hash.update(bytes.subarray(from, from + STEP_BYTES))
    await turn()
  }
  return hash.digest()
}
