import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { IntakeError } from '../../../domain/intake-problem.ts'
import { runGdal } from '../gdal.ts'

export type Cell = string | number | boolean | null
export interface OutputRow {
  values: Readonly<Record<string, Cell>>
  /** GeoJSON in EPSG:4490; null in a table without geometry. */
  geometry: unknown
}

const FORMATS = ['.geojson', '.json', '.gpkg', '.csv'] as const

/** The format of an output file by its extension; throws IntakeError naming those that can be written. */
export function outputFormat(file: string): (typeof FORMATS)[number] {
  const extension = path.extname(file).toLowerCase()
  const format = FORMATS.find((one) => one === extension)
  if (!format) throw new IntakeError('unknown-format', `${file}: write to .geojson, .gpkg or .csv.`)
  return format
}

/**
 * Writes rows to GeoJSON, GeoPackage or CSV by the file's extension, UTF-8, EPSG:4490. The file appears whole or not at
 * all: it is written beside its place and renamed.
 */
export async function writeVector(
  file: string,
  fields: readonly string[],
  rows: Iterable<OutputRow> | AsyncIterable<OutputRow>,
): Promise<void> {
  const format = outputFormat(file)
  const draft = path.join(path.dirname(path.resolve(file)), `.${path.basename(file)}.${process.pid}${format}`)
  try {
    if (format === '.csv') await pipeline(csvLines(fields, rows), createWriteStream(draft))
    else if (format === '.gpkg') await writeGeoPackage(draft, layerName(file), fields, rows)
    else await pipeline(geoJsonText(layerName(file), fields, rows), createWriteStream(draft))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

const layerName = (file: string) => path.basename(file).replace(/\.\w+$/, '')

function feature(fields: readonly string[], { values, geometry }: OutputRow): string {
  const properties = Object.fromEntries(fields.map((field) => [field, values[field] ?? null]))
  return JSON.stringify({ type: 'Feature', properties, geometry })
}

async function* geoJsonText(
  name: string,
  fields: readonly string[],
  rows: Iterable<OutputRow> | AsyncIterable<OutputRow>,
) {
  yield `{"type":"FeatureCollection","name":${JSON.stringify(name)},"features":[`
  let separator = '\n'
  for await (const row of rows) {
    yield separator + feature(fields, row)
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** RFC 4180 with a byte-order mark, so that Excel reads the Chinese. */
async function* csvLines(fields: readonly string[], rows: Iterable<OutputRow> | AsyncIterable<OutputRow>) {
  yield `\uFEFF${fields.map(csvCell).join(',')}\r\n`
  for await (const { values } of rows)
    yield `${fields.map((field) => csvCell(values[field] ?? null)).join(',')}\r\n`
}

export function csvCell(value: Cell): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function writeGeoPackage(
  file: string,
  name: string,
  fields: readonly string[],
  rows: Iterable<OutputRow> | AsyncIterable<OutputRow>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tuban-out-'))
  try {
    const lines = async function* () {
      for await (const row of rows) yield `${feature(fields, row)}\n`
    }
    await pipeline(lines(), createWriteStream(path.join(folder, 'rows.geojsonl')))
    const answer = await runGdal({
      folder,
      file: 'rows.geojsonl',
      openOptions: [],
      convert: {
        driver: 'GPKG',
        outFolder: folder,
        outName: 'out',
        options: ['-nln', name, '-a_srs', 'EPSG:4490', '-nlt', 'PROMOTE_TO_MULTI'],
      },
    })
    if (!answer.ok || !answer.output)
      throw new IntakeError(
        'unreadable',
        `${path.basename(file)} cannot be written: ${answer.ok ? 'no output' : answer.reason}.`,
      )
    await pipeline(createReadStream(answer.output), createWriteStream(file))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
