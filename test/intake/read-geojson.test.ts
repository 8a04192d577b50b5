import { describe, expect, test } from 'vitest'
import { openVectorFile } from '../../server/intake/read/vector-file.ts'
import { firstVertex, geodata, readAll, temporaryFolder } from './files.ts'
import { polygon, square } from './shapes.ts'

const temporary = temporaryFolder()
const feature = (properties: object, geometry: unknown = polygon(square(0, 0, 10))) => ({
  type: 'Feature',
  properties,
  geometry,
})
const collection = (more: object, ...features: unknown[]) =>
  JSON.stringify({ type: 'FeatureCollection', ...more, features })

describe('GeoJSON is read feature by feature', () => {
  test('with its rows, fields, name and what its numbers are taken for', async () => {
    const { rows, ...about } = await readAll(geodata('reports.geojson'))
    expect(about).toMatchObject({
      format: 'GeoJSON',
      layerName: '图斑',
      crs: { epsg: 4326, name: 'EPSG:4326', assumed: true },
      fields: ['report_no', 'TBLX', 'SBRQ', 'YT'],
      featureCount: null,
      notices: ['datum-equated'],
    })
    expect(rows.map(({ rowNo, properties }) => [rowNo, properties.report_no])).toEqual([
      [1, 'T-001'],
      [2, 'T-002'],
    ])
    expect(rows[1]!.properties.YT).toBe('看护房')
    expect(firstVertex(rows[0]!)).toEqual([113.05, 36.05])
  })

  test('a row without geometry is a row', async () => {
    const { rows } = await readAll(geodata('null-geometry.geojson'))
    expect(rows.map(({ geometry }) => geometry === null)).toEqual([true, false])
  })

  test('a bare polygon is one row', async () => {
    const { rows } = await readAll(geodata('one-polygon.geojson'))
    expect(rows).toMatchObject([{ rowNo: 1, properties: {}, geometry: { type: 'Polygon' } }])
  })

  test('a single feature is one row, its id a property', async () => {
    const file = temporary.write('one.geojson', JSON.stringify({ ...feature({ a: 1 }), id: 'T-9' }))
    const { rows } = await readAll(file)
    expect(rows).toMatchObject([{ rowNo: 1, properties: { id: 'T-9', a: 1 } }])
  })

  test('brackets, quotes and the word “features” in texts do not mislead it, nor where its pieces end', async () => {
    const note = `}]"features":[{\\ ${'图斑'.repeat(40_000)}`
    const texts = [note, '"', '\\', '[', '"features": [']
    const file = temporary.write(
      'odd.geojson',
      collection(
        { name: 'features', about: { features: [1, '['] } },
        ...texts.map((text) => feature({ text })),
      ),
    )
    const { rows, layerName } = await readAll(file)
    expect(layerName).toBe('features')
    expect(rows.map(({ properties }) => properties.text)).toEqual(texts)
  })

  test('properties that only later features have are fields too', async () => {
    const file = temporary.write('fields.geojson', collection({}, feature({ a: 1 }), feature({ b: 2 })))
    expect((await readAll(file)).fields).toEqual(['a', 'b'])
  })

  test('another encoding is read when it is named', async () => {
    const { rows } = await readAll(geodata('reports-gb18030.geojson'), { encoding: 'gb18030' })
    expect(rows[0]!.properties.report_no).toBe('垚-001')
  })

  test('CGCS2000 by name needs no notice', async () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } }
    const { notices, ...about } = await readAll(
      temporary.write('4490.geojson', collection({ crs }, feature({}))),
    )
    expect(about.crs).toEqual({ epsg: 4490, name: 'EPSG:4490', assumed: false })
    expect(notices).toEqual([])
  })

  test('100,000 features take no more memory than a few', { timeout: 60_000 }, async () => {
    const one = JSON.stringify(feature({ name: '苏店镇示例村' }))
    const file = temporary.write(
      'large.geojson',
      `{"type":"FeatureCollection","features":[${`${one},`.repeat(99_999)}${one}]}`,
    )
    const before = process.memoryUsage().heapUsed
    let [count, most] = [0, 0]
    const { features } = await openVectorFile(file)
    for await (const { rowNo } of features) {
      count = rowNo
      if (rowNo % 1_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before)
    }
    expect(count).toBe(100_000)
    expect(most / 1024 ** 2).toBeLessThan(100)
  })
})

