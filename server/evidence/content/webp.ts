import { brokenFile, partCounter, severalFrames, type Content } from './content.ts'

const ANIMATED = 0x02

export const isWebp = (bytes: Buffer) =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'

/** Walks the chunks to the end that the header names, which is the end of the file. */
export function readWebp(bytes: Buffer): Content {
  if (bytes.readUInt32LE(4) + 8 !== bytes.length) throw brokenFile('WebP', 'is not as long as it says')
  let size: { width: number; height: number } | null = null
  let exif: Buffer | null = null
  const count = partCounter('WebP')
  let at = 12
  while (at < bytes.length) {
    count()
    if (at + 8 > bytes.length) throw brokenFile('WebP', 'breaks off')
    const name = bytes.toString('latin1', at, at + 4)
    const end = at + 8 + bytes.readUInt32LE(at + 4)
    if (end > bytes.length) throw brokenFile('WebP', 'breaks off')
    const data = bytes.subarray(at + 8, end)
    at = end + (end % 2)
    if (name === 'ANIM' || name === 'ANMF' || (name === 'VP8X' && (data[0] ?? 0) & ANIMATED))
      throw severalFrames('WebP')
    size ??= sizeIn(name, data)
    if (name === 'EXIF') exif = data.toString('latin1', 0, 6) === 'Exif\0\0' ? data.subarray(6) : data
  }
  if (size === null) throw brokenFile('WebP', 'has no picture in it')
  return { type: 'image/webp', ...size, exif }
}

/** Of the canvas, of a lossless or of a lossy picture: the first of these says it. */
function sizeIn(name: string, data: Buffer): { width: number; height: number } | null {
  if (name === 'VP8X' && data.length >= 10)
    return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 }
  if (name === 'VP8L' && data.length >= 5 && data[0] === 0x2f) {
    const bits = data.readUInt32LE(1)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (name === 'VP8 ' && data.length >= 10 && data.readUIntBE(3, 3) === 0x9d012a)
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
  return null
}
