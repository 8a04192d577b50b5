import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { landClassOf } from '../../domain/land-class.ts'
import { parseClassMap } from '../../server/intake/class-map.ts'
import { checkFitsRole, toLayerFeature } from '../../server/intake/layer-feature.ts'
import { OSM_CLASS_MAP } from '../../server/intake/osm-class-map.ts'
import { toReportRow } from '../../server/intake/report-row.ts'

const andorra = parseClassMap(
  readFileSync(new URL('../../fixtures/class-maps/andorra.json', import.meta.url), 'utf8'),
  'andorra.json',
)

describe('a class map is checked before it is used', () => {
  test.each([
    ['no JSON', 'field: land_use', /map\.json: This is not JSON/],
    ['a role that does not exist', '{"layers":{"farms":{"field":"a"}}}', /\/layers.*farms/s],
    ['a map without a field', '{"layers":{"land-use":{"values":{}}}}', /\/layers\/land-use\/field/],
    [
      'a code that is a number',
      '{"layers":{"land-use":{"field":"a","values":{"x":103}}}}',
      /\/layers\/land-use\/values\/x/,
    ],
    ['a misspelt key', '{"layers":{"land-use":{"field":"a","defalt":"0103"}}}', /defalt/],
    ['a value twice', '{"layers":{"land-use":{"field":"a","values":{"x":"1","x":"2"}}}}', /“x” stands twice/],
    ['a report field that is not translated', '{"reports":{"actOn":{"field":"a"}}}', /actOn/],
  ])('%s', (_, text, message) => {
    // prettier-ignore
    expect(() => parseClassMap(text, 'map.json')).toThrow(expect.objectContaining({ code: 'class-map-invalid', message: expect.stringMatching(message) })) // prettier-ignore
  })

  test('every land class of our own maps is one of the survey', () => {
    for (const map of [andorra, OSM_CLASS_MAP])
      for (const code of Object.values(map.layers['land-use']!.values)) expect(landClassOf(code!)?.code).toBe(code)
  }) // prettier-ignore
})

describe('a value becomes a code', () => {
  const land = (properties: object, fields = Object.keys(properties), map = parseClassMap('{}', '')) =>
    toLayerFeature({ ...properties }, 'land-use', fields, map).class

  test.each([
    ['by the OpenStreetMap map, where nothing else is given', { land_use: 'farmland' }, '0103'],
    ['by the survey code, where the file has one', { land_use: 'meadow', DLBM: '0103' }, '0103'],
    ['in whatever case the field is written', { dlbm: '0103k' }, '0103K'],
    ['in full-width digits', { DLBM: '０１０３' }, '0103'],
    ['as it stands, where no map knows it', { land_use: 'allotments' }, 'ALLOTMENTS'],
    ['as it stands, also if it is the name of something else', { land_use: 'constructor' }, 'CONSTRUCTOR'],
    ['null, where the row has none', { land_use: null }, null],
  ])('%s', (_, properties, expected) => {
    expect(land(properties)).toBe(expected)
  })

  test('by a given map, its default for what it does not list', () => {
    const map = parseClassMap(
      '{"layers":{"land-use":{"field":"crop","values":{"maize":"0103","none":null},"default":"0204"}}}',
      'map.json',
    )
    expect(['maize', 'none', 'tea', ''].map((crop) => land({ crop }, ['crop'], map))).toEqual(['0103', null, '0204', '0204']) // prettier-ignore
  })

  test('the map of Andorra covers its zones', () => {
    const zone = (value: string) => toLayerFeature({ zone: value }, 'plan-zones', ['zone'], andorra).class
    expect(['forest', 'residential', 'national_park', 'quarry'].map(zone)).toEqual(['530', '410', '100', '700']) // prettier-ignore
  })
})

