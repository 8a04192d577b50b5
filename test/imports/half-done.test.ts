import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { importLayerFile, type LayerImport } from '../../server/imports/import-layer.ts'
import { importReportsFile, type ReportsImport } from '../../server/imports/import-reports.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { layerVersions } from '../../server/queries/layers.ts'
import { geodata, temporaryFolder, type GivenFeature } from '../intake/files.ts'
import { polygon, ring, square } from '../intake/shapes.ts'
import { freshDatabase } from '../support/database.ts'

// An import that ends early, wherever it is: nothing of it is left, what was there before serves on, and it can be begun again.

const folder = temporaryFolder()

let db: Database
let district: string
let districts = 0

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  district = String(820_001 + districts++)
  await ensureDistrict(db, { code: district, nameZh: '测试', nameEn: 'Test', lon: 113 })
})

const importLayer = (path: string, over: Partial<LayerImport> = {}) =>
  importLayerFile(db, path, {
    district,
    role: 'land-use',
    validFrom: '2024-12-31',
    source: '测试',
    fileName: 'land-use.geojson',
    importedBy: 'test',
    ...over,
  })

const importReports = (path: string, over: Partial<ReportsImport> = {}) =>
  importReportsFile(db, path, {
    district,
    source: 'satellite',
    reportedOn: '2025-06-30',
    importedBy: 'test',
    ...over,
  })

/** Rows of every table that an import writes to. */
async function written() {
  const { rows } = await db.query<Record<string, number>>(
    `select (select count(*) from land.layer_version where district = $1)::int as versions,
            (select count(*) from land.layer_feature where district = $1)::int as features,
            (select count(*) from land.layer_piece where district = $1)::int as pieces,
            (select count(*) from land.layer_shape where district = $1)::int as shapes,
            (select count(*) from land.layer_problem join land.layer_version using (layer_version_id)
              where district = $1)::int as problems,
            (select count(*) from land.report where district = $1)::int as reports`,
    [district],
  )
  return rows[0]!
}

const first = folder.geojson('first.geojson', [{ BSM: '1', DLBM: '0103' }, polygon(square(0, 0, 9))])

/** Three batches; one row of the first is repaired, one of the last refused. */
const many = folder.geojson(
  'many.geojson',
  [{ BSM: 'bow', DLBM: '0103' }, polygon(ring([0, 40], [9, 49], [9, 40], [0, 49]))],
  ...Array.from({ length: 900 }, (_, at): GivenFeature => [
    { BSM: String(at), DLBM: '0103' },
    polygon(square(at % 30, Math.floor(at / 30), 1)),
  ]),
  [{ BSM: 'none', DLBM: '0103' }, null],
)

/** Says yes at the given look; and how often it was asked. */
function calledOffAt(look: number) {
  const state = { looks: 0 }
  return { state, isCancelled: () => ++state.looks >= look }
}

/** Three batches read, three cut, and once more before it is published. */
const LOOKS = [1, 2, 3, 4, 5, 6, 7]

describe('a layer', () => {
  test(`is asked ${LOOKS.length} times whether it was called off`, async () => {
    const { state, isCancelled } = calledOffAt(Infinity)
    await importLayer(many, { isCancelled })
    expect(state.looks).toBe(LOOKS.length)
  })

  test.each(LOOKS)('called off at look %i: the version before it serves on', async (look) => {
    const { layerVersionId } = await importLayer(first)
    const before = await written()
    await expect(importLayer(many, calledOffAt(look))).rejects.toThrow('cancelled')
    expect(await written()).toEqual(before)
    expect(await layerVersions(db, district)).toMatchObject([
      { layerVersionId, status: 'published', serves: true },
    ])
  })

  test.each(['importing', 'cutting'])('that fails while %s', async (step) => {
    const before = await written()
    const onProgress = (done: number, _total: number | null, text: string) => {
      if (text.includes(step) && done > 1) throw new Error('the disk is full')
    }
    await expect(importLayer(many, { onProgress })).rejects.toThrow('the disk is full')
    expect(await written()).toEqual(before)
    expect(await importLayer(many)).toMatchObject({ version: 1, features: 901, repaired: 1, refused: 1 })
  })

  test('two at once become two versions', async () => {
    const both = await Promise.all([importLayer(first), importLayer(many)])
    expect(both.map(({ version }) => version).sort()).toEqual([1, 2])
    expect(both.map(({ features }) => features)).toEqual([1, 901])
  })

  test('the same file is nothing new, unless it holds from another day or others came between', async () => {
    const imported = async (path: string, validFrom: string) => {
      const { version, isUnchanged } = await importLayer(path, { validFrom })
      return [version, isUnchanged]
    }
    expect(await imported(first, '2023-12-31')).toEqual([1, false])
    expect(await imported(first, '2023-12-31')).toEqual([1, true])
    expect(await imported(first, '2024-12-31')).toEqual([2, false])
    expect(await imported(many, '2024-12-31')).toEqual([3, false])
    expect(await imported(first, '2024-12-31')).toEqual([4, false])
    expect((await written())['versions']).toBe(4)
  })
})

