import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeVector, type OutputRow } from '../../server/intake/write/vector-writer.ts'
import { readAll, temporaryFolder } from './files.ts'
import { multiPolygon, square } from './shapes.ts'

const temporary = temporaryFolder()
const FIELDS = ['编号', 'area_m2', 'note']
const ROWS: OutputRow[] = [
  {
    values: { 编号: '0001', area_m2: 81.25, note: '苏店镇, "示例"' },
    geometry: multiPolygon([square(0, 0, 1)]),
  },
  { values: { 编号: '0002', area_m2: null, note: '一行\n两行' }, geometry: null },
]

describe('rows are written and read again', () => {
  test.each(['结果.geojson', '结果.gpkg'])('%s', async (name) => {
    const file = temporary.path(name)
    await writeVector(file, FIELDS, ROWS)
    const { rows, layerName } = await readAll(file)
    expect(layerName).toBe('结果')
    expect(rows.map(({ properties }) => FIELDS.map((field) => properties[field] ?? null))).toEqual(
      ROWS.map(({ values }) => FIELDS.map((field) => values[field])),
    )
    expect(rows.map(({ geometry }) => geometry)).toEqual(ROWS.map(({ geometry }) => geometry))
  })

  test('a GeoPackage of no rows is a GeoPackage', async () => {
    await writeVector(temporary.path('none.gpkg'), FIELDS, [])
    await expect(readAll(temporary.path('none.gpkg'))).rejects.toMatchObject({ code: 'no-features' })
  })

  test('CSV is what a Chinese Excel reads', async () => {
    const file = temporary.path('结果.csv')
    const formula: OutputRow = { values: { 编号: '=1+1', area_m2: -5, note: null }, geometry: null }
    await writeVector(file, FIELDS, [...ROWS, formula])
    expect(readFileSync(file, 'utf8')).toBe(
      '\uFEFF编号,area_m2,note\r\n0001,81.25,"苏店镇, ""示例"""\r\n0002,,"一行\n两行"\r\n\'=1+1,-5,\r\n',
    )
  })
})

test('an unknown extension is refused with those that are known', async () => {
  await expect(writeVector(temporary.path('a.xlsx'), FIELDS, ROWS)).rejects.toMatchObject({
    code: 'unknown-format',
    message: expect.stringMatching(/\.geojson, \.gpkg or \.csv/),
  })
})

test('what breaks off half-way leaves the old file, and nothing else', async () => {
  const file = temporary.path('old.geojson')
  await writeVector(file, FIELDS, ROWS)
  const before = readFileSync(file, 'utf8')
  async function* broken() {
    yield ROWS[0]!
    throw new Error('the database went away')
  }
  await expect(writeVector(file, FIELDS, broken())).rejects.toThrow('the database went away')
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith('.'))).toEqual([])
})