describe('a file that is no whole GeoJSON is refused', () => {
  test.each([
    ['nothing-here.geojson', 'file-missing', /does not exist/],
    ['empty.geojson', 'file-empty', /empty\.geojson is empty/],
    ['not-json.geojson', 'not-json', /not JSON/],
    ['not-geojson.json', 'not-geojson', /FeatureCollection, a Feature or a polygon/],
    ['no-features.geojson', 'no-features', /no features/],
    ['cut-off.geojson', 'not-json', /cut off/],
    ['trailing-garbage.geojson', 'not-json', /trailing-garbage\.geojson: .*not JSON/],
    ['duplicate-key.geojson', 'not-json', /feature 1: The key “TBLX” stands twice/],
    ['reports-gb18030.geojson', 'bad-encoding', /save it as UTF-8/],
    ['metres-no-crs.geojson', 'crs-unknown', /in metres .*zone 38 of CGCS2000, 4526/],
    ['crs-after-features.geojson', 'crs-unknown', /only after its features/],
    ['table.csv', 'unknown-format', /GeoJSON, GeoPackage nor a zipped Shapefile/],
  ])('%s', async (name, code, message) => {
    await expect(readAll(geodata(name))).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  }) // prettier-ignore

  test.each([
    [
      'a comma after the last feature',
      '{"type":"FeatureCollection","features":[{"type":"Feature"},]}',
      'not-json',
    ],
    [
      'no comma between features',
      '{"type":"FeatureCollection","features":[{"type":"Feature"}{"type":"Feature"}]}',
      'not-json',
    ],
    [
      'a number among the features',
      '{"type":"FeatureCollection","features":[{"type":"Feature"},7]}',
      'not-json',
    ],
    [
      'two lists of features',
      '{"type":"FeatureCollection","features":[{"type":"Feature"}],"features":[]}',
      'not-json',
    ],
    ['another type with features', '{"type":"Topology","features":[{"type":"Feature"}]}', 'not-geojson'],
    ['a list', '[{"type":"Feature"}]', 'not-geojson'],
    ['a feature that is none', '{"type":"FeatureCollection","features":[{"kind":"Feature"}]}', 'not-geojson'],
    [
      'a system that nobody knows',
      '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"local"}},"features":[{"type":"Feature"}]}',
      'crs-unknown',
    ],
    [
      "Xi'an 80",
      '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4610"}},"features":[{"type":"Feature"}]}',
      'crs-needs-parameters',
    ],
  ])('%s', async (_, text, code) => {
    // prettier-ignore
    await expect(readAll(temporary.write("bad.geojson", text))).rejects.toMatchObject({ code })
  })

  test.each([4610, 4214, 2364, 2414, 4555])('the system %i named by hand is refused', async (crs) => {
    await expect(readAll(geodata('reports.geojson'), { crs })).rejects.toMatchObject({
      code: 'crs-needs-parameters',
      message: expect.stringContaining('official local parameters'),
    })
  })
})

/** As PostGIS 3.3 (PROJ 9.1) transforms them. */
const TRANSFORMED = [
  { crs: 4526, from: [38_414_350.125, 3_991_480.25], to: [113.04947865547938, 36.04974306876174] },
  { crs: 4526, from: [38_427_800, 4_004_800], to: [113.19750755399969, 36.17086159850349] },
  { crs: 4547, from: [414_350.125, 3_991_480.25], to: [113.04947865547938, 36.04974306876174] },
  { crs: 4497, from: [19_500_000, 3_991_480.25], to: [111, 36.053511234973996] },
  { crs: 3857, from: [12_584_722.5, 4_301_222.25], to: [113.05048568152834, 36.00436677364102] },
  { crs: 25831, from: [378_000.5, 4_708_000.25], to: [1.5148748677426886, 42.51475653203526] },
] as const

describe('other systems come out in EPSG:4490, within a micrometre of PostGIS', () => {
  test.each(TRANSFORMED)('EPSG:$crs at $from', async ({ crs, from: [x, y], to }) => {
    const ring = [[x, y], [x + 10, y], [x + 10, y + 10], [x, y]] // prettier-ignore
    const file = temporary.write('metres.geojson', collection({}, feature({ 名称: '示例' }, polygon(ring))))
    const { rows, ...about } = await readAll(file, { crs })
    const [lon, lat] = firstVertex(rows[0]!)
    const metresPerDegree = 111_320
    expect(Math.abs(lon - to[0]) * metresPerDegree).toBeLessThan(1e-6)
    expect(Math.abs(lat - to[1]) * metresPerDegree).toBeLessThan(1e-6)
    expect(about.crs).toEqual({ epsg: crs, name: `EPSG:${crs}`, assumed: false })
    expect(rows[0]!.properties).toEqual({ 名称: '示例' })
  })

  test('a crs member is honoured', async () => {
    const { rows, crs } = await readAll(geodata('metres-crs-4526.geojson'))
    expect(crs.epsg).toBe(4526)
    expect(firstVertex(rows[0]!)[0]).toBeCloseTo(113.04947865547938, 10)
  })

  test('what is no number does not reach the transformation', async () => {
    const ring = [[38_414_350, null], [38_414_360, 3_991_480], [38_414_360, 3_991_490], [38_414_350, null]] // prettier-ignore
    const file = temporary.write('null.geojson', collection({}, feature({}), feature({}, polygon(ring))))
    await expect(readAll(file, { crs: 4526 })).rejects.toMatchObject({
      code: 'not-geojson',
      message: expect.stringContaining('feature 2'),
    })
  })
})