describe('reports', () => {
  const reports = folder.geojson(
    'reports.geojson',
    ...Array.from({ length: 1_100 }, (_, at): GivenFeature => [
      { report_no: `R-${at}` },
      polygon(square(at % 40, Math.floor(at / 40), 0.9)),
    ]),
  )

  test.each([1, 2, 3])('called off at look %i: none is on file, and each goes in later', async (look) => {
    await expect(importReports(reports, calledOffAt(look))).rejects.toThrow('cancelled')
    expect((await written())['reports']).toBe(0)
    if (look === 3) expect(await importReports(reports)).toMatchObject({ accepted: 1_100, refused: [] })
  })

  test('that fail after some went in', async () => {
    const onProgress = (done: number, _total: number | null, text: string) => {
      if (text.includes('importing') && done > 200) throw new Error('the disk is full')
    }
    await expect(importReports(reports, { onProgress })).rejects.toThrow('the disk is full')
    expect((await written())['reports']).toBe(0)
  })

  test.each([
    ['no-prj.zip', 'crs-unknown'],
    ['no-dbf.zip', 'shapefile-incomplete'],
    ['trailing-garbage.geojson', 'not-json'],
    ['table.csv', 'unknown-format'],
  ])('%s is not taken', async (name, code) => {
    await expect(importReports(geodata(name))).rejects.toMatchObject({ code })
    expect((await written())['reports']).toBe(0)
  })

  test('NaN is no JSON: the file is not taken, good rows or not', async () => {
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: {}, geometry: polygon(square(0, 0, 9)) },
        { type: 'Feature', properties: {}, geometry: polygon([[113, 'NaN']]) },
      ],
    }).replace('"NaN"', 'NaN')
    await expect(importReports(folder.write('nan.geojson', text))).rejects.toMatchObject({ code: 'not-json' })
    expect((await written())['reports']).toBe(0)
  })

  test('a file of bad rows only is read to its end: none goes in, each is named', async () => {
    const path = folder.geojson(
      'bad.geojson',
      [{}, null],
      [{}, polygon(ring([0, 0], [9, 9], [9, 0], [0, 9]))],
    )
    expect(await importReports(path)).toMatchObject({
      accepted: 0,
      reportIds: [],
      refused: [
        { row: 1, code: 'not-an-object' },
        { row: 2, code: 'self-crossing' },
      ],
    })
  })

  test('a number as long as a page is refused by its row', async () => {
    const number = '沁'.repeat(201)
    const path = folder.geojson(
      'long.geojson',
      [{ report_no: number }, polygon(square(0, 0, 9))],
      [{ report_no: number.slice(1) }, polygon(square(20, 0, 9))],
    )
    const { accepted, refused } = await importReports(path)
    expect(accepted).toBe(1)
    expect(refused).toMatchObject([{ row: 1, reportNo: `${'沁'.repeat(40)}…`, code: 'number-too-long' }])
  })

  test('a row that another is named after is refused as the second of its number', async () => {
    const path = folder.geojson(
      'after.geojson',
      [{ report_no: 'row-2' }, polygon(square(0, 0, 9))],
      [{}, polygon(square(20, 0, 9))],
    )
    expect((await importReports(path, { numberByRow: true })).refused).toMatchObject([
      { row: 2, reportNo: 'row-2', code: 'duplicate-number' },
    ])
  })
})
