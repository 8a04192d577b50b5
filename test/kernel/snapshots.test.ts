import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database, Db } from '../../server/db/database.ts'
import { Kernel } from '../../server/kernel/kernel.ts'
import { planeReports } from '../../server/queries/kernel-layers.ts'
import { Ground } from '../sql/ground.ts'
import { freshDatabase } from '../support/database.ts'

// A layer in memory is made once, read from its file after that, and made anew where the file is not what it should be.

let db: Database
let ground: Ground
let field: string
let village: string
let report: string

beforeAll(async () => {
  db = await freshDatabase()
  ground = await Ground.make(db)
  const strip = (east: number) => ({ geometry: rectangle({ east, north: -10, width: 60, height: 100 }) })
  field = await ground.layer('land-use', [
    { ...strip(-10), class: '0103' },
    { ...strip(50), class: '0702' },
  ])
  village = await ground.layer('village-boundary', [strip(20)])
  report = await ground.report(rectangle({ east: 0, north: 0, width: 100, height: 50 }))
})
afterAll(() => db.close())

let folder: string
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'tuban-snapshots-')), 'kernel')
})
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }))

/** How often whole features were read. */
let reads = 0
const counting: Db = {
  query: (text, values) => {
    if (text.includes('land.moved_to')) reads += 1
    return db.query(text, values)
  },
}

const aKernel = (mostBytes = 2 ** 24, at: string | null = folder) => new Kernel({ folder: at, mostBytes })

/** m² by feature, to a tenth, and how often features were read for it. */
async function shared(kernel: Kernel, ids: readonly string[] = [field]) {
  reads = 0
  const shapes = await planeReports(db, ground.district, [report])
  const found: number[] = []
  for await (const { facts } of kernel.facts(
    counting,
    ground.district,
    ids,
    shapes.map(({ reportId, ...shape }) => ({ id: reportId, ...shape })),
  ))
    found.push(...facts!.map(({ area }) => Math.round(area / 10) * 10))
  return { found, reads }
}

const FIELDS = [2500, 2500]
const fileOf = (id: string) => path.join(folder, `${id}.layer`)

describe('a snapshot', () => {
  test('is made once, and read from its file by whoever comes after', async () => {
    const kernel = aKernel()
    expect(await shared(kernel)).toEqual({ found: FIELDS, reads: 1 })
    expect(await shared(kernel)).toEqual({ found: FIELDS, reads: 0 })
    expect(await shared(aKernel())).toEqual({ found: FIELDS, reads: 0 })
  })

  test('is for its owner alone', async () => {
    await shared(aKernel())
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(fileOf(field))).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual([`${field}.layer`])
  })

  test('is prepared before somebody asks, and not twice', async () => {
    const ids = [field, village]
    expect(await aKernel().prepare(db, ground.district, ids)).toBe(2)
    expect(await aKernel().prepare(db, ground.district, ids)).toBe(0)
    expect(await shared(aKernel())).toEqual({ found: FIELDS, reads: 0 })
  })

  test('that is called off is not left behind', async () => {
    const prepared = aKernel().prepare(db, ground.district, [field], AbortSignal.abort())
    await expect(prepared).rejects.toThrow(/abort/i)
    expect(await readdir(path.dirname(folder))).toEqual([])
  })
})

describe('a file that is not what it should be is made anew', () => {
  const change = async (what: (bytes: Buffer) => Buffer) =>
    writeFile(fileOf(field), what(await readFile(fileOf(field))))
  const flipped = (at: (length: number) => number) => (bytes: Buffer) => {
    const place = at(bytes.length)
    bytes[place]! ^= 1
    return bytes
  }

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 40)],
    ['longer', (bytes) => Buffer.concat([bytes, Buffer.alloc(8)])],
    ['something else', () => Buffer.from('x'.repeat(5_000))],
    ['of an older format', flipped(() => 7)],
    ['of other contents', flipped(() => 20)],
    ['with another length of its head', flipped(() => 40)],
    ['changed in its head', flipped(() => 60)],
    ['changed in the middle', flipped((length) => length >> 1)],
    ['changed at its end', flipped((length) => length - 1)],
  ])('%s', async (_name, what) => {
    await shared(aKernel())
    await change(what)
    expect(await shared(aKernel())).toEqual({ found: FIELDS, reads: 1 })
    expect(await shared(aKernel())).toEqual({ found: FIELDS, reads: 0 })
  })

  test('that of another version, under this one’s name', async () => {
    await shared(aKernel(), [field, village])
    await writeFile(fileOf(field), await readFile(fileOf(village)))
    expect(await shared(aKernel())).toEqual({ found: FIELDS, reads: 1 })
  })

  test('that of features that are others by now', async () => {
    await shared(aKernel())
    await db.query(`update land.layer_version set sha256 = 'other' where layer_version_id = $1`, [field])
    expect((await shared(aKernel())).reads).toBe(1)
  })
})

