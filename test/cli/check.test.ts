import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { geodata, temporaryFolder } from '../intake/files.ts'
import { readCsv } from './csv.ts'
import { startTuban, tuban } from './run.ts'

const folder = temporaryFolder()

/** A square of about `size` × 110 km near 113° E, 36° N. */
const square = (lon: number, lat: number, size: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, lat],
      [lon + size, lat],
      [lon + size, lat + size],
      [lon, lat + size],
      [lon, lat],
    ],
  ],
})

const landUse = folder.geojson(
  'land-use.geojson',
  [{ BSM: '1', DLBM: '0103' }, square(113, 36, 0.01)],
  [{ BSM: '2', DLBM: '0702' }, square(113.01, 36, 0.01)],
)
const townships = folder.geojson('townships.geojson', [
  { XZQDM: '140404101', XZQMC: '西乡' },
  square(112.99, 35.99, 0.05),
])
const permits = folder.geojson(
  'permits.geojson',
  [{ XKZH: 'P1', FZRQ: '2020-01-01', YXQZ: '2021-01-01' }, square(113.0005, 36.0005, 0.001)],
  [{ XKZH: 'P2', FZRQ: '2024-01-01' }, square(113.011, 36.001, 0.0005)],
)
const nothing = folder.geojson('none.geojson', [
  { BSM: 'far', PZRQ: '2020-01-01' },
  square(113.03, 36.03, 0.001),
])
const reports = folder.geojson(
  'reports.geojson',
  [{ report_id: 'on-farmland', TBLX: '20', HSX: '2025-05-01' }, square(113.001, 36.001, 0.001)],
  [{ report_id: 'with-permit', TBLX: '20', HSX: '2025-05-01' }, square(113.011, 36.001, 0.001)],
  [{ TBLX: '20', HSX: '2025-05-01' }, square(113.015, 36.001, 0.001)],
  [
    { report_id: 'bow-tie' },
    {
      type: 'Polygon',
      coordinates: [
        [
          [113, 36],
          [113.001, 36.001],
          [113.001, 36],
          [113, 36.001],
          [113, 36],
        ],
      ],
    },
  ],
)

const LAYERS = ['--layer', `farmland=${landUse}`, '--layer', `townships=${townships}`]

describe('tuban check', () => {
  test('writes a feature a report and a row a finding, in the columns that are promised', async () => {
    const out = folder.path('flagged.csv')
    const findings = folder.path('findings.csv')
    const { code, stdout, stderr } = await tuban([
      'check',
      reports,
      ...LAYERS,
      ...['land-approvals', 'homestead-approvals', 'facility-filings', 'basic-farmland'].flatMap((role) => [
        '--layer',
        `${role}=${nothing}`,
      ]),
      '--layer',
      `rural-permits=${permits}`,
      '--out',
      out,
      '--findings',
      findings,
    ])
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/row 4, id bow-tie · self-crossing · part 0, ring 0/)
    expect(stdout).toMatch(/疑似违法 suspected\s+2 /)

    const rows = readCsv(out)
    expect(Object.keys(rows[0]!)).toEqual(
      (
        'report_id as_of area_m2 area_mu farmland_m2 pbf_m2 other_ag_m2 construction_m2 unused_m2 unsurveyed_m2 redline_m2 ' +
        'plan_conform_m2 plan_contrary_m2 plan_zone permit_state permit_covered_m2 township township_code township_share ' +
        'township_split ' +
        'verdict flags doubts lon lat'
      ).split(' '),
    )
    const [onFarmland, withPermit, unnamed] = rows
    // 0.001° square at 36° N: 90.2 m × 111.0 m.
    expect(Number(onFarmland!['area_m2'])).toBeCloseTo(10_004, 0)
    expect(onFarmland).toMatchObject({
      report_id: 'on-farmland',
      as_of: '2025-05-01',
      farmland_m2: onFarmland!['area_m2'],
      construction_m2: '0',
      pbf_m2: '0',
      redline_m2: '',
      permit_state: 'expired',
      permit_covered_m2: '0',
      township: '西乡',
      township_code: '140404101',
      verdict: 'suspected',
    })
    expect(onFarmland!['flags']).toContain('NA-02')
    expect(Number(onFarmland!['area_mu'])).toBeCloseTo(Number(onFarmland!['area_m2']) / (10_000 / 15), 4)
    expect(withPermit).toMatchObject({ report_id: 'with-permit', farmland_m2: '0', permit_state: 'in-force' })
    expect(Number(withPermit!['permit_covered_m2']) / Number(withPermit!['area_m2'])).toBeCloseTo(0.25, 3)
    expect(unnamed).toMatchObject({ report_id: 'row-3', permit_state: 'none' })

    const found = readCsv(findings)
    expect(Object.keys(found[0]!)).toEqual(
      'report_id rule_id severity measured threshold unit lead_agency statute evidence_missing'.split(' '),
    )
    expect(found.find((row) => row['rule_id'] === 'NA-02')).toMatchObject({
      report_id: 'on-farmland',
      measured: onFarmland!['farmland_m2'],
      unit: 'm2',
      lead_agency: '区自然资源局',
    })
  })

  test('a day given for all judges by the permits of that day', async () => {
    const out = folder.path('then.geojson')
    const { code } = await tuban([
      'check',
      reports,
      ...LAYERS,
      '--layer',
      `rural-permits=${permits}`,
      '--as-of',
      '2020-06-30',
      '--out',
      out,
    ])
    expect(code).toBe(0)
    const { features } = JSON.parse(readFileSync(out, 'utf8')) as {
      features: { properties: Record<string, unknown>; geometry: object }[]
    }
    expect(features.map(({ properties }) => [properties['as_of'], properties['permit_state']])).toEqual([
      ['2020-06-30', 'in-force'],
      ['2020-06-30', 'issued-later'],
      ['2020-06-30', 'none'],
    ])
    expect(features[0]!.geometry).toMatchObject({ type: 'MultiPolygon' })
  })

  test('stopped half-way it writes nothing', async () => {
    const out = folder.path('stopped.geojson')
    const { child, ended } = startTuban([
      'check',
      geodata('andorra/new-buildings-2018-2024.geojson'),
      '--layer',
      `plan-zones=${geodata('andorra/zoning.zip')}`,
      '--out',
      out,
    ])
    child.stderr.on('data', (text: Buffer) => {
      if (String(text).includes('套合 overlay')) child.kill('SIGTERM')
    })
    expect((await ended).code).toBe(130)
    expect(existsSync(out)).toBe(false)
  })
})

