import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'
import { IntakeError } from '../../../domain/intake-problem.ts'

const MAX_ENTRIES = 64
const MAX_UNPACKED = 2_000 * 1024 * 1024
const MAX_RATIO = 100
/** Small files may be anything times smaller: the ratio is asked of what is worth asking. */
const RATIO_FROM = 10 * 1024 * 1024

const SHAPEFILE_PARTS = ['shp', 'shx', 'dbf', 'prj', 'cpg'] as const
type ShapefilePart = (typeof SHAPEFILE_PARTS)[number]

const IN_WORDS: Partial<Record<ShapefilePart, string>> = {
  shp: 'the geometry',
  shx: 'the index',
  dbf: 'the attributes',
}

export interface UnpackedShapefile {
  folder: string
  /** Name of the .shp in the folder. */
  shp: string
  remove(): Promise<void>
}

/**
 * Unpacks the one Shapefile of a zip under names of our own: entry names are hostile until proven otherwise, and GBK ones
 * cannot be opened by everything. Bytes are counted while they are inflated.
 */
export async function unpackShapefile(file: string, name: string): Promise<UnpackedShapefile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tuban-zip-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const parts = await unpackParts(file, name, folder)
    for (const part of ['shp', 'shx', 'dbf'] as const)
      if (!parts.has(part))
        throw new IntakeError(
          'shapefile-incomplete',
          `${name} lacks the .${part} (${IN_WORDS[part]}): zip all parts of the Shapefile.`,
        )
    return { folder, shp: 'layer.shp', remove }
  } catch (error) {
    await remove()
    if (error instanceof IntakeError) throw error
    throw new IntakeError(
      'zip-refused',
      `${name} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
      error,
    )
  }
}

async function unpackParts(file: string, name: string, folder: string): Promise<Set<ShapefilePart>> {
  const zip = await yauzl.openPromise(file, {
    lazyEntries: true,
    decodeStrings: false,
    validateEntrySizes: true,
    autoClose: false,
  })
  const refuse = (reason: string) => new IntakeError('zip-refused', `${name} is refused: ${reason}.`)
  try {
    if (zip.entryCount > MAX_ENTRIES)
      throw refuse(`it has ${zip.entryCount} entries, more than ${MAX_ENTRIES}`)
    const found = new Set<ShapefilePart>()
    let stem: string | null = null
    let unpacked = 0
    for await (const entry of zip.eachEntry()) {
      const entryName = entryNameOf(entry)
      if (entryName.endsWith('/')) continue
      if (entryName.includes('..') || path.isAbsolute(entryName) || entryName.includes('\\'))
        throw refuse(`the entry ${entryName} leaves its folder`)
      if (entry.externalFileAttributes >>> 28 === 0xa) throw refuse(`the entry ${entryName} is a link`)
      const part = SHAPEFILE_PARTS.find((extension) => entryName.toLowerCase().endsWith(`.${extension}`))
      if (!part) continue
      const thisStem = entryName.slice(0, -4).toLowerCase()
      stem ??= thisStem
      if (thisStem !== stem) throw refuse('it holds more than one Shapefile; zip each on its own')
      if (entry.uncompressedSize > RATIO_FROM && entry.uncompressedSize > MAX_RATIO * entry.compressedSize)
        throw refuse(`${entryName} unpacks to more than ${MAX_RATIO} times its size`)

      const source = await zip.openReadStreamPromise(entry)
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          unpacked += chunk.length
          done(
            unpacked > MAX_UNPACKED ? refuse(`it unpacks to more than ${MAX_UNPACKED / 1048576} MB`) : null,
            chunk,
          )
        },
      })
      await pipeline(source, counter, createWriteStream(path.join(folder, `layer.${part}`)))
      found.add(part)
    }
    if (stem === null) throw new IntakeError('shapefile-incomplete', `${name} holds no Shapefile.`)
    return found
  } finally {
    zip.close()
  }
}

/** UTF-8 where it says so or can be read so, else GB18030, as Chinese Windows writes it. */
function entryNameOf(entry: yauzl.Entry): string {
  const bytes = Buffer.from(entry.fileName as unknown as Uint8Array)
  return decodeText(bytes)
}

export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** The encoding of a .dbf without .cpg: UTF-8 if all of its names and records can be read so, else GBK. */
export async function sniffDbfEncoding(file: string): Promise<'UTF-8' | 'GBK'> {
  const bytes = await readFile(file)
  const headerLength = bytes.readUInt16LE(8)
  const texts = [bytes.subarray(headerLength)]
  for (let at = 32; at + 32 <= headerLength; at += 32) texts.push(bytes.subarray(at, at + 11))
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(texts))
    return 'UTF-8'
  } catch {
    return 'GBK'
  }
}
