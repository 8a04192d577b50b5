import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

export interface DbfEncoding {
  encoding: 'UTF-8' | 'GB18030'
  /** True where there are only ASCII characters, so that there was nothing to tell. */
  isPlain: boolean
}

/** The encoding of a .dbf without .cpg: UTF-8 if its names and records can be read so to the end, else GB18030. */
export async function sniffDbfEncoding(file: string): Promise<DbfEncoding> {
  let isPlain = true
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (const name of await fieldNames(file)) {
      isPlain &&= isAscii(name)
      new TextDecoder('utf-8', { fatal: true }).decode(name)
    }
    for await (const chunk of createReadStream(file, { start: await headerLength(file) })) {
      isPlain &&= isAscii(chunk as Buffer)
      decoder.decode(chunk as Buffer, { stream: true })
    }
    decoder.decode()
    return { encoding: 'UTF-8', isPlain }
  } catch (error) {
    if (error instanceof TypeError) return { encoding: 'GB18030', isPlain: false }
    throw error
  }
}

const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 128)

const FIELD_BYTES = 32
const NAME_BYTES = 11

async function headerLength(file: string): Promise<number> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIELD_BYTES), 0, FIELD_BYTES, 0)
    return bytesRead < FIELD_BYTES ? 0 : buffer.readUInt16LE(8)
  } finally {
    await handle.close()
  }
}

/** Names up to their NUL; what follows it is left over from other writers. */
async function fieldNames(file: string): Promise<Buffer[]> {
  const length = await headerLength(file)
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, 0)
    const names: Buffer[] = []
    for (let at = FIELD_BYTES; at + FIELD_BYTES <= length; at += FIELD_BYTES) {
      const name = buffer.subarray(at, at + NAME_BYTES)
      const end = name.indexOf(0)
      names.push(end < 0 ? name : name.subarray(0, end))
    }
    return names
  } finally {
    await handle.close()
  }
}
