import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const require = createRequire(import.meta.url)

const BLOCK = 512

/** What the platform uses of the PostGIS archive: core library, projections, control and install script. */
const KEPT =
  /^(\.\/)?(lib\/postgresql\/postgis-3\.so|share\/proj\/(proj\.db|proj\.ini)|share\/postgresql\/extension\/(postgis\.control|postgis--\d+\.\d+\.\d+\.sql))$/

const packageFolder = (name: string) => {
  const entry = require.resolve(name)
  return entry.slice(
    0,
    entry.indexOf(path.join('node_modules', name)) + path.join('node_modules', name).length,
  )
}

function packageVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageFolder(name), 'package.json'), 'utf8'))
  return String((manifest as { version: unknown }).version)
}

/** Names what a cached template was made of: a new engine makes a new one. */
export const engineVersion = () =>
  `${packageVersion('@electric-sql/pglite')}+${packageVersion('@electric-sql/pglite-postgis')}`

/** PostGIS without raster, topology and geocoder: a third of the archive, half the time to open (gzipped tar). */
export function slimPostgisArchive(): Buffer {
  const full = path.join(packageFolder('@electric-sql/pglite-postgis'), 'dist', 'postgis.tar.gz')
  const tar = zlib.gunzipSync(readFileSync(full))
  const kept: Buffer[] = []
  for (let at = 0; at < tar.length;) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '')
    if (name === '') break
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    const length = BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (KEPT.test(name)) kept.push(tar.subarray(at, at + length))
    at += length
  }
  return zlib.gzipSync(Buffer.concat([...kept, Buffer.alloc(2 * BLOCK)]), { level: 1 })
}
