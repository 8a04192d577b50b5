import { createRequire } from 'node:module'
import path from 'node:path'

/**
 * The one program that loads GDAL (WebAssembly), in a process of its own: its calls are synchronous, and a hostile file
 * can at most end this process. Takes a GdalTask as its argument, prints a GdalAnswer as its last line.
 */

export interface GdalTask {
  /** Folder of the input, and its name there. */
  folder: string
  file: string
  openOptions: string[]
  /** Only describe (no output), or convert with these ogr2ogr options. */
  convert: { options: string[]; outFolder: string; outName: string; driver: 'FlatGeobuf' | 'GPKG' } | null
}

export interface GdalLayer {
  name: string
  featureCount: number
  fields: string[]
  /** WKT of the coordinate system; null where the file does not say. */
  wkt: string | null
  extent: number[] | null
}

export type GdalAnswer =
  { ok: true; layers: GdalLayer[]; output: string | null } | { ok: false; reason: string }

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

const EXTENSIONS = { FlatGeobuf: 'fgb', GPKG: 'gpkg' }

async function run(task: GdalTask): Promise<GdalAnswer> {
  const require = createRequire(import.meta.url)
  const start = require('gdal3.js/node') as (options: object) => Promise<Gdal>
  const assets = path.join(path.dirname(require.resolve('gdal3.js/node')), 'dist', 'package')
  process.chdir(task.folder)
  // The library prefixes './' to its path and finds inputs only below the working folder.
  const gdal = await start({
    path: path.relative(task.folder, assets),
    dest: task.convert?.outFolder ?? task.folder,
    useWorker: false,
  })

  const { datasets, errors } = await gdal.open(task.file, task.openOptions)
  const dataset = datasets[0]
  if (!dataset) return { ok: false, reason: errors[0]?.message || 'GDAL does not recognise it' }
  const layers = dataset.info.layers.map((layer): GdalLayer => {
    const geometry = layer.geometryFields[0]
    return {
      name: layer.name,
      featureCount: layer.featureCount,
      fields: layer.fields.map((field) => field.name),
      wkt: geometry?.coordinateSystem?.wkt ?? null,
      extent: geometry?.extent ?? null,
    }
  })
  if (!task.convert) return { ok: true, layers, output: null }

  const { driver, options, outName } = task.convert
  gdal.drivers.vector[driver]!.extension = EXTENSIONS[driver]
  const output = await gdal.ogr2ogr(dataset, ['-f', driver, ...options], outName)
  return { ok: true, layers, output: output.real }
}

const answer = (value: GdalAnswer) => process.stdout.write(`\n${JSON.stringify(value)}\n`)
/** The library rejects with an Error, with one of its own error objects, or with a list of them. */
function reasonOf(error: unknown): string {
  if (Array.isArray(error)) return error.map(reasonOf).join('; ')
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  return String(error)
}

run(JSON.parse(process.argv[2]!) as GdalTask).then(answer, (error: unknown) =>
  answer({ ok: false, reason: reasonOf(error) }),
)