describe('a file of the wrong role is refused with what is expected and what is there', () => {
  test.each([
    [
      'plan zones given as land use',
      'land-use',
      ['GHFQDM', 'BSM'],
      /DLBM, land_class, land_use.*it has: GHFQDM, BSM/,
    ],
    ['land use given as plan zones', 'plan-zones', ['DLBM'], /GHFQDM, zone_code, zone.*it has: DLBM/],
    ['buildings given as townships', 'townships', ['osm_id', 'building'], /XZQMC, name/],
    ['land use given as permits', 'rural-permits', ['DLBM'], /XKZH.*FZRQ/],
    ['a file without fields', 'land-use', [], /no fields at all/],
  ] as const)('%s', (_, role, fields, message) => {
    // prettier-ignore
    expect(() => checkFitsRole(role, fields, 'file.zip', undefined)).toThrow(expect.objectContaining({ code: 'wrong-role', message: expect.stringMatching(message) })) // prettier-ignore
  })

  test('a map that reads a field which is not there', () => {
    expect(() => checkFitsRole('land-use', ['DLBM'], 'file.zip', andorra)).toThrow(/land_use; it has: DLBM/)
  })

  test.each([
    ['land-use', ['dlbm']],
    ['plan-zones', ['zone']],
    ['townships', ['osm_id', 'name']],
    ['rural-permits', ['permit_no']],
    ['eco-red-line', []],
  ] as const)('%s with the fields %j fits', (role, fields) => {
    expect(() => checkFitsRole(role, fields, 'file.zip', undefined)).not.toThrow()
  })
})

test.each([
  ['公益林', 'public'],
  ['11', 'public'], // 重点公益林
  ['111', 'public'], // 林种: 水源涵养林
  ['一般商品林', 'commercial'],
  ['22', 'commercial'],
  ['commercial', 'commercial'],
  ['疏林', '疏林'],
  [null, null],
])('a forest of kind %s is %s', (kind, expected) => {
  expect(toLayerFeature({ SEN_LIN_LB: kind }, 'forests', ['SEN_LIN_LB'], undefined).class).toBe(expected)
})

test('a permit keeps its days, status, use and measures in our words', () => {
  const row = { XKZH: 'XK-7', JSDW: '张三', ZT: '已注销', YT: '住宅', CS: '２', PZMJ: '1,200.5', FZRQ: '2024/3/5', YXQZ: 46_000 } // prettier-ignore
  expect(toLayerFeature(row, 'rural-permits', Object.keys(row), undefined)).toEqual({
    sourceKey: 'XK-7',
    class: null,
    name: null,
    validFrom: '2024-03-05',
    validTo: '2025-12-09',
    attributes: { ...row, number: 'XK-7', holder: '张三', status: 'revoked', use: 'dwelling', storeys: 2, approvedAreaM2: 1200.5 }, // prettier-ignore
  })
})

describe('a report in our words', () => {
  test('from the fields of a monitoring file', () => {
    const row = { JCBH: 'T-001', TBLX: '1', LY: '卫片', SBRQ: '20260630', QSX: '2025-06-01', YT: '看护房', CS: 1, DSRLX: '村民', GZC: '破坏' } // prettier-ignore
    expect(toReportRow(row, undefined)).toMatchObject({
      reportNo: 'T-001',
      type: '01',
      source: 'satellite',
      reportedOn: '2026-06-30',
      imageBefore: '2025-06-01',
      imageAfter: null,
      attributes: { use: 'guardHouse', storeys: 1, partyKind: 'villager', tillageLayer: 'damaged' },
      notices: [],
    })
  })

  test('from a building of OpenStreetMap, with a map or without', () => {
    for (const map of [undefined, andorra, parseClassMap('{}', '')])
      expect(toReportRow({ osm_id: '7', building: 'house' }, map)).toMatchObject({
        reportNo: '7',
        type: '20',
        attributes: { use: 'dwelling' },
        notices: [],
      })
    expect(toReportRow({ osm_id: '8', building: 'yes' }, undefined).attributes.use).toBeNull()
  })

  test('what is not understood is unknown, and said', () => {
    const report = toReportRow({ report_id: 'T-2', TBLX: 'ZZ', SBRQ: '2026-02-30', CS: '三层', YT: '不明' }, undefined) // prettier-ignore
    expect(report).toMatchObject({ type: null, reportedOn: null, attributes: { storeys: null, use: null } })
    expect(report.notices).toEqual([
      { field: 'type', value: 'ZZ' },
      { field: 'reportedOn', value: '2026-02-30' },
      { field: 'use', value: '不明' },
      { field: 'storeys', value: '三层' },
    ])
  })
})

test.each([
  ['0.3', 0.3, 0],
  [2, 2, 0],
  ['', null, 0],
  ['±1', null, 1],
  ['-1', null, 1],
  ['2000', null, 1],
])('a report that says %j of its accuracy lies off by %j m', (said, expected, notices) => {
  const row = toReportRow({ WZJD: said }, undefined)
  expect(row.accuracyM).toBe(expected)
  expect(row.notices).toHaveLength(notices)
})
