import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'
import { IntakeError } from '../../../domain/intake-problem.ts'

const MAX_ENTRIES = 64
/** Of all that is unpacked; callers that trust their file may raise it. */
export const MAX_UNPACKED_BYTES = 200 * 1024 * 1024
const MAX_RATIO = 100
/** A table of blanks shrinks a thousandfold: under this size it does no harm. */
const RATIO_FROM_BYTES = 1024 * 1024
const SYMBOLIC_LINK = 0xa

const SHAPEFILE_PARTS = ['shp', 'shx', 'dbf', 'prj', 'cpg'] as const
type ShapefilePart = (typeof SHAPEFILE_PARTS)[number]

const NEEDED = { shp: 'the geometry', shx: 'the index', dbf: 'the attributes' } as const

export interface UnpackedShapefile {
  /** Path of the .shp; its other parts lie beside it. */
  shp: string
  /** What it was called in the archive. */
  layerName: string
  remove(): Promise<void>
}

interface ZipOptions {
  layerName?: string | undefined
  maxUnpackedBytes?: number | undefined
}

/**
 * Unpacks one Shapefile of a zip under names of our own: entry names are hostile until proven otherwise, and GBK ones
 * cannot be opened by everything. Bytes are counted while they are inflated. Throws IntakeError: zip-refused for what is
 * hostile or broken, shapefile-incomplete, several-layers.
 */
export async function unpackShapefile(
  file: string,
  name: string,
  options: ZipOptions = {},
): Promise<UnpackedShapefile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tuban-zip-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const zip = await yauzl.openPromise(file, {
      lazyEntries: true,
      decodeStrings: false,
      validateEntrySizes: true,
      autoClose: false,
    })
    try {
      const { layerName, parts } = chooseShapefile(await listParts(zip, name), name, options.layerName)
      await inflate(zip, parts, folder, refuser(name), options.maxUnpackedBytes ?? MAX_UNPACKED_BYTES)
      return { shp: path.join(folder, 'layer.shp'), layerName, remove }
    } finally {
      zip.close()
    }
  } catch (error) {
    await remove()
    if (error instanceof IntakeError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new IntakeError('zip-refused', `${name} cannot be unpacked: ${reason}.`, error)
  }
}

const refuser = (name: string) => (reason: string) =>
  new IntakeError('zip-refused', `${name} is refused: ${reason}.`)

type Parts = Map<ShapefilePart, yauzl.Entry>

/** The Shapefiles of the archive by the name that their parts share. */
async function listParts(zip: yauzl.ZipFile, name: string): Promise<Map<string, Parts>> {
  const refuse = refuser(name)
  if (zip.entryCount > MAX_ENTRIES) throw refuse(`it has ${zip.entryCount} entries, more than ${MAX_ENTRIES}`)
  const found = new Map<string, Parts>()
  for await (const entry of zip.eachEntry()) {
    const entryName = entryNameOf(entry)
    const steps = entryName.split('/')
    if (steps.includes('..') || entryName.startsWith('/') || /^[a-z]:/i.test(entryName))
      throw refuse(`the entry ${entryName} leaves its folder`)
    if (entry.externalFileAttributes >>> 28 === SYMBOLIC_LINK)
      throw refuse(`the entry ${entryName} is a link`)
    if (/\.(zip|rar|7z|gz|tar)$/i.test(entryName))
      throw refuse(`it holds another archive, ${entryName}; unpack that first`)
    // Macintosh keeps a shadow of every file.
    if (steps[0] === '__MACOSX' || steps.at(-1)!.startsWith('._')) continue
    const part = SHAPEFILE_PARTS.find((extension) => entryName.toLowerCase().endsWith(`.${extension}`))
    if (!part) continue
    const stem = entryName.slice(0, -4)
    const key = [...found.keys()].find((other) => other.toLowerCase() === stem.toLowerCase()) ?? stem
    found.set(key, (found.get(key) ?? new Map()).set(part, entry))
  }
  return found
}

function chooseShapefile(found: Map<string, Parts>, name: string, wanted: string | undefined) {
  const baseName = (stem: string) => stem.split('/').at(-1)!
  const all = [...found].filter(([, parts]) => found.size === 1 || parts.has('shp'))
  if (all.length === 0) throw new IntakeError('shapefile-incomplete', `${name} holds no Shapefile.`)
  const names = all.map(([stem]) => baseName(stem)).join(', ')
  const chosen =
    wanted === undefined || all.length === 1 ? all : all.filter(([stem]) => baseName(stem) === wanted)
  if (chosen.length === 0)
    throw new IntakeError('layer-missing', `${name} has no layer “${wanted}”; it has: ${names}.`)
  if (chosen.length > 1)
    throw new IntakeError(
      'several-layers',
      `${name} has ${chosen.length} Shapefiles, name the one that is meant: ${names}.`,
    )
  const [stem, parts] = chosen[0]!
  for (const [part, words] of Object.entries(NEEDED))
    if (!parts.has(part as ShapefilePart))
      throw new IntakeError(
        'shapefile-incomplete',
        `${name} lacks ${baseName(stem)}.${part} (${words}): zip all parts of the Shapefile.`,
      )
  return { layerName: baseName(stem), parts }
}

async function inflate(
  zip: yauzl.ZipFile,
  parts: Parts,
  folder: string,
  refuse: (reason: string) => IntakeError,
  maxBytes: number,
): Promise<void> {
  let unpacked = 0
  for (const [part, entry] of parts) {
    if (
      entry.uncompressedSize > RATIO_FROM_BYTES &&
      entry.uncompressedSize > MAX_RATIO * entry.compressedSize
    )
      throw refuse(`its .${part} unpacks to more than ${MAX_RATIO} times its size`)
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        unpacked += chunk.length
        const isTooLarge = unpacked > maxBytes
        done(
          isTooLarge ? refuse(`it unpacks to more than ${Math.round(maxBytes / 1048576)} MB`) : null,
          chunk,
        )
      },
    })
    const source = await zip.openReadStreamPromise(entry)
    await pipeline(source, counter, createWriteStream(path.join(folder, `layer.${part}`)))
  }
}

/** UTF-8 where it can be read so, else GB18030, as Chinese Windows writes it; always with slashes. */
function entryNameOf(entry: yauzl.Entry): string {
  const bytes = Buffer.from(entry.fileName as unknown as Uint8Array)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    text = new TextDecoder('gb18030').decode(bytes)
  }
  return text.replaceAll('\\', '/')
}
