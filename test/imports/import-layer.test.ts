import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LayerRole } from '../../domain/layer.ts'
import type { Database } from '../../server/db/database.ts'
import { importLayerFile, type FileReading, type LayerImport } from '../../server/imports/import-layer.ts'
import { parseClassMap } from '../../server/intake/class-map.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { layerProblems, layerVersions } from '../../server/queries/layers.ts'
import { geodata, temporaryFolder, type GivenFeature } from '../intake/files.ts'
import { point, polygon, ring, square } from '../intake/shapes.ts'
import { freshDatabase } from '../support/database.ts'

const folder = temporaryFolder()

let db: Database
let district: string
let districts = 0

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  district = String(800_001 + districts++)
  await ensureDistrict(db, { code: district, nameZh: '测试', nameEn: 'Test', lon: 113 })
})

const importFile = (role: LayerRole, path: string, over: Partial<LayerImport & FileReading> = {}) =>
  importLayerFile(db, path, {
    district,
    role,
    validFrom: '2024-12-31',
    source: '测试',
    fileName: path.split('/').at(-1)!,
    importedBy: 'test',
    ...over,
  })

/** Rows of every table that an import writes to, so that "nothing is left" means nothing. */
async function rowsOf(code: string) {
  const { rows } = await db.query<Record<string, number>>(
    `select (select count(*) from land.layer_version where district = $1)::int versions,
            (select count(*) from land.layer_feature where district = $1)::int features,
            (select count(*) from land.layer_piece where district = $1)::int pieces,
            (select count(*) from land.layer_shape where district = $1)::int shapes`,
    [code],
  )
  return rows[0]!
}
const NOTHING = { versions: 0, features: 0, pieces: 0, shapes: 0 }

const bowTie = (x: number, y: number, size: number) =>
  ring([x, y], [x + size, y + size], [x + size, y], [x, y + size])