describe('whatever the disk and the memory are like', () => {
  test('without a folder a kernel keeps layers to itself', async () => {
    const kernel = aKernel(2 ** 24, null)
    expect(await shared(kernel)).toEqual({ found: FIELDS, reads: 1 })
    expect(await shared(kernel)).toEqual({ found: FIELDS, reads: 0 })
  })

  test('with a folder that cannot be written too', async () => {
    await writeFile(folder, 'a file in its place')
    const kernel = aKernel()
    expect(await shared(kernel)).toEqual({ found: FIELDS, reads: 1 })
    expect(await shared(kernel)).toEqual({ found: FIELDS, reads: 0 })
  })

  test('what there is no room for is read again', async () => {
    const kernel = aKernel(1)
    expect((await shared(kernel, [field, village])).found).toHaveLength(3)
    await rm(folder, { recursive: true })
    // The last one stayed, whatever its size.
    expect((await shared(kernel, [village])).reads).toBe(0)
    expect((await shared(kernel, [field])).reads).toBe(1)
  })

  test('files that nobody read for three months go when another is made', async () => {
    await shared(aKernel(), [village])
    const long = new Date(Date.now() - 100 * 86_400_000)
    await utimes(fileOf(village), long, long)
    await aKernel().prepare(db, ground.district, [field])
    expect(await readdir(folder)).toEqual([`${field}.layer`])
  })

  test('what is read is in use', async () => {
    await shared(aKernel(), [village])
    const long = new Date(Date.now() - 100 * 86_400_000)
    await utimes(fileOf(village), long, long)
    await shared(aKernel(), [village])
    await aKernel().prepare(db, ground.district, [field])
    expect(await readdir(folder)).toHaveLength(2)
  })
})

describe('facts of many shapes', () => {
  const COUNT = 1_050
  const shapes = async () => {
    const [one] = await planeReports(db, ground.district, [report])
    const { wkb, latitude } = one!
    return Array.from({ length: COUNT }, (_, n) => ({ id: String(n), wkb, latitude }))
  }

  test('come in the order of the shapes, and tell how far they are', async () => {
    const ids: string[] = []
    const progress: number[] = []
    const kernel = aKernel()
    for await (const { id, facts } of kernel.facts(db, ground.district, [field, village], await shapes(), {
      onProgress: (done) => progress.push(done),
    })) {
      ids.push(id)
      expect(facts).toHaveLength(3)
    }
    expect(ids).toEqual(Array.from({ length: COUNT }, (_, n) => String(n)))
    expect(progress.at(-1)).toBe(COUNT)
    expect(progress.length).toBeGreaterThan(3)
  })

  test('end where they are called off, or not read on', async () => {
    const kernel = aKernel()
    let read = 0
    for await (const _ of kernel.facts(db, ground.district, [field], await shapes(), {
      isCancelled: () => read > 300,
    }))
      read += 1
    expect(read).toBeLessThan(COUNT)
    for await (const { id } of kernel.facts(db, ground.district, [field], await shapes())) {
      read = Number(id)
      if (read === 10) break
    }
    expect(read).toBe(10)
    expect((await shared(kernel)).found).toEqual(FIELDS)
  })

  test('a shape that is no polygon is answered with null, and stops no other', async () => {
    const [first] = await shapes()
    const broken = { ...first!, id: 'broken', wkb: Buffer.from('010200000002000000', 'hex') }
    const found: [string, boolean][] = []
    for await (const { id, facts } of aKernel().facts(db, ground.district, [field], [broken, first!]))
      found.push([id, facts !== null])
    expect(found).toEqual([
      ['broken', false],
      ['0', true],
    ])
  })

  test('a version of another district is none', async () => {
    const other = await Ground.make(db)
    const found = []
    for await (const one of aKernel().facts(db, other.district, [field], (await shapes()).slice(0, 1)))
      found.push(one.facts)
    expect(found).toEqual([[]])
  })
})
