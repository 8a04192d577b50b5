import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file as it will be handed out. */
export interface WrittenFile {
  path: string
  /** Hexadecimal. */
  sha256: string
  bytes: number
  discard(): Promise<void>
}

/** Writes all of it to disk before any of it leaves: what is handed out is on record first. */
export async function writeFile(folder: string, text: AsyncIterable<string>): Promise<WrittenFile> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `export-${randomUUID()}`)
  const discard = () => rm(file, { force: true })
  const hash = createHash('sha256')
  let bytes = 0
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const piece of text) {
      const chunk = Buffer.from(piece, 'utf8')
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
  }
  try {
    await pipeline(Readable.from(measured()), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    await discard()
    throw error
  }
  return { path: file, sha256: hash.digest('hex'), bytes, discard }
}
