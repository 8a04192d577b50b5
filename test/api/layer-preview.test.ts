import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../domain/api.ts'
import type { MultiPolygon, Position } from '../../domain/geojson.ts'
import type { LayerFeatureAttributes, LayerRole } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { importLayer } from '../../server/imports/import-layer.ts'
import type { Database } from '../../server/db/database.ts'
import { installKernel } from '../../server/kernel/kernel.ts'
import { wantedVersions } from '../../server/queries/kernel-layers.ts'
import { insertReport } from '../../server/queries/reports-write.ts'
import { freshDatabase } from '../support/database.ts'
import { startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, WEST } from './given.ts'

// Before a version is published, what it would change for reports is measured; by either engine the same, and nothing is stored.

let db: Database
let app: TestApp
let dataDir: string
let by: Record<'analyst' | 'cleared' | 'office' | 'agriculture' | 'township', Client>

beforeAll(async () => {
  db = await freshDatabase()
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-preview-'))
  await givenDistrict(db)
  const people = {
    analyst: { role: 'analyst', clearance: 'internal' },
    cleared: { role: 'analyst', clearance: 'important' },
    office: { role: 'office' },
    agriculture: { role: 'agriculture' },
    township: { role: 'township', township: WEST },
  } as const
  for (const [login, post] of Object.entries(people)) await givenPerson(db, login, post)
  app = await startApp(db)
  const clients = await Promise.all(
    Object.keys(people).map(async (login) => [login, await app.signIn(login)] as const),
  )
  by = Object.fromEntries(clients) as typeof by
}, 180_000)
afterAll(async () => {
  engine(false)
  await app.close()
  await db.close()
  await rm(dataDir, { recursive: true, force: true })
})

const engine = (isOn: boolean) => installKernel({ dataDir, kernel: { isOn, memoryMb: 64 } })

interface Given extends Partial<LayerFeatureAttributes> {
  geometry: MultiPolygon
}

async function version(
  role: LayerRole,
  features: readonly Given[],
  { validFrom = '2020-01-01', isDraft = false }: { validFrom?: Day; isDraft?: boolean } = {},
): Promise<string> {
  const rows = features.map(({ geometry, ...feature }, n) => ({
    rowNo: n + 1,
    feature: {
      sourceKey: `K${n + 1}`,
      class: null,
      name: null,
      validFrom: null,
      validTo: null,
      attributes: {},
      ...feature,
    },
    geometry,
  }))
  const { layerVersionId } = await importLayer(db, rows, {
    district: DISTRICT,
    role,
    validFrom,
    source: 'test',
    fileName: 'test.geojson',
    importedBy: 'test',
    crs: 'EPSG:4490',
    total: rows.length,
    ...(isDraft && {
      release: async (tx, id) => {
        await tx.query(`update land.layer_version set status = 'waiting' where layer_version_id = $1`, [id])
      },
    }),
  })
  return layerVersionId
}
const draft = (role: LayerRole, features: readonly Given[], validFrom: Day = '2025-01-01') =>
  version(role, features, { validFrom, isDraft: true })

let places = 0
/** A place of its own, out of reach of all others. */
const somewhere = () => {
  const north = -4_000 + 300 * places++
  return (east: number, width: number, height = 100) => rectangle({ east, north, width, height })
}
const report = (geometry: MultiPolygon, actOn: Day = '2025-06-01') =>
  insertReport(db, {
    source: 'satellite',
    type: '20',
    reportedOn: '2025-12-01',
    actOn,
    imageBefore: null,
    imageAfter: null,
    attributes: {},
    geometry,
    district: DISTRICT,
    createdBy: { name: 'test', personId: null, orgId: null },
  })

/** The whole answer, a few reports a call. */
async function preview(layerVersionId: string, client = by.office, limit = 3) {
  const answers: Answer<'GET /layers/:layerVersionId/preview'>[] = []
  for (let after: string | null = '0'; after !== null;) {
    const reply: Awaited<ReturnType<typeof ask>> = await ask(layerVersionId, client, { after, limit })
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.problem))
    answers.push(reply.body)
    after = reply.body.next
  }
  const sum = (of: (one: (typeof answers)[number]) => number) =>
    answers.reduce((all, one) => all + of(one), 0)
  return {
    engines: new Set(answers.map((one) => one.engine)),
    total: answers[0]!.total,
    examined: sum((one) => one.examined),
    served: sum((one) => one.served),
    unmeasured: sum((one) => one.unmeasured),
    withoutBefore: sum((one) => one.withoutBefore),
    slight: sum((one) => one.slight),
    against: [...new Set(answers.flatMap((one) => one.against))],
    reports: answers.flatMap((one) => one.reports),
    kinds: answers.flatMap((one) => one.kinds),
  }
}
const ask = (layerVersionId: string, client: Client, query: { after?: string; limit?: number } = {}) =>
  client.call('GET /layers/:layerVersionId/preview', { params: { layerVersionId }, query })

