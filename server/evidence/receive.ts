import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Request } from 'express'
import { MAX_PAPER_BYTES, type EvidenceType } from '../../domain/evidence.ts'
import { Problem } from '../../domain/problem.ts'
import { receiveForm, type FormFile, type ReceivedFile } from '../http/upload.ts'
import { readExif, type CameraTags } from './content/exif.ts'
import { inspect } from './content/inspect.ts'
import { receive, type EvidenceStore, type Hashes } from './store.ts'

/** A file in `incoming/` that is what it says, with all that is known of it. */
export interface NewEvidence extends Hashes {
  path: string
  type: EvidenceType
  name: string
  width: number | null
  height: number | null
  camera: CameraTags
}

/** What came of the file of a form; a refusal is told once the whole body was read, since before that nobody listens. */
export interface ReceivedEvidence extends ReceivedFile {
  /** Seconds that the sender's clock was ahead of ours when the request came; null where it did not tell. */
  clockOffsetS: number | null
  evidence: NewEvidence | null
  refusal: unknown
}

const MAX_NAME_LENGTH = 200

/** Takes the one file of a multipart body. */
export function receiveEvidence(store: EvidenceStore, req: Request): Promise<ReceivedEvidence> {
  // One byte more than may be, so that too large is told from just large enough.
  const clockOffsetS = offsetOf(req.get('x-device-time'))
  return receiveForm(req, MAX_PAPER_BYTES + 1, async (stream, filename): Promise<ReceivedEvidence> => {
    const name = cleanName(filename)
    try {
      const evidence = await take(store, stream, name)
      return {
        path: evidence.path,
        name,
        sha256: evidence.sha256,
        clockOffsetS,
        evidence,
        refusal: null,
        discard: () => rm(evidence.path, { force: true }),
      }
    } catch (refusal) {
      stream.resume()
      return {
        path: '',
        name,
        sha256: '',
        clockOffsetS,
        evidence: null,
        refusal,
        discard: async () => undefined,
      }
    }
  })
}

async function take(store: EvidenceStore, stream: FormFile, name: string): Promise<NewEvidence> {
  const kept = stream.iterator({ destroyOnReturn: false })
  const received = await receive(store, kept, (size) => {
    if (size > MAX_PAPER_BYTES)
      throw new Problem('too-large', `“${name}” is larger than ${MAX_PAPER_BYTES / 1_000_000} MB.`)
  })
  try {
    if (received.size === 0) throw new Problem('file-unreadable', `“${name}” is empty.`)
    await store.scan?.(received.path)
    const { type, width, height, exif } = inspect(await readFile(received.path))
    return { ...received, type, name, width, height, camera: readExif(exif) }
  } catch (error) {
    await rm(received.path, { force: true })
    throw error
  }
}

/** As the sender calls it, for show: one line, without signs that turn the direction of reading. */
const cleanName = (filename: string | undefined) =>
  path
    .basename((filename ?? '').replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .slice(-MAX_NAME_LENGTH)
    .toWellFormed() || '未命名'

/** To the tenth of a second: the way here takes longer. */
function offsetOf(deviceTime: string | undefined): number | null {
  const offsetMs = Date.parse(deviceTime ?? '') - Date.now()
  return Number.isNaN(offsetMs) ? null : Math.round(offsetMs / 100) / 10
}