describe('bad input', () => {
  test.each<[string, string[], RegExp]>([
    ['a file that is not there', [folder.path('no.geojson'), ...LAYERS], /no\.geojson does not exist/],
    ['a layer of the wrong role', [reports, '--layer', `rural-permits=${landUse}`], /land-use\.geojson/],
    [
      'a layer without coordinates of its system',
      [reports, '--layer', `farmland=${geodata('no-prj.zip')}`],
      /no-prj\.zip.*4526/,
    ],
    ['reports that are no JSON', [geodata('not-json.geojson'), ...LAYERS], /not-json\.geojson/],
    ['no features', [geodata('no-features.geojson'), ...LAYERS], /no-features\.geojson/],
    [
      'an output format that is not written',
      [reports, ...LAYERS, '--out', 'a.dxf'],
      /a\.dxf: write to \.geojson, \.gpkg or \.csv/,
    ],
    ['an output over an input', [reports, ...LAYERS, '--out', landUse], /land-use\.geojson is an input/],
    [
      'two outputs into one file',
      [reports, ...LAYERS, '--out', folder.path('x.csv'), '--findings', folder.path('x.csv')],
      /two files/,
    ],
    [
      'an output folder that is not there',
      [reports, ...LAYERS, '--out', folder.path('no/x.csv')],
      /no folder/,
    ],
    [
      'a class map that is none',
      [reports, ...LAYERS, '--classes', landUse],
      /land-use\.geojson is no class map/,
    ],
  ])('%s: exit code 1 and one clear line', async (_name, args, message) => {
    const { code, stdout, stderr } = await tuban(['check', ...args])
    expect(stderr).toMatch(message)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe('called wrongly', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['chekc'], /no command “chekc”/],
    ['no file', ['check', ...LAYERS], /Name the file of reports/],
    ['two files', ['check', reports, landUse, ...LAYERS], /Name one file, not 2/],
    ['no layer', ['check', reports], /at least one --layer/],
    ['a layer without a file', ['check', reports, '--layer', 'farmland'], /ROLE=FILE/],
    [
      'an unknown role',
      ['check', reports, '--layer', `moon=${landUse}`],
      /no layer role “moon”; there are: land-use/,
    ],
    ['a role twice', ['check', reports, ...LAYERS, '--layer', `land-use=${landUse}`], /twice for land-use/],
    ['an unknown option', ['check', reports, ...LAYERS, '--colour', 'red'], /--colour/],
    ['a day that is none', ['check', reports, ...LAYERS, '--as-of', '2026-02-30'], /--as-of takes a day/],
    ['a system that is no code', ['check', reports, ...LAYERS, '--crs', 'zone 38'], /EPSG code/],
    [
      'a system of a layer that is not given',
      ['check', reports, ...LAYERS, '--crs', 'roads=4526'],
      /no --layer/,
    ],
  ])('%s: exit code 2 and the way out', async (_name, args, message) => {
    const { code, stderr } = await tuban(args)
    expect(stderr).toMatch(message)
    expect(stderr).toContain('tuban help')
    expect(code).toBe(2)
  })

  test('help lists the commands, and tells of each', async () => {
    expect((await tuban([])).stdout).toContain('check')
    const { code, stdout } = await tuban(['help', 'check'])
    expect(code).toBe(0)
    expect(stdout).toContain('--layer')
  })
})
