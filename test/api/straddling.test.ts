import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { exported } from './exported.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, WEST } from './given.ts'

// A patch over the border at 113.05° E: it is led from the west, and the east assists.

let db: Database
let app: TestApp
let analyst: Client
let west: Client
let east: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  await givenPerson(db, 'xi', { role: 'township', township: WEST })
  await givenPerson(db, 'dong', { role: 'township', township: EAST })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  west = await app.signIn('xi')
  east = await app.signIn('dong')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

let north = 36.01
/** A patch of 0.001° from west to east, each on ground of its own. */
async function reported(lon: number) {
  north += 0.002
  const lat = north
  const { body } = await analyst.call('POST /reports', {
    body: {
      district: DISTRICT,
      reportedOn: '2025-05-01',
      type: '20',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [lon, lat],
            [lon + 0.001, lat],
            [lon + 0.001, lat + 0.001],
            [lon, lat + 0.001],
            [lon, lat],
          ],
        ],
      },
    },
  })
  return body
}

const assign = (report: { reportId: string; version: number }, township: string) =>
  analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId: report.reportId, version: report.version }],
      township,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })
const read = (client: Client, reportId: string) =>
  client.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })
const list = (client: Client, query: Record<string, string> = {}) =>
  client.call('GET /reports', { query: { district: DISTRICT, ...query } })

describe('a patch over the border of two townships', () => {
  test('says who leads, who assists, and how its area is split', async () => {
    const { report, shares, townshipShare } = await reported(113.0493)
    expect(report.township?.code).toBe(WEST)
    expect(report.assistedBy).toEqual([{ code: EAST, name: '东镇' }])
    expect(townshipShare).toBeCloseTo(0.7, 3)
    expect(shares.map(({ township, part }) => [township?.code, part])).toEqual([
      [WEST, 'lead'],
      [EAST, 'assist'],
    ])
    expect(shares[1]!.areaM2).toBeCloseTo(report.areaM2 * 0.3, -1)
    expect(shares[0]!.countedM2 + shares[1]!.countedM2).toBeCloseTo(report.areaM2, 6)
  })

  test('counts once, at its lead; its area where it lies; together the district’s total', async () => {
    await reported(113.02)
    const outside = await reported(113.0995)
    const { total, totalAreaM2, counts } = (await list(analyst)).body
    const of = (key: string) => counts.township.find((one) => one.key === key)!
    expect(counts.township.reduce((sum, { count }) => sum + count, 0)).toBe(total)
    expect(counts.township.reduce((sum, { areaM2 }) => sum + areaM2, 0)).toBeCloseTo(totalAreaM2, 3)
    expect(total).toBe(3)
    expect(of(WEST).count).toBe(2)
    expect(of(EAST).count).toBe(1)
    // Half of the third lies beyond every township: named, and nobody's patch.
    expect(of('none')).toMatchObject({ count: 0, areaM2: expect.closeTo(outside.report.areaM2 / 2, -1) })
    expect(counts.assisting).toEqual([
      { key: EAST, count: 1, areaM2: expect.closeTo(outside.report.areaM2 * 0.3, -1) },
    ])
    // The list of a township are the patches that it leads; each stands in one of them.
    const [ofWest, ofEast] = [
      await list(analyst, { township: WEST }),
      await list(analyst, { township: EAST }),
    ]
    expect([ofWest.body.total, ofEast.body.total]).toEqual([2, 1])
    expect(ofWest.body.totalAreaM2 + ofEast.body.totalAreaM2).toBeCloseTo(totalAreaM2, 6)
  })

  test('is written into a file with its split', async () => {
    const csv = await (await exported(analyst)).text()
    const lines = csv.split('\r\n').slice(1, 4)
    const straddling = lines.filter((line) => /东镇,西乡 [\d.]+；东镇 [\d.]+,own,/.test(line))
    expect(straddling).toHaveLength(1)
    expect(lines.filter((line) => /,东镇 [\d.]+；区外\/未划 [\d.]+,own,/.test(line))).toHaveLength(1)
    const { features } = (await (await exported(analyst, { format: 'geojson' })).json()) as {
      features: { properties: { areaM2: number; byTownship: { countedM2: number }[] } }[]
    }
    for (const { properties } of features) {
      const split = properties.byTownship.reduce((sum, { countedM2 }) => sum + countedM2, 0)
      expect(split).toBeCloseTo(properties.areaM2, 6)
    }
  })
})

describe('the township that assists', () => {
  test('sees nothing before the patch is with the lead; then reads it, and who has it until when', async () => {
    const { report } = await reported(113.0494)
    const { reportId } = report
    expect((await read(east, reportId)).status).toBe(404)
    await assign(report, WEST)
    const { status, body } = await read(east, reportId)
    expect(status).toBe(200)
    expect(body.report).toMatchObject({ assignedTo: { code: WEST }, dueOn: '2099-01-01' })
    expect(body.assignments).toHaveLength(1)
    const listed = (await list(east)).body.reports.find((one) => one.reportId === reportId)
    expect(listed?.assistedBy.map(({ code }) => code)).toEqual([EAST])
  })

  test('changes nothing of it, and does not learn who the people are', async () => {
    const { report } = await reported(113.0494)
    const params = { district: DISTRICT, reportId: report.reportId }
    await analyst.call('POST /reports/:district/:reportId/parties', {
      params,
      body: { role: 'party', name: '张三' },
    })
    await assign(report, WEST)
    const { version } = (await read(east, report.reportId)).body.report
    const headers = ifMatch(report.reportId, version)
    const refused = await Promise.all([
      east.call('POST /reports/:district/:reportId/assignment/acknowledge', { params, headers }),
      east.call('POST /reports/:district/:reportId/assignment/deadline', {
        params,
        headers,
        body: { dueOn: '2099-02-01', reason: '晚些' },
      }),
      east.call('GET /reports/:district/:reportId/parties', { params }),
    ])
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403])
    expect(
      (await west.call('POST /reports/:district/:reportId/assignment/acknowledge', { params, headers }))
        .status,
    ).toBe(200)
  })

  test('reads what the leading township brings as evidence', async () => {
    const { report } = await reported(113.0494)
    await assign(report, WEST)
    const reply = await east.call('GET /reports/:district/:reportId/evidence', {
      params: { district: DISTRICT, reportId: report.reportId },
    })
    expect(reply.status).toBe(200)
  })

  test('sees it no more once it was taken back', async () => {
    const { report } = await reported(113.0494)
    await assign(report, WEST)
    const params = { district: DISTRICT, reportId: report.reportId }
    const { version } = (await read(analyst, report.reportId)).body.report
    await analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
      params,
      headers: ifMatch(report.reportId, version),
      body: { reason: '交办有误' },
    })
    expect((await read(east, report.reportId)).status).toBe(404)
  })

  test('is the one with the larger share, where the other has it in hand', async () => {
    const { report } = await reported(113.0493)
    await assign(report, EAST)
    expect((await read(west, report.reportId)).status).toBe(200)
    expect((await read(east, report.reportId)).body.report.assignedTo?.code).toBe(EAST)
  })
})
