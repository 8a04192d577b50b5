import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { openVectorFile, type RawFeature, type ReadOptions } from '../../server/intake/read/vector-file.ts'

/** A file of fixtures/geodata. */
export const geodata = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/geodata/${name}`, import.meta.url))

/** A feature of a GeoJSON file; the geometry may be as broken as the test wants. */
export type GivenFeature = readonly [properties: object, geometry: unknown]

/** A folder that goes when the tests of the file are done. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'tuban-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(path.join(folder, name), content)
    return path.join(folder, name)
  }
  return {
    path: (name: string) => path.join(folder, name),
    write,
    /** Writes a FeatureCollection. */
    geojson(name: string, ...given: readonly GivenFeature[]): string {
      const features = given.map(([properties, geometry]) => ({ type: 'Feature', properties, geometry }))
      return write(name, JSON.stringify({ type: 'FeatureCollection', features }))
    },
  }
}

/** Opens a file and reads it to its end. */
export async function readAll(file: string, options: ReadOptions = {}) {
  const { features, ...about } = await openVectorFile(file, options)
  try {
    const rows: RawFeature[] = []
    for await (const row of features) rows.push(row)
    return { ...about, rows }
  } finally {
    await about.close()
  }
}

/** First vertex of a polygon or multipolygon. */
export function firstVertex({ geometry }: RawFeature): [number, number] {
  let at = (geometry as { coordinates: unknown }).coordinates
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0]
  return at as [number, number]
}
