import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { deserialize } from 'flatgeobuf/lib/mjs/geojson.js'
import { IntakeError } from '../../../domain/intake-problem.ts'
import type { GdalLayer } from '../gdal-worker.ts'
import { runGdal } from '../gdal.ts'
import type { RawFeature, ReadOptions, VectorFile } from './vector-file.ts'
import { sniffDbfEncoding } from './zip.ts'

/** Storage system of the platform: CGCS2000 longitude/latitude. */
const TARGET_CRS = 'EPSG:4490'

/**
 * Any vector file that GDAL reads, reprojected to EPSG:4490, row by row in the file's order. The file is converted once
 * to FlatGeobuf in a temporary folder that `close` removes.
 */
export async function openThroughGdal(
  file: string,
  format: VectorFile['format'],
  name: string,
  options: ReadOptions,
  removeInput: () => Promise<void> = async () => undefined,
): Promise<VectorFile> {
  const outFolder = await mkdtemp(path.join(tmpdir(), 'tuban-gdal-'))
  const close = async () => {
    await rm(outFolder, { recursive: true, force: true })
    await removeInput()
  }
  try {
    const input = {
      folder: path.dirname(path.resolve(file)),
      file: path.basename(file),
      openOptions: await openOptionsOf(file, format, options),
    }
    const described = await runGdal({ ...input, convert: null })
    if (!described.ok)
      throw new IntakeError('unreadable', `${name} cannot be read as ${format}: ${described.reason}.`)
    const layer = chooseLayer(described.layers, name, options.layerName)
    if (layer.featureCount === 0) throw new IntakeError('no-features', `${name} has no features.`)
    const crs = crsOf(layer, name, options.crs)

    const converted = await runGdal({
      ...input,
      convert: {
        driver: 'FlatGeobuf',
        outFolder,
        outName: 'rows',
        // Without the index, since it would put the rows in another order.
        options: [
          '-lco',
          'SPATIAL_INDEX=NO',
          ...(options.crs ? ['-s_srs', crs] : []),
          '-t_srs',
          TARGET_CRS,
          '-dim',
          'XY',
          '-nlt',
          'PROMOTE_TO_MULTI',
          layer.name,
        ],
      },
    })
    if (!converted.ok)
      throw new IntakeError('unreadable', `${name} cannot be converted: ${converted.reason}.`)
    return {
      format,
      layerName: format === 'Shapefile' ? name.replace(/\.\w+$/, '') : layer.name,
      crs,
      fields: layer.fields,
      featureCount: layer.featureCount,
      features: rowsOf(path.join(outFolder, 'rows.fgb')),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openOptionsOf(
  file: string,
  format: VectorFile['format'],
  options: ReadOptions,
): Promise<string[]> {
  if (format !== 'Shapefile') return []
  if (options.encoding) return [`ENCODING=${options.encoding}`]
  const stem = file.slice(0, -'.shp'.length)
  if (existsSync(`${stem}.cpg`)) return []
  return [`ENCODING=${await sniffDbfEncoding(`${stem}.dbf`)}`]
}

function chooseLayer(layers: readonly GdalLayer[], name: string, wanted: string | undefined): GdalLayer {
  const names = layers.map((layer) => layer.name).join(', ')
  if (wanted !== undefined) {
    const found = layers.find((layer) => layer.name === wanted)
    if (!found) throw new IntakeError('layer-missing', `${name} has no layer “${wanted}”; it has: ${names}.`)
    return found
  }
  if (layers.length !== 1)
    throw new IntakeError('several-layers', `${name} has ${layers.length} layers, say which one: ${names}.`)
  return layers[0]!
}

/** Western datums differ from CGCS2000 by tens of metres, and PROJ passes them through unchanged: refused. */
const NEEDS_PARAMETERS = /xian|西安|beijing|北京/i

function crsOf(layer: GdalLayer, name: string, given: number | undefined): string {
  if (given !== undefined) return `EPSG:${given}`
  if (layer.wkt === null || layer.wkt === '')
    throw new IntakeError(
      'crs-unknown',
      `${name} does not say its coordinate system (no .prj): name its EPSG code${suggestion(layer.extent)}.`,
    )
  if (NEEDS_PARAMETERS.test(layer.wkt.slice(0, 400)))
    throw new IntakeError(
      'crs-needs-parameters',
      `${name} is in Xi'an 80 or Beijing 54, tens of metres from CGCS2000: have it transformed with the official local parameters first.`,
    )
  const code = /ID\["EPSG",(\d+)\]\]\s*$/.exec(layer.wkt)?.[1]
  return code ? `EPSG:${code}` : (/^\w+\["([^"]+)"/.exec(layer.wkt)?.[1] ?? 'unnamed')
}

/** Which systems would put the extent into China, from the size of its numbers (domain rules 5.1). */
function suggestion(extent: readonly number[] | null): string {
  if (!extent) return ''
  const [west, south, , north] = extent as [number, number, number, number]
  if (Math.abs(west) <= 180 && Math.abs(north) <= 90)
    return '; the numbers look like longitude and latitude: 4490'
  if (south < 1_000_000 || north > 6_000_000) return ''
  const zone = Math.floor(west / 1_000_000)
  if (zone >= 25 && zone <= 45) return `; the numbers look like the 3° zone ${zone}: ${4488 + zone}`
  return west > 100_000 && west < 900_000
    ? '; the numbers look like a 3° zone without prefix: 4534 to 4554, for 114°E 4547'
    : ''
}

async function* rowsOf(file: string): AsyncGenerator<RawFeature> {
  const stream = Readable.toWeb(createReadStream(file)) as unknown as ReadableStream
  let rowNo = 0
  for await (const feature of deserialize(stream) as AsyncGenerator<{
    properties: Record<string, unknown> | null
    geometry: unknown
  }>)
    yield { rowNo: ++rowNo, properties: feature.properties ?? {}, geometry: feature.geometry ?? null }
}