type Previewed = Awaited<ReturnType<typeof preview>>
/** A degree is not as long everywhere: to ten square metres. */
const tens = (m2: number) => 10 * Math.round(m2 / 10)
const whole = ({ reports }: Previewed) =>
  reports.map(({ reportId, change, beforeM2, afterM2, movedM2, kinds }) => [
    reportId,
    change,
    ...[beforeM2, afterM2, movedM2].map(tens),
    ...kinds.map(({ kind, beforeM2: then, afterM2: now }) => `${kind} ${tens(then)} → ${tens(now)}`),
  ])

describe.each([
  ['kernel', true],
  ['postgis', false],
] as const)('measured by %s', (name, isOn) => {
  beforeAll(() => {
    engine(isOn)
  })

  test('land classes: more, less, and the same of another class; what stays is not told', async () => {
    const at = somewhere()
    const field = (east: number, width: number, code: string): Given => ({
      geometry: at(east, width),
      class: code,
    })
    await version('land-use', [field(0, 100, '0103'), field(100, 100, '0103'), field(300, 100, '0103')])
    const [grown, regrouped, lost] = [
      await report(at(0, 120)),
      await report(at(150, 30)),
      await report(at(320, 20)),
      await report(at(30, 10)),
    ]
    const waiting = await draft('land-use', [
      field(0, 100, '0103'),
      field(100, 30, '0103'),
      field(130, 70, '1001'),
      field(310, 10, '0103'),
    ])
    const found = await preview(waiting)
    expect(whole(found)).toEqual([
      [regrouped, 'regrouped', 3000, 3000, 3000, '0103 3000 → 0', '1001 0 → 3000'],
      [lost, 'less', 2000, 0, 2000, '0103 2000 → 0'],
    ])
    expect(found.reports.map(({ reportId }) => reportId)).not.toContain(grown)
    expect(found.reports[0]!.kinds.map((one) => one.name)).toEqual(['旱地', '铁路用地'])
    expect(found.engines).toEqual(new Set([name]))
    expect(found).toMatchObject({ against: [expect.any(Number)], withoutBefore: 0, unmeasured: 0, slight: 0 })
    await db.query(`update land.layer_version set status = 'withdrawn' where role = 'land-use'`)
  })

  test('a layer without classes: how much more or less', async () => {
    const at = somewhere()
    await version('basic-farmland', [{ geometry: at(0, 100) }])
    const [more, less] = [await report(at(90, 20)), await report(at(0, 20))]
    const found = await preview(await draft('basic-farmland', [{ geometry: at(10, 100) }]))
    expect(whole(found)).toEqual([
      [more, 'more', 1000, 2000, 1000, ' 1000 → 2000'],
      [less, 'less', 2000, 1000, 1000, ' 2000 → 1000'],
    ])
    const together = found.kinds.reduce(
      (sum, { beforeM2, afterM2 }) => [sum[0]! + beforeM2, sum[1]! + afterM2],
      [0, 0],
    )
    expect(together.map(tens)).toEqual([3000, 3000])
    expect(found.kinds.reduce((sum, kind) => sum + kind.more, 0)).toBe(1)
    expect(found.kinds.reduce((sum, kind) => sum + kind.less, 0)).toBe(1)
    await db.query(`update land.layer_version set status = 'withdrawn' where role = 'basic-farmland'`)
  })

  test('permits: by their number, whatever place they have in the file', async () => {
    const at = somewhere()
    const permit = (number: string, east: number, width: number): Given => ({
      geometry: at(east, width),
      sourceKey: number,
      name: '某户',
      validFrom: '2024-01-01',
      attributes: { number },
    })
    await version('rural-permits', [permit('乡字1号', 0, 50), permit('乡字2号', 50, 50)])
    const built = await report(at(30, 50))
    // The register's newest version serves every day, also those before it.
    const found = await preview(
      await draft('rural-permits', [permit('乡字2号', 60, 40), permit('乡字1号', 0, 50)], '2026-11-01'),
    )
    expect(whole(found)).toEqual([[built, 'less', 5000, 4000, 1000, '乡字2号 3000 → 2000']])
    // A holder is nobody's to read here.
    expect(found.reports[0]!.kinds[0]!.name).toBeNull()
    await db.query(`update land.layer_version set status = 'withdrawn' where role = 'rural-permits'`)
  })

  test('the same again: nothing, to the last report', async () => {
    const at = somewhere()
    const same = [{ geometry: at(0, 100) }, { geometry: at(100, 17) }]
    await version('eco-red-line', same)
    await report(at(90, 20))
    const found = await preview(await draft('eco-red-line', same))
    expect(found).toMatchObject({ reports: [], slight: 0, unmeasured: 0, withoutBefore: 0 })
    expect(found.served).toBe(found.examined)
    expect(found.examined).toBe(found.total)
    await db.query(`update land.layer_version set status = 'withdrawn' where role = 'eco-red-line'`)
  })

  test.each([
    ['a hair less than a square metre is counted, and not listed', 0.0099, 1, 0],
    ['a hair more is listed', 0.0101, 0, 1],
    ['what nobody can see is neither', 0.00005, 0, 0],
  ])('%s', async (_case, metres, slight, listed) => {
    const at = somewhere()
    await version('forests', [{ geometry: at(0, 50), class: 'public' }])
    await report(at(0, 100))
    const found = await preview(await draft('forests', [{ geometry: at(0, 50 + metres), class: 'public' }]))
    expect([found.slight, found.reports.length]).toEqual([slight, listed])
    await db.query(`update land.layer_version set status = 'withdrawn' where role = 'forests'`)
  })

  test('no version before: all of it is more, and said to be without any before', async () => {
    const at = somewhere()
    const within = await report(at(0, 10))
    const found = await preview(await draft('grain-zones', [{ geometry: at(0, 100) }]))
    expect(whole(found)).toEqual([[within, 'more', 0, 1000, 1000, ' 0 → 1000']])
    // The earliest version serves also the days before it.
    expect(found).toMatchObject({ against: [], withoutBefore: found.total, served: found.total })
  })

  test('only reports by whose day it would serve, each beside what serves that day', async () => {
    const at = somewhere()
    const standing = await version('urban-boundary', [{ geometry: at(0, 10) }], { validFrom: '2022-01-01' })
    await version('urban-boundary', [{ geometry: at(0, 20) }], { validFrom: '2024-01-01' })
    const early = await report(at(0, 100), '2022-06-01')
    const middle = await report(at(0, 100), '2023-06-01')
    const late = await report(at(0, 100), '2024-06-01')
    const found = await preview(await draft('urban-boundary', [{ geometry: at(0, 50) }], '2023-01-01'))
    expect(whole(found)).toEqual([[middle, 'more', 1000, 5000, 4000, ' 1000 → 5000']])
    expect(found.reports.map(({ reportId }) => reportId)).not.toEqual(expect.arrayContaining([early, late]))
    const { rows } = await db.query<{ version: number }>(
      'select version from land.layer_version where layer_version_id = $1',
      [standing],
    )
    expect(found).toMatchObject({ served: 1, against: [rows[0]!.version] })
    await db.query(`delete from land.report where report_id = any ($1::bigint[])`, [[early, middle, late]])
    await db.query(`update land.layer_version set status = 'withdrawn' where role = 'urban-boundary'`)
  })

  test('a report that is gone, or went into another, is left out', async () => {
    const at = somewhere()
    const [gone, merged, stays] = [
      await report(at(0, 10)),
      await report(at(20, 10)),
      await report(at(40, 10)),
    ]
    await db.query('delete from land.report where report_id = $1', [gone])
    await db.query(
      `insert into land.standing (district, report_id, standing, counted_as) values ($1, $2, 'merged', $3)`,
      [DISTRICT, merged, stays],
    )
    const found = await preview(await draft('farm-parks', [{ geometry: at(0, 100) }]))
    expect(found.reports.map(({ reportId }) => reportId)).toEqual([stays])
  })
})

