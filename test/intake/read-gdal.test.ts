import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { firstVertex, geodata, readAll, temporaryFolder } from './files.ts'

const temporary = temporaryFolder()
const NAMES = ['苏店镇示例村', '苏店镇示例村', '荫城镇垚垚村']

describe('Shapefile and GeoPackage are read in the order of their rows', () => {
  test.each([
    {
      name: 'land-use-gbk-4526.zip',
      format: 'Shapefile',
      layerName: 'land-use',
      epsg: 4526,
      notices: ['encoding-guessed'],
    },
    {
      name: 'land-use-utf8-cpg-4547.zip',
      format: 'Shapefile',
      layerName: 'land-use',
      epsg: 4547,
      notices: [],
    },
    { name: 'land-use-4490.gpkg', format: 'GeoPackage', layerName: '地类图斑', epsg: 4490, notices: [] },
  ])('$name', async ({ name, format, layerName, epsg, notices }) => {
    // prettier-ignore
    const { rows, ...about } = await readAll(geodata(name))
    expect(about).toMatchObject({
      format,
      layerName,
      crs: { epsg, name: `EPSG:${epsg}`, assumed: false },
      fields: ['BSM', 'DLBM', 'DLMC', 'ZLDWMC'],
      featureCount: 3,
      notices,
    })
    expect(rows.map(({ rowNo }) => rowNo)).toEqual([1, 2, 3])
    expect(rows.map(({ properties }) => properties.ZLDWMC)).toEqual(NAMES)
    expect(rows.map(({ properties }) => properties.DLBM)).toEqual(['0103', '0201', '0702'])
    // The same squares whatever they were stored in, to the 0.1 mm that a Shapefile keeps of them.
    for (const [row, [lon, lat]] of [
      [0, [113.05, 36.05]],
      [1, [113.051, 36.05]],
      [2, [113.05, 36.051]],
    ] as const) {
      // prettier-ignore
      const corners = (rows[row]!.geometry as { coordinates: [number, number][][][] }).coordinates[0]![0]!
      expect(Math.min(...corners.map(([x]) => x))).toBeCloseTo(lon, 8)
      expect(Math.min(...corners.map(([, y]) => y))).toBeCloseTo(lat, 8)
    }
  })

  test('a layer is chosen by its name', async () => {
    const zones = await readAll(geodata('two-layers.gpkg'), { layerName: '规划分区' })
    expect([zones.layerName, zones.fields]).toEqual(['规划分区', ['GHFQDM']])
    const land = await readAll(geodata('two-shapefiles.zip'), { layerName: 'land-use' })
    expect([land.layerName, land.rows.length]).toEqual(['land-use', 3])
  })

  test('the system of a file without .prj is what its sender says', async () => {
    const { rows, crs } = await readAll(geodata('no-prj.zip'), { crs: 4526 })
    expect(crs).toEqual({ epsg: 4526, name: 'EPSG:4526', assumed: false })
    expect(firstVertex(rows[0]!)[0]).toBeCloseTo(113.05, 2)
  })

  test('a wrong encoding named by hand is taken at its word', async () => {
    const { rows } = await readAll(geodata('land-use-gbk-4526.zip'), { encoding: 'ISO-8859-1' })
    expect(rows[0]!.properties.ZLDWMC).not.toBe(NAMES[0])
  })
})

describe('a file that cannot be read is refused with the way out', () => {
  test.each([
    ['no-prj.zip', 'crs-unknown', /no \.prj\): name its EPSG code.*zone 38 of CGCS2000, 4526/],
    ['xian-80.zip', 'crs-needs-parameters', /official local parameters/],
    ['two-layers.gpkg', 'several-layers', /地类图斑, 规划分区/],
  ])('%s', async (name, code, message) => {
    await expect(readAll(geodata(name))).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  }) // prettier-ignore

  test('a layer that is not there: those that are', async () => {
    await expect(readAll(geodata('two-layers.gpkg'), { layerName: '图斑' })).rejects.toMatchObject({
      code: 'layer-missing',
      message: expect.stringContaining('地类图斑, 规划分区'),
    })
  })

  test('a GeoPackage that was cut off', async () => {
    const whole = readFileSync(geodata('land-use-4490.gpkg'))
    const file = temporary.write('half.gpkg', whole.subarray(0, whole.length / 8))
    await expect(readAll(file)).rejects.toMatchObject({ message: expect.stringContaining('half.gpkg') })
  })
})
