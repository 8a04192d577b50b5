import { createHash, randomUUID, type Hash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import type { Request } from 'express'
import { Problem } from '../../domain/problem.ts'
import type { Scan } from './scan.ts'

const MB = 1_000_000

/** What is read here, and how large it may be; a zip is a shapefile, whose unpacked size its reader limits. */
const LIMITS: Readonly<Record<string, number>> = {
  '.geojson': 200 * MB,
  '.json': 200 * MB,
  '.gpkg': 200 * MB,
  '.zip': 50 * MB,
}

/** A browser that goes silent for this long has gone. */
const IDLE_MS = 10_000

export interface ReceivedFile {
  path: string
  /** As the sender calls it; only for show. */
  name: string
  /** Of its bytes, as they came; hexadecimal. */
  sha256: string
  discard(): Promise<void>
}

/**
 * Streams a multipart body: one file into `folder` under a name of our own, the fields into req.body. A body that is
 * too large, breaks off or is not what it says leaves nothing behind.
 */
export function receiveUpload(folder: string, scan?: Scan): (req: Request) => Promise<ReceivedFile> {
  return async (req) => {
    await mkdir(folder, { recursive: true })
    return receiveForm(req, Math.max(...Object.values(LIMITS)), (stream, filename) =>
      store(stream, { folder, filename, scan }),
    )
  }
}

export type FormFile = Readable & { truncated?: boolean }

/** The one file of a multipart body by way of `take`, and its fields into req.body. What was taken is discarded when the rest fails. */
export async function receiveForm<F extends ReceivedFile>(
  req: Request,
  maxBytes: number,
  take: (stream: FormFile, filename: string | undefined) => Promise<F>,
): Promise<F> {
  if (!req.is('multipart/form-data'))
    throw new Problem('unsupported-media', 'Send the file as multipart/form-data.')
  const fields: Record<string, string> = {}
  const written: Promise<F>[] = []
  const form = busboy({
    headers: req.headers,
    defParamCharset: 'utf8',
    limits: { files: 1, fields: 20, fieldSize: 100_000, fileSize: maxBytes },
  })
  form.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) form.destroy(new Problem('too-large', `The field ${name} is larger than 100 kB.`))
    fields[name] = value
  })
  form.on('file', (_field, stream, { filename }) => {
    const file = take(stream, filename)
    // Heard at once, so that a refusal stops the body instead of the process; awaited below.
    file.catch((error: unknown) => form.destroy(error as Error))
    written.push(file)
  })
  const idle = setTimeout(() => req.destroy(), IDLE_MS)
  req.on('data', () => idle.refresh())
  try {
    await pipeline(req, form)
  } catch (error) {
    await discardAll(written)
    throw error instanceof Problem
      ? error
      : new Problem('invalid-request', 'The upload broke off.', { cause: error })
  } finally {
    clearTimeout(idle)
  }
  const file = await written[0]
  if (!file)
    throw new Problem('invalid-request', 'The form has no file.', {
      errors: [{ pointer: '/file', detail: 'missing' }],
    })
  req.body = fields
  return file
}

interface Target {
  folder: string
  filename: string | undefined
  scan: Scan | undefined
}

async function store(stream: FormFile, { folder, filename, scan }: Target): Promise<ReceivedFile> {
  const name = path.basename(filename ?? '')
  const extension = path.extname(name).toLowerCase()
  const limit = LIMITS[extension]
  if (limit === undefined) {
    stream.resume()
    throw new Problem(
      'unsupported-media',
      `“${name}” is not read here: send .geojson, .json, .gpkg, or a shapefile as .zip.`,
    )
  }
  const target = path.join(folder, `${randomUUID()}${extension}`)
  const discard = () => rm(target, { force: true })
  try {
    const hash = createHash('sha256')
    await pipeline(stream, limited(limit, name, hash), createWriteStream(target, { mode: 0o600 }))
    if (stream.truncated) throw tooLarge(name, limit)
    await scan?.(target)
    return { path: target, name, sha256: hash.digest('hex'), discard }
  } catch (error) {
    await discard()
    throw error
  }
}

const limited = (limit: number, name: string, hash: Hash) =>
  async function* (chunks: AsyncIterable<Buffer>) {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > limit) throw tooLarge(name, limit)
      hash.update(chunk)
      yield chunk
    }
  }

const tooLarge = (name: string, limit: number) =>
  new Problem('too-large', `“${name}” is larger than ${limit / MB} MB: split it.`)

async function discardAll(files: readonly Promise<ReceivedFile>[]): Promise<void> {
  for (const result of await Promise.allSettled(files))
    if (result.status === 'fulfilled') await result.value.discard()
}
