import { crc32 } from 'node:zlib'
import { brokenFile, partCounter, severalFrames, type Content } from './content.ts'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export const isPng = (bytes: Buffer) => bytes.subarray(0, 8).equals(SIGNATURE)

/** Walks the chunks with their sums to the end, behind which nothing may stand. */
export function readPng(bytes: Buffer): Content {
  let size: { width: number; height: number } | null = null
  let exif: Buffer | null = null
  const count = partCounter('PNG')
  let at = SIGNATURE.length
  for (;;) {
    count()
    if (at + 12 > bytes.length) throw brokenFile('PNG', 'breaks off')
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length) throw brokenFile('PNG', 'breaks off')
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end))
      throw brokenFile('PNG', 'is damaged: a sum does not fit')
    const name = bytes.toString('latin1', at + 4, at + 8)
    const data = bytes.subarray(at + 8, end)
    at = end + 4
    if (size === null && (name !== 'IHDR' || data.length !== 13)) throw brokenFile('PNG', 'has no header')
    size ??= { width: data.readUInt32BE(0), height: data.readUInt32BE(4) }
    if (name === 'acTL') throw severalFrames('PNG')
    if (name === 'eXIf') exif = data
    if (name === 'IEND') break
  }
  if (at !== bytes.length) throw brokenFile('PNG', 'has something behind its end')
  if (!size || size.width === 0 || size.height === 0) throw brokenFile('PNG', 'has no picture in it')
  return { type: 'image/png', ...size, exif }
}
