import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

// What npm ci installs, read from the lockfile without a network.

const ROOT = path.resolve(import.meta.dirname, '..')

interface Entry {
  version: string
  resolved?: string
  integrity?: string
  dev?: boolean
  devOptional?: boolean
  hasInstallScript?: boolean
}
type Dependencies = Record<string, string>

const read = async <T>(name: string) => JSON.parse(await readFile(path.join(ROOT, name), 'utf8')) as T
const lock = await read<{ lockfileVersion: number; packages: Record<string, Entry> }>('package-lock.json')
const manifest = await read<{ dependencies: Dependencies; devDependencies: Dependencies }>('package.json')
const packages = Object.entries(lock.packages).filter(([place]) => place !== '')
const production = packages.filter(([, { dev, devOptional }]) => !dev && !devOptional)

/** May only become fewer; the aim is fewer than 120. */
const MOST_IN_PRODUCTION = 129

/** Earlier ones have holes that requests from outside reach. */
const AT_LEAST = { 'path-to-regexp': [8, 4, 0], qs: [6, 14, 1], 'body-parser': [2, 2, 1] } as const

function isAtLeast(version: string, floor: readonly number[]): boolean {
  const found = version.split('.').map(Number)
  for (const [at, least] of floor.entries()) if (found[at] !== least) return found[at]! > least
  return true
}

describe('the lockfile', () => {
  test('is of version 3, and says of every package what its bytes are', () => {
    expect(lock.lockfileVersion).toBe(3)
    expect(
      packages.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')),
    ).toEqual([])
  })

  test('takes every package from the registry that npm is set to, and from nowhere else', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([place]) => place)).toEqual([])
  })

  test('lets one package run a script when it is installed, as package.json allows', () => {
    expect(packages.filter(([, one]) => one.hasInstallScript).map(([place]) => place)).toEqual([
      'node_modules/node',
    ])
  })

  test(`has at most ${MOST_IN_PRODUCTION} packages in production`, () => {
    expect(production.length).toBeLessThanOrEqual(MOST_IN_PRODUCTION)
  })

  test.each(Object.entries(AT_LEAST))('%s is not older than %j', (name, floor) => {
    const found = packages.filter(([place]) => place.endsWith(`node_modules/${name}`))
    expect(found.length).toBeGreaterThan(0)
    for (const [, { version }] of found) expect(isAtLeast(version, floor), version).toBe(true)
  })

  test('has nothing of @antv', () => {
    expect(packages.filter(([place]) => place.includes('@antv/'))).toEqual([])
  })

  test('every version in package.json is pinned exactly', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
  })
})

test('npm run sbom lists exactly what is installed in production', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: ROOT,
    shell: process.platform === 'win32',
    maxBuffer: 2 ** 26,
  })
  const bom = JSON.parse(stdout) as {
    bomFormat: string
    components: { 'bom-ref': string; hashes?: unknown[] }[]
  }
  expect(bom.bomFormat).toBe('CycloneDX')
  const wanted = production.map(
    ([place, { version }]) => `${place.split('node_modules/').at(-1)!}@${version}`,
  )
  expect(bom.components.map((one) => one['bom-ref']).sort()).toEqual([...new Set(wanted)].sort())
})
