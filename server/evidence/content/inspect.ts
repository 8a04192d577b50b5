import { MAX_PHOTO_BYTES, MAX_PIXELS } from '../../../domain/evidence.ts'
import { Problem } from '../../../domain/problem.ts'
import { brokenFile, type Content } from './content.ts'
import { isHeic, readHeic } from './heic.ts'
import { isJpeg, readJpeg } from './jpeg.ts'
import { isPng, readPng } from './png.ts'
import { isWebp, readWebp } from './webp.ts'

/** Readers of PDF look for its head within so many bytes, and for its end. */
const PDF_REACH = 1_024
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1')
const ZIP_END_BYTES = 22
const ZIP_COMMENT_BYTES = 65_535

const TAKEN = 'send JPEG, PNG, WebP, HEIC or PDF'

/** What the file is, or why it is not taken. Nothing is decoded: a picture's size is that of its header. */
export function inspect(bytes: Buffer): Content {
  const content = read(bytes)
  if (isTwoThings(bytes, content))
    throw new Problem(
      'unsupported-media',
      `The file is ${content.type} and something else at once: ${TAKEN}, unaltered.`,
    )
  if (content.width === null || content.height === null) return content
  if (bytes.length > MAX_PHOTO_BYTES)
    throw new Problem('too-large', `A photo may have ${MAX_PHOTO_BYTES / 1_000_000} MB.`)
  if (content.width * content.height > MAX_PIXELS)
    throw new Problem(
      'too-large',
      `The picture has ${content.width} × ${content.height} pixels; ${MAX_PIXELS / 1_000_000} million are taken: lower the camera's resolution.`,
    )
  return content
}

function read(bytes: Buffer): Content {
  if (isJpeg(bytes)) return readJpeg(bytes)
  if (isPng(bytes)) return readPng(bytes)
  if (isWebp(bytes)) return readWebp(bytes)
  if (isHeic(bytes)) return readHeic(bytes)
  if (bytes.toString('latin1', 0, 5) === '%PDF-') return readPdf(bytes)
  throw new Problem('unsupported-media', `The content is ${nameOf(bytes)}: ${TAKEN}.`)
}

/** Stored and never parsed; only whether the end is there is looked at. */
function readPdf(bytes: Buffer): Content {
  if (!bytes.subarray(-PDF_REACH).includes('%%EOF')) throw brokenFile('PDF', 'breaks off')
  return { type: 'application/pdf', width: null, height: null, exif: null }
}

/** Whether another program could take the same bytes for a PDF or a zip. */
function isTwoThings(bytes: Buffer, { type }: Content): boolean {
  if (type !== 'application/pdf' && bytes.subarray(0, PDF_REACH).includes('%PDF-')) return true
  for (
    let at = bytes.indexOf(ZIP_END, Math.max(0, bytes.length - ZIP_END_BYTES - ZIP_COMMENT_BYTES));
    at !== -1;
    at = bytes.indexOf(ZIP_END, at + 1)
  )
    if (
      at + ZIP_END_BYTES <= bytes.length &&
      at + ZIP_END_BYTES + bytes.readUInt16LE(at + 20) === bytes.length
    )
      return true
  return false
}

function nameOf(bytes: Buffer): string {
  const start = bytes
    .toString('latin1', 0, 512)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  if (start.startsWith('<')) return 'SVG, HTML or XML, which can hold scripts'
  if (start.startsWith('GIF8')) return 'a GIF'
  if (start.startsWith('PK')) return 'a zip'
  return 'of another kind'
}
