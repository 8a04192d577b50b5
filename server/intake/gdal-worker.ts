import { createRequire } from 'node:module'
import path from 'node:path'

/**
 * The one program that loads GDAL (WebAssembly), in a process of its own: its calls are synchronous, and a hostile file
 * can at most end this process. Answers each GdalRequest with a GdalAnswer.
 */

export interface GdalInput {
  /** Folder of the file, and its name there. */
  folder: string
  file: string
  openOptions: string[]
  /** Where conversions go. */
  outFolder: string
}

export interface GdalConversion {
  driver: 'FlatGeobuf' | 'GPKG' | 'ESRI Shapefile'
  /** For ogr2ogr. */
  options: string[]
  /** Without extension. */
  outName: string
}

export type GdalRequest = { open: GdalInput } | { convert: GdalConversion }

export interface GdalLayer {
  name: string
  featureCount: number
  fields: string[]
  hasGeometry: boolean
  /** WKT of the coordinate system; null where the file does not say. */
  wkt: string | null
  /** West, south, east, north in the file's own system. */
  extent: number[] | null
}

export interface GdalAnswer {
  layers?: GdalLayer[]
  output?: string
  /** Why not. */
  reason?: string
}

interface Dataset {
  info: {
    layers: {
      name: string
      featureCount: number
      fields: { name: string }[]
      geometryFields: { extent?: number[]; coordinateSystem?: { wkt?: string } }[]
    }[]
  }
}

interface Gdal {
  open(file: string, options: string[]): Promise<{ datasets: Dataset[]; errors: { message?: string }[] }>
  ogr2ogr(dataset: Dataset, options: string[], name: string): Promise<{ real: string }>
  drivers: { vector: Record<string, { extension: string }> }
}

const EXTENSIONS = { FlatGeobuf: 'fgb', GPKG: 'gpkg', 'ESRI Shapefile': 'shp' }

async function startGdal(folder: string, outFolder: string): Promise<Gdal> {
  const require = createRequire(import.meta.url)
  const start = require('gdal3.js/node') as (options: object) => Promise<Gdal>
  const assets = path.join(path.dirname(require.resolve('gdal3.js/node')), 'dist', 'package')
  // The library prefixes './' to its path and finds inputs only below the working folder.
  process.chdir(folder)
  return start({ path: path.relative(folder, assets), dest: outFolder, useWorker: false })
}

let gdal: Gdal | null = null
let dataset: Dataset | null = null

async function open({ folder, file, openOptions, outFolder }: GdalInput): Promise<GdalAnswer> {
  gdal = await startGdal(folder, outFolder)
  const { datasets, errors } = await gdal.open(file, openOptions)
  dataset = datasets[0] ?? null
  if (!dataset) return { reason: errors[0]?.message || 'GDAL does not recognise it' }
  const layers = dataset.info.layers.map((layer): GdalLayer => {
    const geometry = layer.geometryFields[0]
    return {
      name: layer.name,
      featureCount: layer.featureCount,
      fields: layer.fields.map((field) => field.name),
      hasGeometry: geometry !== undefined,
      wkt: geometry?.coordinateSystem?.wkt || null,
      extent: geometry?.extent ?? null,
    }
  })
  return { layers }
}

async function convert({ driver, options, outName }: GdalConversion): Promise<GdalAnswer> {
  if (!gdal || !dataset) return { reason: 'nothing is open' }
  gdal.drivers.vector[driver]!.extension = EXTENSIONS[driver]
  const { real } = await gdal.ogr2ogr(dataset, ['-f', driver, ...options], outName)
  return { output: real }
}

/** The library rejects with an Error, with one of its own error objects, or with a list of them. */
function reasonOf(error: unknown): string {
  if (Array.isArray(error)) return error.map(reasonOf).join('; ')
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  return String(error)
}

process.on('message', (request: GdalRequest) => {
  const answer = 'open' in request ? open(request.open) : convert(request.convert)
  answer
    .catch((error: unknown): GdalAnswer => ({ reason: reasonOf(error) }))
    .then((done) => process.send?.(done))
    .catch(() => process.exit(1))
})
