import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import { IntakeError, type IntakeNotice } from '../../../domain/intake-problem.ts'
import type { FileCrs } from './crs.ts'
import { openThroughGdal } from './gdal-file.ts'
import { openGeoJson } from './geojson-file.ts'
import { unpackShapefile } from './zip.ts'

export type { FileCrs } from './crs.ts'

/** One row of a file: properties as they stand there, geometry in longitude/latitude (EPSG:4490). */
export interface RawFeature {
  /** From 1, as a person counts rows. */
  rowNo: number
  properties: Record<string, unknown>
  /** GeoJSON, unchecked; null where the row has none. */
  geometry: unknown
}

export interface VectorFile {
  format: 'GeoJSON' | 'GeoPackage' | 'Shapefile'
  layerName: string
  /** What the file's coordinates were in. */
  crs: FileCrs
  /** Of GeoJSON, the property names of the first features. */
  fields: string[]
  /** Null where it is only known at the end. */
  featureCount: number | null
  /** May be read once. */
  features: AsyncIterable<RawFeature>
  notices: IntakeNotice[]
  /** Removes what reading left in temporary folders. */
  close(): Promise<void>
}

export interface ReadOptions {
  /** EPSG code that overrides what the file says. */
  crs?: number | undefined
  /** Encoding that overrides what the file says: of a .dbf, or of a GeoJSON that is not UTF-8. */
  encoding?: string | undefined
  /** Which layer of a GeoPackage, which Shapefile of a zip. */
  layerName?: string | undefined
  /** Bound on what a zip unpacks to; for files that nobody hostile sent it may be raised. */
  maxUnpackedBytes?: number | undefined
  /** Name to speak of in messages, where the path is a temporary one. */
  fileName?: string | undefined
}

/**
 * Opens a GeoJSON, GeoPackage or zipped Shapefile, told by content and not by name alone. Throws IntakeError with the
 * file's name and the way out.
 */
export async function openVectorFile(file: string, options: ReadOptions = {}): Promise<VectorFile> {
  const name = options.fileName ?? path.basename(file)
  const size = await stat(file).then(
    (found) => found.size,
    () => {
      throw new IntakeError('file-missing', `${name} does not exist or cannot be opened.`)
    },
  )
  if (size === 0) throw new IntakeError('file-empty', `${name} is empty.`)

  const start = await firstBytes(file)
  if (start.startsWith('SQLite format 3')) return openThroughGdal(file, 'GeoPackage', name, options)
  if (start.startsWith('PK')) return openZip(file, name, options)
  const text = start.replace(/^\uFEFF/, '').trimStart()
  if (text.startsWith('{') || text.startsWith('[') || /\.(geo)?json$/i.test(name))
    return openGeoJson(file, name, options)
  if (/\.(shp|dbf|shx)$/i.test(name))
    throw new IntakeError(
      'shapefile-incomplete',
      `${name} is one part of a Shapefile: zip .shp, .shx, .dbf and .prj together.`,
    )
  throw new IntakeError(
    'unknown-format',
    `${name} is neither GeoJSON, GeoPackage nor a zipped Shapefile: export it in one of these.`,
  )
}

async function openZip(file: string, name: string, options: ReadOptions): Promise<VectorFile> {
  const { shp, layerName, remove } = await unpackShapefile(file, name, options)
  try {
    const opened = await openThroughGdal(shp, 'Shapefile', name, options)
    const close = async () => {
      await opened.close()
      await remove()
    }
    return { ...opened, layerName, close }
  } catch (error) {
    await remove()
    throw error
  }
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const buffer = Buffer.alloc(64)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
