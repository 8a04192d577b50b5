import { readFile } from 'node:fs/promises'
import path from 'node:path'

// `npm run sbom`: the software bill of materials of what is installed in production, as CycloneDX 1.5 JSON on stdout, read from
// the lockfile without a network. `npm sbom` itself leaves out packages that development uses too, and stops at a peer
// dependency of a build tool.

interface Entry {
  version: string
  integrity: string
  license?: string
  dev?: boolean
  devOptional?: boolean
  optional?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const ROOT = path.resolve(import.meta.dirname, '..')
const { name, version, packages } = JSON.parse(
  await readFile(path.join(ROOT, 'package-lock.json'), 'utf8'),
) as { name: string; version: string; packages: Record<string, Entry> }

const production = Object.entries(packages).filter(
  ([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional,
)

const nameAt = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
const refOf = (place: string) =>
  place === '' ? `${name}@${version}` : `${nameAt(place)}@${packages[place]!.version}`

/** Where Node would find a package that the one at `place` asks for. */
function placeOf(wanted: string, place: string): string | undefined {
  for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    const candidate = from === '' ? `node_modules/${wanted}` : `${from}/node_modules/${wanted}`
    if (candidate in packages) return candidate
    if (from === '') return undefined
  }
}

function component([place, { version: found, integrity, license, optional }]: [string, Entry]) {
  const [algorithm, base64] = integrity.split('-') as [string, string]
  const full = nameAt(place)
  return {
    'bom-ref': refOf(place),
    type: 'library',
    name: full,
    version: found,
    scope: optional ? 'optional' : 'required',
    purl: `pkg:npm/${full.replace('@', '%40')}@${found}`,
    hashes: [
      { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(base64, 'base64').toString('hex') },
    ],
    ...(license !== undefined && { licenses: [{ license: { name: license } }] }),
  }
}

function needs([place, { dependencies, optionalDependencies }]: [string, Entry]) {
  const wanted = Object.keys({ ...dependencies, ...optionalDependencies })
  const found = wanted.map((one) => placeOf(one, place)).filter((one) => one !== undefined)
  const isInstalled = (one: string) => production.some(([installed]) => installed === one)
  return { ref: refOf(place), dependsOn: found.filter(isInstalled).map(refOf).sort() }
}

const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    timestamp: new Date().toISOString(),
    component: { 'bom-ref': refOf(''), type: 'application', name, version },
  },
  components: production.map(component),
  dependencies: [needs(['', packages['']!]), ...production.map(needs)],
}
console.log(JSON.stringify(bom, null, 2))
