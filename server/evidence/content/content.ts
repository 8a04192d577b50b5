import type { EvidenceType } from '../../../domain/evidence.ts'
import { Problem } from '../../../domain/problem.ts'

/** What a file is, told by its bytes. */
export interface Content {
  type: EvidenceType
  /** Pixels, as the header says; null for papers. */
  width: number | null
  height: number | null
  /** The TIFF structure that holds the camera's tags. */
  exif: Buffer | null
}

/** A file that is not what it claims to be, or only a part of it. */
export const brokenFile = (kind: string, what: string) =>
  new Problem('file-unreadable', `The ${kind} ${what}: send the original file as the camera made it.`)

export const severalFrames = (kind: string) =>
  new Problem('unsupported-media', `The ${kind} moves: send a picture of one frame.`)

/** Chunks, segments or boxes: real files have a few thousand at most, and millions would take seconds to walk. */
const MAX_PARTS = 20_000

/** Counts the parts of a file as they are walked. */
export function partCounter(kind: string): () => void {
  let parts = 0
  return () => {
    parts += 1
    if (parts > MAX_PARTS) throw brokenFile(kind, `has more than ${MAX_PARTS} parts`)
  }
}
