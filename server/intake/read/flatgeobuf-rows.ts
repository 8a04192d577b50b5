import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { parseProperties } from 'flatgeobuf/lib/mjs/generic/feature.js'
import { deserializeStream, type FromFeatureFn } from 'flatgeobuf/lib/mjs/generic/featurecollection.js'
import { fromGeometry } from 'flatgeobuf/lib/mjs/geojson/geometry.js'
import type { RawFeature } from './vector-file.ts'

/** Rows without a geometry are read too, which the library's own GeoJSON reader does not. */
const fromFeature = ((_id, feature, { columns, geometryType }) => {
  const geometry = feature.geometry()
  return {
    geometry: geometry === null ? null : fromGeometry(geometry, geometryType),
    properties: parseProperties(feature, columns),
  }
}) as (...given: Parameters<FromFeatureFn>) => unknown as FromFeatureFn

/** The rows of a FlatGeobuf file as GDAL writes it, numbered from 1 in the file's order. */
export async function* rowsOfFlatGeobuf(file: string): AsyncGenerator<RawFeature> {
  const stream = createReadStream(file)
  try {
    const features = deserializeStream(Readable.toWeb(stream) as unknown as ReadableStream, {
      fromFeature,
    }) as unknown as AsyncGenerator<{ properties: Record<string, unknown>; geometry: unknown }>
    let rowNo = 0
    for await (const { properties, geometry } of features)
      yield { rowNo: ++rowNo, properties: storable(properties), geometry }
  } finally {
    stream.destroy()
  }
}

/** Texts without what PostgreSQL cannot store: NUL, and halves of characters. */
function storable(properties: Record<string, unknown>): Record<string, unknown> {
  for (const [key, value] of Object.entries(properties))
    if (typeof value === 'string') properties[key] = value.replaceAll('\0', '').toWellFormed()
  return properties
}
