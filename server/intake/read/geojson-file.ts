import { createReadStream } from 'node:fs'
import { IntakeError } from '../../../domain/intake-problem.ts'
import { JsonError, parseStrictJson } from '../strict-json.ts'
import { openThroughGdal } from './gdal-file.ts'
import type { RawFeature, ReadOptions, VectorFile } from './vector-file.ts'

/** A feature of more text than this is no feature: 50,000 vertices take about 2 MB. */
const MAX_FEATURE_CHARS = 32 * 1024 * 1024

/** Names of longitude/latitude on CGCS2000 or WGS 84, which agree far below a survey's accuracy. */
const isLonLat = (crs: string) => /CRS84|EPSG:+4326|EPSG:+4490/i.test(crs)

/**
 * GeoJSON, feature by feature: memory stays with one feature, whatever the file. Coordinates are longitude/latitude (RFC
 * 7946) unless a crs member or the caller names another system, which goes through GDAL.
 */
export async function openGeoJson(file: string, name: string, options: ReadOptions): Promise<VectorFile> {
  const head = await readHead(file, name)
  const declared = options.crs ? `EPSG:${options.crs}` : head.crs
  if (declared !== null && !isLonLat(declared))
    return openThroughGdal(file, 'GeoJSON', name, { ...options, crs: options.crs ?? epsgOf(declared, name) })
  return {
    format: 'GeoJSON',
    layerName: head.layerName ?? name.replace(/\.\w+$/, ''),
    crs: 'EPSG:4326',
    fields: head.fields,
    featureCount: null,
    features: featuresOf(file, name),
    close: async () => undefined,
  }
}

function epsgOf(declared: string, name: string): number {
  const code = /EPSG:+(?:[\d.]*:)?(\d{4,6})/i.exec(declared)?.[1]
  if (!code)
    throw new IntakeError(
      'crs-unknown',
      `${name} names the coordinate system “${declared}”, which is not known: give its EPSG code.`,
    )
  return Number(code)
}

interface Head {
  crs: string | null
  layerName: string | null
  fields: string[]
}

/** What stands before the first feature, and the first feature's property names. */
async function readHead(file: string, name: string): Promise<Head> {
  const splitter = new FeatureSplitter(name)
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const [first] = splitter.take(String(chunk))
    if (first === undefined) continue
    const feature = parseFeature(first, 1, name)
    return { ...splitter.head(), fields: Object.keys(feature.properties) }
  }
  const rest = splitter.finish()
  if (rest === null) return { ...splitter.head(), fields: [] }
  return { ...splitter.head(), fields: Object.keys(parseFeature(rest, 1, name).properties) }
}

async function* featuresOf(file: string, name: string): AsyncGenerator<RawFeature> {
  const splitter = new FeatureSplitter(name)
  let rowNo = 0
  for await (const chunk of createReadStream(file, { encoding: 'utf8' }))
    for (const text of splitter.take(String(chunk))) yield parseFeature(text, ++rowNo, name)
  const whole = splitter.finish()
  if (whole !== null) yield parseFeature(whole, ++rowNo, name)
  if (rowNo === 0) throw new IntakeError('no-features', `${name} has no features.`)
}

function parseFeature(text: string, rowNo: number, name: string): RawFeature {
  let value: unknown
  try {
    value = parseStrictJson(text)
  } catch (error) {
    if (error instanceof JsonError)
      throw new IntakeError('not-json', `${name}, feature ${rowNo}: ${error.message}`)
    throw error
  }
  if (typeof value !== 'object' || value === null) throw notGeoJson(name)
  const { type, properties, geometry, id } = value as Record<string, unknown>
  if (type !== 'Feature') {
    if (typeof type === 'string' && 'coordinates' in value) return { rowNo, properties: {}, geometry: value }
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

/** Cuts the text of a FeatureCollection into the texts of its features, without parsing the whole. */
class FeatureSplitter {
  private readonly name: string
  private text = ''
  private at = 0
  private depth = 0
  private isInString = false
  private start = -1
  private place: 'head' | 'features' | 'tail' = 'head'
  private headText = ''

  constructor(name: string) {
    this.name = name
  }

  /** Features completed by this chunk. */
  take(chunk: string): string[] {
    if (this.place === 'tail') return []
    this.text += chunk
    if (this.place === 'head' && !this.enterFeatures()) return []
    const features: string[] = []
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at)
      if (this.isInString) {
        if (char === 92) this.at++
        else if (char === 34) this.isInString = false
      } else if (char === 34) this.isInString = true
      else if (char === 123 || char === 91) {
        if (this.depth++ === 0) this.start = this.at
      } else if (char === 125 || char === 93) {
        if (this.depth === 0) {
          this.place = 'tail'
          return features
        }
        if (--this.depth === 0) {
          features.push(this.text.slice(this.start, this.at + 1))
          this.start = -1
        }
      }
    }
    this.forgetRead()
    return features
  }

  /** After the last chunk: the whole text, if it was a single feature or geometry; null if it was a collection. */
  finish(): string | null {
    if (this.place === 'features')
      throw new IntakeError('not-json', `${this.name} ends in the middle of its features: it was cut off.`)
    return this.place === 'tail' ? null : this.text
  }

  head(): Omit<Head, 'fields'> {
    const crs = /"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]+)"/.exec(this.headText)?.[1] ?? null
    return {
      crs,
      layerName:
        /"name"\s*:\s*"([^"]+)"/.exec(this.headText.replace(/"crs"[\s\S]*?\}\s*\}/, ''))?.[1] ?? null,
    }
  }

  private enterFeatures(): boolean {
    const found = /"features"\s*:\s*\[/.exec(this.text)
    if (!found) {
      if (this.text.length > MAX_FEATURE_CHARS)
        throw new IntakeError('not-geojson', `${this.name} has no “features”: it is no FeatureCollection.`)
      return false
    }
    this.place = 'features'
    this.headText = this.text.slice(0, found.index)
    this.text = this.text.slice(found.index + found[0].length)
    return true
  }

  private forgetRead(): void {
    const keepFrom = this.start >= 0 ? this.start : this.at
    if (this.text.length - keepFrom > MAX_FEATURE_CHARS)
      throw new IntakeError(
        'not-geojson',
        `${this.name} has a feature of more than ${MAX_FEATURE_CHARS / 1048576} MB.`,
      )
    this.text = this.text.slice(keepFrom)
    this.at -= keepFrom
    if (this.start >= 0) this.start = 0
  }
}