test('both engines answer the same', async () => {
  const at = somewhere()
  // Shapes of a hundred corners, and in the draft each moved a little.
  const blob = (east: number, by: number): MultiPolygon => {
    const [west, south] = at(east + by, 1).coordinates[0]![0]![0]!
    const ring = Array.from({ length: 100 }, (_, n): Position => {
      const turn = (2 * Math.PI * n) / 100
      const radius = 3e-4 + 6e-5 * Math.sin(7 * turn + east)
      return [west + radius * Math.cos(turn), south + 4e-4 + radius * Math.sin(turn)]
    })
    return { type: 'MultiPolygon', coordinates: [[[...ring, ring[0]!]]] }
  }
  const codes = ['0103', '0301', '1001']
  const fields = (by: number) =>
    Array.from({ length: 12 }, (_, n): Given => ({ geometry: blob(60 * n, by * n), class: codes[n % 3]! }))
  await version('land-use', fields(0))
  for (let n = 0; n < 12; n++) await report(blob(60 * n + 20, 0))
  const waiting = await draft('land-use', fields(0.3))
  engine(true)
  const byKernel = await preview(waiting)
  engine(false)
  const byPostgis = await preview(waiting)
  expect(byKernel.reports.length).toBeGreaterThan(8)
  expect(byKernel.engines).not.toEqual(byPostgis.engines)
  const numbers = ({ reports }: Previewed) =>
    reports.flatMap(({ beforeM2, afterM2, movedM2, kinds }) => [
      beforeM2,
      afterM2,
      movedM2,
      ...kinds.flatMap((kind) => [kind.beforeM2, kind.afterM2]),
    ])
  const words = ({ reports }: Previewed) =>
    reports.map(({ reportId, change, kinds }) => [reportId, change, ...kinds.map(({ kind }) => kind)])
  expect(words(byKernel)).toEqual(words(byPostgis))
  const others = numbers(byPostgis)
  for (const [n, m2] of numbers(byKernel).entries()) expect(Math.abs(m2 - others[n]!)).toBeLessThan(0.01)
  expect(byKernel.slight).toBe(byPostgis.slight)
  await db.query(`update land.layer_version set status = 'withdrawn' where role = 'land-use'`)
})

