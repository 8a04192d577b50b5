import { createWriteStream } from 'node:fs'
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { IntakeError } from '../../../domain/intake-problem.ts'
import { GdalError, openGdal, type GdalSession } from '../gdal.ts'

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

/** A spreadsheet takes text that begins so for a formula, and runs it. */
const FORMULA = /^[=+\-@\t\r]/

function csvCell(value: Cell): string {
  const plain = value === null ? '' : String(value)
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${plain}` : plain
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Through line-wise GeoJSON, which GDAL reads row by row. */
async function writeGeoPackage(
  file: string,
  name: string,
  fields: readonly string[],
  rows: Iterable<OutputRow> | AsyncIterable<OutputRow>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tuban-out-'))
  let session: GdalSession | null = null
  try {
    const input = await writeLines(folder, fields, rows)
    session = await openGdal({ folder, file: input, openOptions: [], outFolder: folder })
    const output = await session.convert({
      driver: 'GPKG',
      outName: 'out',
      options: ['-nln', name, '-a_srs', 'EPSG:4490', '-nlt', 'PROMOTE_TO_MULTI'],
    })
    await copyFile(output, file)
  } catch (error) {
    if (!(error instanceof GdalError)) throw error
    throw new IntakeError('unreadable', `${name}.gpkg cannot be written: ${error.message}.`, error)
  } finally {
    session?.end()
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeLines(
  folder: string,
  fields: readonly string[],
  rows: Iterable<OutputRow> | AsyncIterable<OutputRow>,
): Promise<string> {
  let count = 0
  const lines = async function* () {
    for await (const row of rows) {
      count++
      yield `${feature(fields, row)}\n`
    }
  }
  await pipeline(lines(), createWriteStream(path.join(folder, 'rows.geojsonl')))
  if (count > 0) return 'rows.geojsonl'
  // An empty file of lines is no format at all.
  await writeFile(path.join(folder, 'rows.geojson'), '{"type":"FeatureCollection","features":[]}')
  return 'rows.geojson'
}
