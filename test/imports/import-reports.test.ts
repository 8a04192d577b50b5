import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noticeText } from '../../domain/import-notice.ts'
import type { Database } from '../../server/db/database.ts'
import { importReportsFile, type ReportsImport } from '../../server/imports/import-reports.ts'
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
/** A district of some ten kilometres round 113° E, 36° N. */
beforeEach(async () => {
  district = String(700_001 + districts++)
  await db.query(
    `insert into land.district (district, name_zh, name_en, plane_srid, extent)
     values ($1, '测试区', 'Test', 4547, ST_MakeEnvelope(112.99, 35.99, 113.1, 36.1, 4490))`,
    [district],
  )
})

const importFile = (path: string, over: Partial<ReportsImport> = {}) =>
  importReportsFile(db, path, {
    district,
    source: 'satellite',
    reportedOn: '2025-06-30',
    importedBy: 'test',
    ...over,
  })

async function stored() {
  const { rows } = await db.query<Record<string, unknown>>(
    `select report_no, source, type, reported_on, act_on, image_after, judged_on, attributes ->> 'use' use, area_m2, state, verdict
       from land.report where district = $1 order by report_id`,
    [district],
  )
  return rows
}

/** What may come in at this door, each with the word for why it stays out; the checks have tables of their own. */
const BAD: readonly (readonly [string, unknown])[] = [
  ['not-an-object', null],
  ['not-an-object', 'POLYGON((113 36))'],
  ['not-a-polygon', { type: 'Point', coordinates: point(0, 0) }],
  ['empty', { type: 'Polygon', coordinates: [] }],
  ['bad-number', polygon([point(0, 0), ['113.001', '36'], point(1, 1), point(0, 0)])],
  ['bad-number', polygon([point(0, 0), [null, 36], point(1, 1), point(0, 0)])],
  ['unclosed', polygon([point(0, 0), point(10, 0), point(10, 10), point(0, 10)])],
  ['self-crossing', polygon(ring([0, 0], [10, 10], [10, 0], [0, 10]))],
  ['parts-overlapping', { type: 'MultiPolygon', coordinates: [[square(0, 0, 10)], [square(5, 5, 10)]] }],
  ['hole-outside', polygon(square(0, 0, 10), square(20, 20, 5))],
  ['too-small', polygon(square(0, 0, 0.01))],
  ['swapped-axes', polygon(square(0, 0, 10).map(([lon, lat]) => [lat, lon]))],
  ['metric-coordinates', polygon(square(0, 0, 10).map(([lon, lat]) => [lon! * 1e4, lat! * 1e5]))],
  ['outside-district', polygon(square(0, 0, 10).map(([lon, lat]) => [lon! + 5, lat!]))],
  [
    'too-many-vertices',
    polygon(
      ring(
        ...Array.from({ length: 50_000 }, (_, at): [number, number] => [
          50 + 40 * Math.cos(at / 7_957.7),
          50 + 40 * Math.sin(at / 7_957.7),
        ]),
      ),
    ),
  ],
]

