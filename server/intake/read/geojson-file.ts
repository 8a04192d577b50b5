import { IntakeError } from '../../../domain/intake-problem.ts'
import { plausibleSystems } from '../plausible-crs.ts'
import { JsonError, parseStrictJsonFile } from '../strict-json.ts'
import { crsOfCode, isCgcs2000, type FileCrs } from './crs.ts'
import { FeatureSplitter } from './feature-splitter.ts'
import { openThroughGdal } from './gdal-file.ts'
import { textOf } from './text-file.ts'
import type { RawFeature, ReadOptions, VectorFile } from './vector-file.ts'

/** What GeoJSON is in when it does not say (RFC 7946). */
const DEFAULT_CRS: FileCrs = { epsg: 4326, name: 'EPSG:4326', assumed: true }

const isLonLat = ({ epsg }: FileCrs) => epsg === 4326 || epsg === 4490

/**
 * GeoJSON, feature by feature: memory stays with one feature, whatever the file. Coordinates are longitude/latitude (RFC
 * 7946) unless a crs member or the caller names another system, which goes through GDAL.
 */
export async function openGeoJson(file: string, name: string, options: ReadOptions): Promise<VectorFile> {
  const source = { file, name, encoding: options.encoding }
  const head = await readHead(source)
  const crs =
    options.crs === undefined ? (crsOfMember(head.crs, name) ?? DEFAULT_CRS) : crsOfCode(options.crs, name)
  const layerName = head.layerName ?? name.replace(/\.\w+$/, '')
  if (!isLonLat(crs)) {
    for await (const feature of featuresOf(source, head)) refuseNonNumbers(feature, name)
    const opened = await openThroughGdal(file, 'GeoJSON', name, { ...options, crs: crs.epsg! })
    return { ...opened, layerName }
  }
  if (crs.assumed) refuseMetres(head.position, name)
  return {
    format: 'GeoJSON',
    layerName,
    crs,
    fields: head.fields,
    featureCount: null,
    features: featuresOf(source, options.crs === undefined ? head : null),
    notices: isCgcs2000(crs, null) ? [] : ['datum-equated'],
    close: async () => undefined,
  }
}

interface Source {
  file: string
  name: string
  encoding: string | undefined
}

interface Head {
  /** The crs member, as it stands there. */
  crs: unknown
  layerName: string | null
  fields: string[]
  /** The first position, whatever it is. */
  position: unknown
}

/** What stands before the first feature, and the property names of the first features. */
async function readHead({ file, name, encoding }: Source): Promise<Head> {
  const splitter = new FeatureSplitter(name)
  for await (const chunk of textOf(file, name, encoding)) {
    const texts = splitter.take(chunk)
    if (texts.length === 0) continue
    const features = texts.map((text, index) => featureOf(parsed(text, name, index + 1), index + 1, name))
    return headOf(asObject(parsed(splitter.head(), name), name), features)
  }
  const whole = asObject(parsed(splitter.rest(), name), name)
  return headOf(whole, splitter.hasFeatures ? [] : [featureOf(whole, 1, name)])
}

function headOf({ crs, name }: Record<string, unknown>, features: readonly RawFeature[]): Head {
  return {
    crs,
    layerName: typeof name === 'string' && name !== '' ? name : null,
    fields: [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))],
    position: firstPosition(features[0]?.geometry),
  }
}

/** All features; with a head, a crs member that came after them and says something else is refused. */
async function* featuresOf({ file, name, encoding }: Source, head: Head | null): AsyncGenerator<RawFeature> {
  const splitter = new FeatureSplitter(name)
  let rowNo = 0
  for await (const chunk of textOf(file, name, encoding))
    for (const text of splitter.take(chunk)) {
      rowNo++
      yield featureOf(parsed(text, name, rowNo), rowNo, name)
    }
  const rest = asObject(parsed(splitter.rest(), name), name)
  if (!splitter.hasFeatures) {
    yield featureOf(rest, 1, name)
    return
  }
  if (rest.type !== 'FeatureCollection') throw notGeoJson(name)
  if (rowNo === 0) throw new IntakeError('no-features', `${name} has no features.`)
  if (head && JSON.stringify(rest.crs) !== JSON.stringify(head.crs))
    throw new IntakeError(
      'crs-unknown',
      `${name} names its coordinate system only after its features: name it at import (--crs).`,
    )
}

function parsed(text: string, name: string, rowNo?: number): unknown {
  try {
    return parseStrictJsonFile(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const where = rowNo === undefined ? name : `${name}, feature ${rowNo}`
    throw new IntakeError('not-json', `${where}: ${error.message}`, error)
  }
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notGeoJson(name)
  return value as Record<string, unknown>
}

function featureOf(value: unknown, rowNo: number, name: string): RawFeature {
  const { crs: _, ...whole } = asObject(value, name)
  const { type, properties, geometry, id } = whole
  if (type !== 'Feature') {
    if (typeof type === 'string' && 'coordinates' in whole) return { rowNo, properties: {}, geometry: whole }
    throw notGeoJson(name)
  }
  const named =
    typeof properties === 'object' && properties !== null ? (properties as Record<string, unknown>) : {}
  return {
    rowNo,
    properties: id !== undefined && !('id' in named) ? { id, ...named } : named,
    geometry: geometry ?? null,
  }
}

const notGeoJson = (name: string) =>
  new IntakeError(
    'not-geojson',
    `${name} is JSON but no GeoJSON: it must be a FeatureCollection, a Feature or a polygon.`,
  )

/** The system that a crs member names (GeoJSON of 2008); null where there is none. */
function crsOfMember(member: unknown, name: string): FileCrs | null {
  if (member === undefined || member === null) return null
  const { properties } = member as { properties?: { name?: unknown; code?: unknown } }
  const named = String(properties?.name ?? `EPSG:${String(properties?.code)}`)
  if (/CRS84$/i.test(named)) return { ...DEFAULT_CRS, assumed: false }
  const code = /EPSG:+(?:[\d.]*:)?(\d{4,6})$/i.exec(named)?.[1]
  if (code) return crsOfCode(Number(code), name)
  throw new IntakeError(
    'crs-unknown',
    `${name} names the coordinate system “${named}”, which is not known: give its EPSG code (--crs).`,
  )
}

const coordinatesOf = (geometry: unknown): unknown =>
  typeof geometry === 'object' && geometry !== null && 'coordinates' in geometry ? geometry.coordinates : null

function firstPosition(geometry: unknown): unknown {
  let at = coordinatesOf(geometry)
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0]
  return at
}

/** A file in metres that does not say so is refused whole, and not row by row. */
function refuseMetres(position: unknown, name: string): void {
  if (!Array.isArray(position)) return
  const [x, y] = position as [unknown, unknown]
  if (typeof x !== 'number' || typeof y !== 'number' || (Math.abs(x) < 1_000 && Math.abs(y) < 1_000)) return
  throw new IntakeError(
    'crs-unknown',
    `${name} is in metres but does not say its coordinate system: name its EPSG code (--crs). Its numbers start at ${x}, ${y}${plausibleSystems(x, y)}.`,
  )
}

/** GDAL makes something of everything: what is no number must not reach it. */
function refuseNonNumbers({ rowNo, geometry }: RawFeature, name: string): void {
  const isNumeric = (value: unknown): boolean =>
    Array.isArray(value) ? value.every(isNumeric) : typeof value === 'number' && Number.isFinite(value)
  if (geometry === null || isNumeric(coordinatesOf(geometry))) return
  throw new IntakeError(
    'not-geojson',
    `${name}, feature ${rowNo} has coordinates that are not finite numbers: correct or remove it.`,
  )
}
