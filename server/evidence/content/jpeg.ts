import { brokenFile, partCounter, type Content } from './content.ts'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const APP1 = 0xe1

/** Start of a frame, which holds the dimensions: C0 to CF but for tables (C4, CC) and an extension (C8). */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7

export const isJpeg = (bytes: Buffer) =>
  bytes.length > 3 && bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff

/**
 * Walks the segments to the end of the picture. What phones put behind it (a preview, a second of film) stays as it is.
 */
export function readJpeg(bytes: Buffer): Content {
  let size: { width: number; height: number } | null = null
  let exif: Buffer | null = null
  const count = partCounter('JPEG')
  let at = 2
  for (;;) {
    count()
    const marker = markerAt(bytes, at)
    at = marker.end
    if (marker.code === EOI) break
    if (isRestart(marker.code)) continue
    if (at + 2 > bytes.length) throw brokenOff()
    const length = bytes.readUInt16BE(at)
    const end = at + length
    if (length < 2 || end > bytes.length) throw brokenOff()
    const segment = bytes.subarray(at + 2, end)
    if (isFrame(marker.code)) {
      if (size !== null) throw brokenFile('JPEG', 'has more than one frame')
      if (segment.length < 5) throw brokenOff()
      size = { height: segment.readUInt16BE(1), width: segment.readUInt16BE(3) }
    }
    if (marker.code === APP1 && exif === null && segment.toString('latin1', 0, 6) === 'Exif\0\0')
      exif = segment.subarray(6)
    at = marker.code === SOS ? endOfScan(bytes, end) : end
  }
  if (size === null || size.width === 0 || size.height === 0) throw brokenFile('JPEG', 'has no picture in it')
  return { type: 'image/jpeg', ...size, exif }
}

function markerAt(bytes: Buffer, at: number): { code: number; end: number } {
  if (bytes[at] !== 0xff) throw brokenOff()
  let end = at + 1
  while (bytes[end] === 0xff) end += 1
  const code = bytes[end]
  if (code === undefined || code === 0) throw brokenOff()
  return { code, end: end + 1 }
}

/** Within a scan FF stands for itself only before 00; restarts belong to the scan. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at
  }
  throw brokenOff()
}

const brokenOff = () => brokenFile('JPEG', 'breaks off')
