import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { IntakeError, type IntakeNotice } from '../../../domain/intake-problem.ts'
import { GdalError, openGdal, type GdalSession } from '../gdal.ts'
import type { GdalLayer } from '../gdal-worker.ts'
import { plausibleSystems } from '../plausible-crs.ts'
import { crsOfCode, crsOfWkt, isCgcs2000, type FileCrs } from './crs.ts'
import { sniffDbfEncoding } from './dbf-encoding.ts'
import { rowsOfFlatGeobuf } from './flatgeobuf-rows.ts'
import type { ReadOptions, VectorFile } from './vector-file.ts'

/** Storage system of the platform: CGCS2000 longitude/latitude. */
const TARGET_CRS = 'EPSG:4490'

/**
 * Any vector file that GDAL reads, reprojected to EPSG:4490, row by row in the file's order. The file is converted once
 * to FlatGeobuf in a temporary folder that `close` removes. `name` is the file's name in messages.
 */
export async function openThroughGdal(
  file: string,
  format: VectorFile['format'],
  name: string,
  options: ReadOptions,
): Promise<VectorFile> {
  // A wrong code is refused before a process is started for it.
  const named = options.crs === undefined ? null : crsOfCode(options.crs, name)
  const outFolder = await mkdtemp(path.join(tmpdir(), 'tuban-gdal-'))
  const close = () => rm(outFolder, { recursive: true, force: true })
  let session: GdalSession | null = null
  try {
    const encoding = await encodingOf(file, format, options)
    session = await openGdal({
      folder: path.dirname(path.resolve(file)),
      file: path.basename(file),
      openOptions: encoding.openOptions,
      outFolder,
    })
    const layer = chooseLayer(session.layers, name, options.layerName, format)
    if (layer.featureCount === 0) throw new IntakeError('no-features', `${name} has no features.`)
    const crs = named ?? (layer.wkt === null ? refuseUnknown(layer, name) : crsOfWkt(layer.wkt, name))
    const rows = await session.convert({
      driver: 'FlatGeobuf',
      outName: 'rows',
      options: conversionOptions(layer, named),
    })
    return {
      format,
      layerName: layer.name,
      crs,
      fields: layer.fields,
      featureCount: layer.featureCount,
      features: rowsOfFlatGeobuf(rows),
      notices: [
        ...encoding.notices,
        ...(isCgcs2000(crs, layer.wkt) ? [] : (['datum-equated'] satisfies IntakeNotice[])),
      ],
      close,
    }
  } catch (error) {
    await close()
    if (!(error instanceof GdalError)) throw error
    // A system that was named and that PROJ does not know shows only when the rows are converted.
    if (named !== null)
      throw new IntakeError(
        'crs-unknown',
        `${name}: the coordinate system is not known (${error.message}): name another EPSG code.`,
        error,
      )
    throw new IntakeError('unreadable', `${name} cannot be read as ${format}: ${error.message}.`, error)
  } finally {
    session?.end()
  }
}

/** Without the index, since it would put the rows in another order. */
const conversionOptions = (layer: GdalLayer, named: FileCrs | null) => [
  '-lco',
  'SPATIAL_INDEX=NO',
  ...(named ? ['-s_srs', named.name] : []),
  '-t_srs',
  TARGET_CRS,
  '-dim',
  'XY',
  '-nlt',
  'PROMOTE_TO_MULTI',
  layer.name,
]

async function encodingOf(
  file: string,
  format: VectorFile['format'],
  options: ReadOptions,
): Promise<{ openOptions: string[]; notices: IntakeNotice[] }> {
  if (format !== 'Shapefile') return { openOptions: [], notices: [] }
  if (options.encoding !== undefined) return { openOptions: [`ENCODING=${options.encoding}`], notices: [] }
  const stem = file.slice(0, -'.shp'.length)
  const declared = await readFile(`${stem}.cpg`, 'utf8').catch(() => '')
  if (declared.trim() !== '') return { openOptions: [], notices: [] }
  const { encoding, isPlain } = await sniffDbfEncoding(`${stem}.dbf`)
  return { openOptions: [`ENCODING=${encoding}`], notices: isPlain ? [] : ['encoding-guessed'] }
}

function chooseLayer(
  all: readonly GdalLayer[],
  name: string,
  wanted: string | undefined,
  format: VectorFile['format'],
): GdalLayer {
  if (format !== 'GeoPackage' && all[0]) return all[0]
  // Tables without geometry (style sheets, look-ups) are not meant.
  const layers = all.filter(({ hasGeometry }) => hasGeometry)
  const names = layers.map((layer) => layer.name).join(', ')
  if (wanted !== undefined) {
    const found = layers.find((layer) => layer.name === wanted)
    if (!found) throw new IntakeError('layer-missing', `${name} has no layer “${wanted}”; it has: ${names}.`)
    return found
  }
  if (layers.length === 0) throw new IntakeError('no-features', `${name} has no layer with features.`)
  if (layers.length > 1)
    throw new IntakeError(
      'several-layers',
      `${name} has ${layers.length} layers, name the one that is meant: ${names}.`,
    )
  return layers[0]!
}

function refuseUnknown({ extent }: GdalLayer, name: string): never {
  const [x, y] = extent ?? []
  const numbers =
    x === undefined || y === undefined ? '' : ` Its numbers start at ${x}, ${y}${plausibleSystems(x, y)}.`
  throw new IntakeError(
    'crs-unknown',
    `${name} does not say its coordinate system (no .prj): name its EPSG code (--crs).${numbers}`,
  )
}