describe('a batch with broken polygons lives', () => {
  test('good rows are taken, what is safe is repaired, the rest is refused: each listed by its row', async () => {
    const path = folder.geojson(
      'dltb.geojson',
      [{ BSM: 'good', DLBM: '0103' }, polygon(square(0, 0, 100))],
      [{ BSM: 'bow', DLBM: '0103' }, polygon(bowTie(200, 0, 100))],
      [
        { BSM: 'line', DLBM: '0103' },
        { type: 'LineString', coordinates: [point(0, 0), point(1, 1)] },
      ],
      [{ BSM: 'none', DLBM: '0103' }, null],
      [
        { BSM: 'overlap', DLBM: '0103' },
        polygon(ring([400, 0], [500, 0], [500, 100], [450, 100], [450, 50], [520, 50], [520, 20], [400, 20])),
      ],
      [{ BSM: 'flat', DLBM: '0103' }, polygon(ring([600, 0], [700, 0], [650, 0]))],
    )
    const { layerVersionId, features, repaired, refused } = await importFile('land-use', path)
    expect({ features, repaired, refused }).toEqual({ features: 3, repaired: 2, refused: 3 })

    const problems = await layerProblems(db, district, layerVersionId)
    expect(
      problems.map(({ featureId, sourceKey, action, code }) => [featureId, sourceKey, action, code]),
    ).toEqual([
      [2, 'bow', 'repaired', 'invalid'],
      [3, 'line', 'refused', 'not-a-polygon'],
      [4, 'none', 'refused', expect.stringMatching(/^(empty|not-an-object)$/)],
      [5, 'overlap', 'repaired', 'invalid'],
      [6, 'flat', 'refused', expect.stringMatching(/^(invalid|ring-without-area|spike)$/)],
    ])
    // A bow tie's two halves turn against each other: by its rings it has no area, repaired it has half the square's.
    const [bow, , , overlap] = problems
    expect(bow!.areaBeforeM2).toBeLessThan(10)
    expect(bow!.areaAfterM2).toBeGreaterThan(450_000)
    expect(bow!.location).not.toBeNull()
    expect(overlap!.areaAfterM2).toBeGreaterThan(0)

    const [version] = await layerVersions(db, district)
    expect(version).toMatchObject({
      role: 'land-use',
      version: 1,
      status: 'published',
      featureCount: 3,
      repairedCount: 2,
      refusedCount: 3,
      serves: true,
    })
    expect(version!.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a tangle is refused without a try', async () => {
    const star = Array.from({ length: 301 }, (_, at): [number, number] => [
      50 + 50 * Math.cos((2 * Math.PI * at * 149) / 301),
      50 + 50 * Math.sin((2 * Math.PI * at * 149) / 301),
    ])
    const path = folder.geojson(
      'zones.geojson',
      [{ BSM: '1', GHFQDM: '410' }, polygon(square(200, 0, 50))],
      [{ BSM: '2', GHFQDM: '410' }, polygon(ring(...star))],
    )
    const { layerVersionId, features, refused } = await importFile('plan-zones', path)
    expect([features, refused]).toEqual([1, 1])
    expect(await layerProblems(db, district, layerVersionId)).toMatchObject([
      { featureId: 2, action: 'refused', code: 'tangle' },
    ])
  })
})

describe('versions', () => {
  const first = () => folder.geojson('v.geojson', [{ BSM: '1', DLBM: '0103' }, polygon(square(0, 0, 100))])
  const second = () => folder.geojson('w.geojson', [{ BSM: '1', DLBM: '0702' }, polygon(square(0, 0, 100))])

  test('the same features again are the version that is there; others are a new one', async () => {
    const one = await importFile('land-use', first())
    expect(one.isUnchanged).toBe(false)
    expect(await importFile('land-use', first())).toMatchObject({
      layerVersionId: one.layerVersionId,
      isUnchanged: true,
      features: 1,
    })
    const two = await importFile('land-use', second(), { validFrom: '2025-12-31' })
    expect(two.isUnchanged).toBe(false)
    expect((await layerVersions(db, district)).map(({ version, serves }) => [version, serves])).toEqual([
      [2, true],
      [1, false],
    ])
  })

  test('whole and cut: the pieces of a large feature make the feature', async () => {
    const corners = Array.from({ length: 3_000 }, (_, at): [number, number] => {
      const turn = (2 * Math.PI * at) / 3_000
      const reach = 400 + 30 * Math.sin(20 * turn)
      return [500 + reach * Math.cos(turn), 500 + reach * Math.sin(turn)]
    })
    const { layerVersionId, areaM2 } = await importFile(
      'plan-zones',
      folder.geojson('wood.geojson', [{ BSM: '1', GHFQDM: '530' }, polygon(ring(...corners))]),
    )
    const { rows } = await db.query<{ pieces: number; vertices: number; share: number }>(
      `select count(*)::int pieces, max(ST_NPoints(geom))::int vertices, sum(ST_Area(geom)) / (land.plane_scale2(ST_Union(geom)) * $2) as share
         from land.layer_piece where layer_version_id = $1`,
      [layerVersionId, areaM2],
    )
    expect(rows[0]!.pieces).toBeGreaterThan(20)
    expect(rows[0]!.vertices).toBeLessThanOrEqual(70)
    expect(rows[0]!.share).toBeCloseTo(1, 6)
  })
})

describe('what other programs deliver', () => {
  test.each(['land-use-gbk-4526.zip', 'land-use-utf8-cpg-4547.zip', 'land-use-4490.gpkg'])(
    '%s: the same ground in the same words',
    async (name) => {
      const { layerVersionId, features, areaM2 } = await importFile('land-use', geodata(name))
      expect(features).toBe(3)
      const { rows } = await db.query<{ class: string; name: string; area_m2: number }>(
        'select class, name, area_m2 from land.layer_feature where layer_version_id = $1 order by feature_id',
        [layerVersionId],
      )
      for (const row of rows) expect(row.class).toMatch(/^\d{4}/)
      expect(rows[0]!.name).toMatch(/\p{Script=Han}/u)
      expect(rows.reduce((sum, row) => sum + row.area_m2, 0)).toBeCloseTo(areaM2, 6)
    },
  )

  test('a class map turns foreign words into codes; a word that it lacks is kept, and is no known class', async () => {
    const map = { layers: { 'land-use': { field: 'land_use', values: { farmland: '0103' } } } }
    const path = folder.geojson(
      'osm.geojson',
      [{ osm_id: 1, land_use: 'farmland' }, polygon(square(0, 0, 10))],
      [{ osm_id: 2, land_use: 'golf' }, polygon(square(20, 0, 10))],
    )
    const classMap = parseClassMap(JSON.stringify(map), 'map.json')
    const { layerVersionId } = await importFile('land-use', path, { classMap })
    const { rows } = await db.query(
      'select class from land.layer_feature where layer_version_id = $1 order by feature_id',
      [layerVersionId],
    )
    expect(rows).toEqual([{ class: '0103' }, { class: 'GOLF' }])
  })
})

describe('a file that is not taken leaves nothing', () => {
  const cutOff = () => {
    const rows = Array.from({ length: 900 }, (_, at): GivenFeature => [
      { BSM: String(at), DLBM: '0103' },
      polygon(square(at, 0, 1)),
    ])
    return folder.write(
      'broken.geojson',
      readFileSync(folder.geojson('whole.geojson', ...rows)).subarray(0, -40),
    )
  }
  const townships = (...codes: (string | null)[]) =>
    folder.geojson(
      'towns.geojson',
      ...codes.map((code, at): GivenFeature => [
        { XZQDM: code, XZQMC: `乡${at}` },
        polygon(square(20 * at, 0, 10)),
      ]),
    )

  test.each<[string, LayerRole, () => string, string, RegExp]>([
    [
      'of the wrong role',
      'land-use',
      () => folder.geojson('p.geojson', [{ XKZH: '1' }, polygon(square(0, 0, 9))]),
      'wrong-role',
      /p\.geojson/,
    ],
    [
      'of points',
      'plan-zones',
      () => folder.geojson('q.geojson', [{ GHFQDM: '410' }, { type: 'Point', coordinates: point(0, 0) }]),
      'wrong-role',
      /row 1/,
    ],
    [
      'with two townships of one code',
      'townships',
      () => townships('140404101', '140404102', '140404101'),
      'wrong-role',
      /140404101 in rows 1, 3/,
    ],
    ['with a township without a code', 'townships', () => townships('140404101', null), 'wrong-role', /row/],
    ['of no system', 'land-use', () => geodata('no-prj.zip'), 'crs-unknown', /4526/],
    ['without its table', 'land-use', () => geodata('no-dbf.zip'), 'shapefile-incomplete', /dbf/],
    [
      'in a system that needs local parameters',
      'land-use',
      () => geodata('xian-80.zip'),
      'crs-needs-parameters',
      /CGCS2000/,
    ],
    ['that breaks off', 'land-use', cutOff, 'not-json', /broken\.geojson/],
    ['that is empty', 'land-use', () => geodata('empty.geojson'), 'file-empty', /empty/],
    ['of another format', 'land-use', () => geodata('table.csv'), 'unknown-format', /table\.csv/],
    ['of several layers', 'land-use', () => geodata('two-layers.gpkg'), 'several-layers', /规划分区/],
    ['that is not there', 'land-use', () => folder.path('no.gpkg'), 'file-missing', /no\.gpkg/],
  ])('one %s', async (_name, role, path, code, message) => {
    await expect(importFile(role, path())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
    expect(await rowsOf(district)).toEqual(NOTHING)
  })

  test('one for a district that there is not', async () => {
    await expect(
      importFile('land-use', geodata('land-use-4490.gpkg'), { district: '999999' }),
    ).rejects.toMatchObject({ code: 'unknown-district' })
    expect(await rowsOf('999999')).toEqual(NOTHING)
  })

  test.each([1, 2, 3])('one that is called off at look %i', async (look) => {
    let looks = 0
    const path = folder.geojson(
      'many.geojson',
      ...Array.from({ length: 900 }, (_, at): GivenFeature => [
        { BSM: String(at), DLBM: '0103' },
        polygon(square(at % 30, Math.floor(at / 30), 1)),
      ]),
    )
    await expect(importFile('land-use', path, { isCancelled: () => ++looks >= look })).rejects.toThrow(
      /cancelled/,
    )
    expect(await rowsOf(district)).toEqual(NOTHING)
    expect((await importFile('land-use', path)).features).toBe(900)
  })
})

describe('registers', () => {
  test('dates in the wrong order and unknown words are dropped and told', async () => {
    const path = folder.geojson(
      'permits.geojson',
      [{ XKZH: 'A', FZRQ: '2024-05-01', YXQZ: '2023-05-01' }, polygon(square(0, 0, 10))],
      [{ XKZH: 'B', FZRQ: '去年' }, polygon(square(20, 0, 10))],
      [{ XKZH: 'C', FZRQ: '2024-05-01', ZT: '不详' }, polygon(square(40, 0, 10))],
      [{ XKZH: 'D', FZRQ: '20240501', ZT: '有效' }, polygon(square(60, 0, 10))],
    )
    const { layerVersionId, features } = await importFile('rural-permits', path)
    expect(features).toBe(4)
    expect(
      (await layerProblems(db, district, layerVersionId)).map(({ featureId, code }) => [featureId, code]),
    ).toEqual([
      [1, 'dates-reversed'],
      [2, 'day-unreadable'],
      [3, 'status-unknown'],
    ])
    const { rows } = await db.query<{ valid_from: string | null }>(
      'select valid_from from land.layer_feature where layer_version_id = $1 order by feature_id',
      [layerVersionId],
    )
    expect(rows.map((row) => row.valid_from)).toEqual([null, null, '2024-05-01', '2024-05-01'])
  })
})