describe('reports from a file', () => {
  test('good rows go in, and every bad one is named with its row, its number and why', async () => {
    const path = folder.geojson(
      'mixed.geojson',
      [{ report_no: 'good-1', TBLX: '20' }, polygon(square(0, 0, 10))],
      ...BAD.map(([code, geometry], at): GivenFeature => [{ report_no: `bad-${at}`, why: code }, geometry]),
      [{ report_no: 'good-2' }, polygon(square(50, 50, 10))],
    )
    const { accepted, refused, reportIds } = await importFile(path)
    expect(accepted).toBe(2)
    expect(reportIds.length).toBe(2)
    expect((await stored()).map((row) => row['report_no'])).toEqual(['good-1', 'good-2'])
    expect(refused.map(({ row, reportNo, code }) => [row, reportNo, code])).toEqual(
      BAD.map(([code], at) => [at + 2, `bad-${at}`, code]),
    )
    for (const one of refused.filter(({ code }) => code === 'self-crossing'))
      expect(one).toMatchObject({
        part: 0,
        ring: 0,
        index: expect.any(Number),
        coordinate: [113.0005, 36.0005],
      })
  })

  test('source, days, type and attributes are kept; what a row does not say comes from the import', async () => {
    const path = folder.geojson(
      'words.geojson',
      [
        {
          JCBH: 'W-1',
          TBLX: 'YH',
          LY: 'tip-off',
          SBRQ: '20250102',
          JSSJ: '2024-11-05',
          HSX: '2025-01-01',
          YT: 'greenhouse',
        },
        polygon(square(0, 0, 10)),
      ],
      [{ JCBH: 'W-2', TBLX: '不是类型', YT: '城堡' }, polygon(square(20, 0, 10))],
    )
    await importFile(path)
    expect(await stored()).toMatchObject([
      {
        report_no: 'W-1',
        type: 'YH',
        source: 'tip-off',
        reported_on: '2025-01-02',
        act_on: '2024-11-05',
        image_after: '2025-01-01',
        judged_on: '2024-11-05',
        use: 'greenhouse',
        state: 'reported',
        verdict: null,
      },
      {
        report_no: 'W-2',
        type: null,
        source: 'satellite',
        reported_on: '2025-06-30',
        act_on: null,
        use: null,
      },
    ])
  })

  test('height is dropped, and what was read otherwise than it stands there is said, once a kind', async () => {
    const high = square(0, 0, 10).map(([lon, lat]) => [lon, lat, 930.5])
    const { notices } = await importFile(
      folder.geojson(
        'z.geojson',
        [{ report_no: 'Z1' }, polygon(high)],
        [{ report_no: 'Z2', TBLX: '不是类型' }, polygon(square(20, 0, 10))],
        [{ report_no: 'Z3', TBLX: '也不是' }, polygon(square(40, 0, 10).map(([lon, lat]) => [lon, lat, 1]))],
      ),
    )
    expect(notices).toEqual([
      { code: 'datum-equated', rows: null, firstRow: null, field: null, value: null },
      { code: 'z-dropped', rows: 2, firstRow: 1, field: null, value: null },
      { code: 'value-unknown', rows: 2, firstRow: 2, field: 'type', value: '不是类型' },
    ])
    expect(noticeText(notices[2]!, 'zh')).toBe(
      '取值未能识别，按不明处理（type：“不是类型”）：2 行，首见第 2 行',
    )
    expect(await stored()).toHaveLength(3)
  })

  test('a number that stands twice is refused the second time, in the file and against what is on file', async () => {
    const path = folder.geojson(
      'twice.geojson',
      [{ report_no: 'N' }, polygon(square(0, 0, 10))],
      [{ report_no: 'N' }, polygon(square(20, 0, 10))],
    )
    expect((await importFile(path)).refused).toMatchObject([
      { row: 2, reportNo: 'N', code: 'duplicate-number' },
    ])
    expect((await importFile(path)).refused).toMatchObject([
      { row: 1, code: 'duplicate-number' },
      { row: 2, code: 'duplicate-number' },
    ])
    expect(await stored()).toHaveLength(1)
  })

  test('without numbers each gets the next of the district, or its row', async () => {
    const path = folder.geojson(
      'unnamed.geojson',
      [{}, polygon(square(0, 0, 10))],
      [{}, polygon(square(20, 0, 10))],
    )
    await importFile(path)
    for (const row of await stored())
      expect(row['report_no']).toMatch(new RegExp(`^${district}-20250630-\\d{6}$`))
    await importFile(path, { numberByRow: true })
    expect((await stored()).slice(2).map((row) => row['report_no'])).toEqual(['row-1', 'row-2'])
  })
})

describe('a file of reports that is not taken leaves nothing', () => {
  test.each([
    ['not-json.geojson', 'not-json'],
    ['cut-off.geojson', 'not-json'],
    ['duplicate-key.geojson', 'not-json'],
    ['not-geojson.json', 'not-geojson'],
    ['no-features.geojson', 'no-features'],
    ['metres-no-crs.geojson', 'crs-unknown'],
    ['empty.geojson', 'file-empty'],
    ['no-shx.zip', 'shapefile-incomplete'],
  ])('%s', async (name, code) => {
    await expect(importFile(geodata(name))).rejects.toMatchObject({ code })
    expect(await stored()).toEqual([])
  })

  test('one for a district that there is not', async () => {
    await expect(importFile(geodata('reports.geojson'), { district: '999999' })).rejects.toMatchObject({
      code: 'unknown-district',
    })
  })

  test.each([1, 2])('one that is called off at look %i', async (look) => {
    let looks = 0
    const rows = Array.from({ length: 1_100 }, (_, at): GivenFeature => [
      { report_no: `C-${at}` },
      polygon(square(at % 40, Math.floor(at / 40), 0.9)),
    ])
    await expect(
      importFile(folder.geojson('many.geojson', ...rows), { isCancelled: () => ++looks >= look }),
    ).rejects.toThrow(/cancelled/)
    expect(await stored()).toEqual([])
  })
})