describe('who may', () => {
  let waiting: string
  beforeAll(async () => {
    engine(true)
    waiting = await draft('villages', [{ geometry: somewhere()(0, 10) }])
  })

  test.each([
    ['analyst', 200],
    ['office', 200],
    ['agriculture', 403],
    ['township', 403],
  ] as const)('%s: %i', async (who, status) => {
    expect((await ask(waiting, by[who])).status).toBe(status)
  })

  test.each(['published', 'staging'])('nobody of a version that is %s', async (status) => {
    const other = await draft('roads', [{ geometry: somewhere()(0, 10) }])
    await db.query('update land.layer_version set status = $2 where layer_version_id = $1', [other, status])
    expect((await ask(other, by.analyst)).status).toBe(404)
    await db.query('delete from land.layer_version where layer_version_id = $1', [other])
  })

  test.each([
    ['kernel', true],
    ['postgis', false],
  ] as const)(
    'a draft beyond the clearance is none, and against one in force nothing is measured (%s)',
    async (_, isOn) => {
      engine(isOn)
      const at = somewhere()
      const standing = await version('accepted-projects', [{ geometry: at(0, 50) }])
      await report(at(0, 10))
      const next = await draft('accepted-projects', [{ geometry: at(20, 50) }])
      const label = (id: string, to: string) =>
        db.query(
          `update land.layer_version set label = $2, release_no = 'x', not_secret_by = 'x' where layer_version_id = $1`,
          [id, to],
        )
      await label(next, 'important')
      expect((await ask(next, by.analyst)).problem.code).toBe('not-found')
      expect((await preview(next, by.cleared)).reports).toHaveLength(1)
      await label(next, 'internal')
      await label(standing, 'important')
      expect((await ask(next, by.analyst)).problem.code).toBe('forbidden')
      expect((await preview(next, by.cleared)).reports).toHaveLength(1)
      await db.query(`update land.layer_version set status = 'withdrawn' where role = 'accepted-projects'`)
    },
  )

  test('only of reports of his district', async () => {
    await db.query(
      `insert into land.district (district, name_zh, name_en, plane_srid, extent)
       values ('140405', '邻区', 'Other', 4547, ST_MakeEnvelope(113, 36, 113.1, 36.1, 4490))`,
    )
    const { total } = await preview(waiting)
    await db.query(
      `insert into land.report (district, report_no, source, type, reported_on, geom, area_m2, sha256, created_by)
       select '140405', 'N-1', source, type, reported_on, geom, area_m2, sha256, created_by from land.report limit 1`,
    )
    expect((await preview(waiting)).total).toBe(total)
  })

  test('the second engine has it ready before anybody asks', async () => {
    const wanted = await wantedVersions(db)
    expect(wanted.find(({ district }) => district === DISTRICT)!.layerVersionIds).toContain(waiting)
  })

  test('nothing is stored, and nothing stands in the trail', async () => {
    const state = async () =>
      (
        await db.query(
          `select (select count(*) from land.evaluation) e, (select count(*) from work.job) j, (select count(*) from audit.event) a,
                  (select status from land.layer_version where layer_version_id = $1) s`,
          [waiting],
        )
      ).rows[0]
    const before = await state()
    await preview(waiting)
    expect(await state()).toEqual(before)
  })
})
