import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person, ReportPage } from '../../domain/api.ts'
import { LABELS, mayRead, type Label } from '../../domain/label.ts'
import { asCaller, beyondClearance, requestDatabase } from '../../server/db/acting.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from '../api/client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from '../api/given.ts'

// What a post's clearance does not reach does not exist for it: each clearance against each label, at each door and at the database.

/** A layer of each label, by its role. */
const ROLE_OF = {
  public: 'roads',
  internal: 'eco-red-line',
  sensitive: 'rural-permits',
  important: 'basic-farmland',
} as const satisfies Record<Label, string>
const VERSION_OF: Record<Label, string> = {
  public: '2001',
  internal: '2002',
  sensitive: '2003',
  important: '2004',
}

let db: Database
let request: Database
let app: TestApp
let reportId: string
const people = {} as Record<Label, Person>
const by = {} as Record<Label, Client>

beforeAll(async () => {
  db = await freshDatabase()
  request = requestDatabase(db)
  await givenDistrict(db)
  for (const label of LABELS) {
    await givenLayer(label)
    // An analyst reads every report, so that only the clearance tells them apart.
    people[label] = await givenPerson(db, label, { role: 'analyst', clearance: label })
  }
  app = await startApp(db)
  for (const label of LABELS) by[label] = await app.signIn(label)
  const drawn = await by.public.call('POST /reports', {
    body: { district: DISTRICT, type: '20', reportedOn: '2026-05-01', geometry: square(113.01, 0.0006) },
  })
  reportId = drawn.body.report.reportId
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const square = (lon: number, size: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [lon, 36.012],
      [lon + size, 36.012],
      [lon + size, 36.012 + size],
      [lon, 36.012 + size],
      [lon, 36.012],
    ],
  ],
})

/** A layer over the west of the district, published, with a feature that was repaired. */
async function givenLayer(label: Label): Promise<void> {
  const id = VERSION_OF[label]
  await db.query(
    `insert into land.layer_version (layer_version_id, district, role, version, status, valid_from, source, file_name, source_crs,
                                     feature_count, imported_by, label, release_no, sha256)
     overriding system value values ($1, $2, $3, 1, 'published', '2020-01-01', 'test', 'test', '4490', 1, 'test', $4, '1号', 'abc')`,
    [id, DISTRICT, ROLE_OF[label], label],
  )
  await db.query(
    `with ground as (select ST_MakeEnvelope(113.0, 36.0, 113.05, 36.1, 4490) geom),
     feature as (
       insert into land.layer_feature (district, layer_version_id, feature_id, source_key, name, area_m2, attributes, geom)
       select $1, $2, 1, $3, $4, land.area_of_record(geom, 4547), jsonb_build_object('number', $4::text, 'holder', $4::text), ST_Multi(geom)
         from ground),
     shape as (
       insert into land.layer_shape (district, layer_version_id, feature_id, level, part, geom)
       select $1, $2, 1, level, 'fill', ST_Transform(geom, 3857) from ground, unnest(array[0, 10, 12]) level),
     problem as (
       insert into land.layer_problem (layer_version_id, feature_id, source_key, action, code, detail)
       values ($2, 1, $3, 'repaired', 'invalid', 'x'))
     insert into land.layer_piece (district, layer_version_id, feature_id, geom)
     select $1, $2, 1, ST_Transform(geom, 4547) from ground`,
    [DISTRICT, id, `KEY-${label}`, `NAME-${label}`],
  )
}

const page = async (client: Client): Promise<ReportPage> =>
  (await client.call('GET /reports/:district/:reportId', { params: { district: DISTRICT, reportId } })).body

const cells = LABELS.flatMap((clearance) => LABELS.map((label) => [clearance, label] as const))

/** Whether each door shows the layer of a label. */
const DOORS: Record<string, (client: Client, label: Label) => Promise<boolean>> = {
  async 'the list'(client, label) {
    const { layers } = (await client.call('GET /layers', { query: { district: DISTRICT } })).body
    return layers.some(({ layerVersionId }) => layerVersionId === VERSION_OF[label])
  },
  async 'a tile'(client, label) {
    const response = await client.fetch(`/api/tiles/layers/${VERSION_OF[label]}/12/3333/1604.mvt`)
    expect([200, 404]).toContain(response.status)
    return response.status === 200
  },
  async 'a point'(client, label) {
    const query = { district: DISTRICT, lon: 113.012, lat: 36.012 }
    const { features } = (await client.call('GET /identify', { query })).body
    return features.some(({ sourceKey }) => sourceKey === `KEY-${label}`)
  },
  async 'its problems'(client, label) {
    const params = { layerVersionId: VERSION_OF[label] }
    const { problems } = (await client.call('GET /layers/:layerVersionId/problems', { params })).body
    return problems.length > 0
  },
  async 'the page of a report'(client, label) {
    return JSON.stringify(await page(client)).includes(`NAME-${label}`)
  },
  async 'the explanation of a finding'(client, label) {
    const { findingId } = (await page(client)).evaluation!.results[0]!
    const query = { district: DISTRICT }
    const { body } = await client.call('GET /findings/:findingId', { params: { findingId }, query })
    expect(body.checks.areas.state).toBe('same')
    const text = JSON.stringify(body)
    expect(text.includes(`NAME-${label}`)).toBe(text.includes(`KEY-${label}`))
    return text.includes(`KEY-${label}`)
  },
  async 'an act on it'(client, label) {
    const { status } = await client.call('POST /layers/:layerVersionId/publish', {
      params: { layerVersionId: VERSION_OF[label] },
    })
    expect([200, 404]).toContain(status)
    return status === 200
  },
}

describe.each(Object.entries(DOORS))('%s', (_name, isShown) => {
  test.each(cells)('to a clearance that is %s: what is %s', async (clearance, label) => {
    expect(await isShown(by[clearance], label)).toBe(mayRead(clearance, label))
  })
})

describe('the page of a report', () => {
  test('is judged by all layers, whoever reported, and tells role and area of those that are not for the reader', async () => {
    const [all, few] = [(await page(by.important)).evaluation!, (await page(by.internal)).evaluation!]
    expect(all.hiddenLayers).toEqual([])
    expect(few.hiddenLayers.toSorted()).toEqual(['basic-farmland', 'rural-permits'])
    expect(few.verdict).toBe(all.verdict)
    expect(few.missingLayers).toEqual(all.missingLayers)
    const areas = ({ facts }: typeof all) =>
      facts.map(({ role, areaM2 }) => [role, areaM2] as const).toSorted()
    expect(areas(few)).toEqual(areas(all))
    const hidden = few.facts.find(({ role }) => role === 'basic-farmland')!
    expect(hidden).toMatchObject({
      layerVersionId: null,
      featureId: null,
      sourceKey: null,
      name: null,
      class: null,
    })
    const [permit] = few.permits
    expect(permit).toMatchObject({ role: 'rural-permits', number: null, holder: null, issuedOn: null })
    expect(permit!.coveredM2).toBe(all.permits[0]!.coveredM2)
    expect(all.permits[0]).toMatchObject({ number: 'NAME-sensitive' })
  })

  test('names townships, whatever the label of their layer', async () => {
    await db.query(
      `update land.layer_version set label = 'important', release_no = '1' where role = 'townships'`,
    )
    expect((await page(by.public)).report.township?.name).toBe('西乡')
    const found = await by.public.call('GET /reports', { query: { district: DISTRICT, search: '西乡' } })
    expect(found.body.total).toBe(1)
    await db.query(`update land.layer_version set label = 'internal' where role = 'townships'`)
  })
})

describe('an export', () => {
  test.each(
    LABELS.flatMap((clearance) =>
      (['csv', 'geojson'] as const).map((format) => [clearance, format] as const),
    ),
  )(
    'by a clearance that is %s, as %s, has the label of what it rests on and no word of any layer',
    async (clearance, format) => {
      const { body } = await by[clearance].call('POST /exports', {
        body: { district: DISTRICT, format, purpose: '核对台账', recipient: '本科室' },
      })
      expect(body.export).toMatchObject({ label: 'important', state: 'waiting' })
      const file = () => by[clearance].fetch(`/api/exports/${body.export.exportId}/file`)
      expect((await file()).status).toBe(409)
      const approvalId = body.export.approvalId!
      const second = by[clearance === 'important' ? 'public' : 'important']
      const approved = await second.call('POST /approvals/:approvalId/approve', {
        params: { approvalId },
        headers: ifMatch(approvalId, 1),
        body: { note: '核对过' },
      })
      expect(approved.status).toBe(200)
      const text = await (await file()).text()
      expect(text).toContain('西乡')
      for (const label of LABELS) {
        expect(text).not.toContain(`KEY-${label}`)
        expect(text).not.toContain(`NAME-${label}`)
      }
    },
  )
})

describe('the version that serves', () => {
  test('is not replaced by an older one for those who may not read it', async () => {
    await db.query(
      `insert into land.layer_version (layer_version_id, district, role, version, status, valid_from, source, file_name, source_crs,
                                       feature_count, imported_by, label)
       overriding system value values (1999, $1, 'basic-farmland', 99, 'published', '2019-01-01', 'test', 'test', '4490', 0, 'test', 'public')`,
      [DISTRICT],
    )
    const { layers } = (await by.public.call('GET /layers', { query: { district: DISTRICT } })).body
    expect(layers.find(({ layerVersionId }) => layerVersionId === '1999')).toMatchObject({ serves: false })
    await db.query('delete from land.layer_version where layer_version_id = 1999')
  })
})

const callerOf = ({ personId, org, role, district, township, clearance }: Person) => ({
  personId,
  forId: null,
  orgId: org.orgId,
  role,
  district,
  township,
  clearance,
})

describe('the second wall', () => {
  test.each(
    ['layer_version', 'layer_feature', 'layer_piece', 'layer_shape', 'layer_problem', 'fact'].flatMap(
      (table) => LABELS.map((clearance) => [table, clearance] as const),
    ),
  )(
    'of land.%s gives a clearance that is %s what it reaches, though the query forgot to ask',
    async (table, clearance) => {
      const { rows } = await asCaller(callerOf(people[clearance]), () =>
        request.query<{ id: string }>(
          `select distinct layer_version_id as id from land.${table} where layer_version_id > 2000 order by 1`,
        ),
      )
      expect(rows.map(({ id }) => id)).toEqual(
        LABELS.filter((label) => mayRead(clearance, label)).map((label) => VERSION_OF[label]),
      )
    },
  )

  test('is put back after judging', async () => {
    const count = `select count(*)::int as n from land.layer_version where layer_version_id > 2000`
    const found = await asCaller(callerOf(people.public), () =>
      request.transaction(async (tx) => {
        const ask = async () => (await tx.query<{ n: number }>(count)).rows[0]!.n
        return [await ask(), await beyondClearance(tx, ask), await ask()]
      }),
    )
    expect(found).toEqual([1, LABELS.length, 1])
  })
})

describe('clearance of a post', () => {
  test('is what is usual for the role', async () => {
    const usual = await Promise.all(
      (['analyst', 'office', 'agriculture', 'township', 'sysadmin'] as const).map(async (role) => {
        const { clearance } = await givenPerson(db, `usual-${role}`, {
          role,
          township: role === 'township' ? WEST : null,
        })
        return [role, clearance]
      }),
    )
    expect(Object.fromEntries(usual)).toEqual({
      analyst: 'important',
      office: 'important',
      agriculture: 'internal',
      township: 'internal',
      sysadmin: 'internal',
    })
  })

  test('raised in the database by somebody else lets nobody in', async () => {
    await givenPerson(db, 'forged', { role: 'township', township: EAST })
    const client = await app.signIn('forged')
    expect((await client.call('GET /session')).status).toBe(200)
    await db.query(
      `update work.post set clearance = 'important' where person_id = (select person_id from work.person where login = 'forged')`,
    )
    expect((await client.call('GET /session')).status).toBe(401)
  })
})

describe('evidence that is sensitive', () => {
  const LOGINS = ['collector', 'colleague', 'elsewhere', 'nongye', 'nongye2'] as const
  const clients = {} as Record<(typeof LOGINS)[number], Client>
  let given: string
  let evidenceId: string

  beforeAll(async () => {
    await givenPerson(db, 'collector', { role: 'township', township: WEST })
    await givenPerson(db, 'colleague', { role: 'township', township: WEST })
    await givenPerson(db, 'elsewhere', { role: 'township', township: EAST })
    await givenPerson(db, 'nongye', { role: 'agriculture' })
    await givenPerson(db, 'nongye2', { role: 'agriculture', clearance: 'sensitive' })
    for (const login of LOGINS) clients[login] = await app.signIn(login)
    given = await givenReport(db, { rules: ['NG-04'] })
    await db.query(
      `insert into work.assignment (district, report_id, township, task, due_on, assigned_by)
       select $1, $2, $3, 'x', '2027-01-01', person_id from work.person where login = 'important'`,
      [DISTRICT, given, WEST],
    )
    const { rows } = await db.query<{ id: string }>(
      `insert into work.evidence (district, report_id, client_uuid, sha256, sm3, size, type, name, collector)
       select $1, $2, gen_random_uuid(), sha256('x'), sha256('x'), 1, 'application/pdf', 'x.pdf', person_id
         from work.person where login = 'collector' returning evidence_id as id`,
      [DISTRICT, given],
    )
    evidenceId = rows[0]!.id
  })

  const seenBy = async (client: Client) => {
    const params = { district: DISTRICT, reportId: given }
    const list = await client.call('GET /reports/:district/:reportId/evidence', { params })
    const item = await client.call('GET /reports/:district/:reportId/evidence/:evidenceId', {
      params: { ...params, evidenceId },
    })
    const original = await client.fetch(`/api/reports/${DISTRICT}/${given}/evidence/${evidenceId}/thumbnail`)
    const isListed = list.status === 200 && list.body.evidence.length === 1
    expect(item.status === 200).toBe(isListed)
    // There is no picture of a paper; a paper that is not there is told of in other words.
    const { detail } = (await original.json()) as { detail: string }
    expect(detail.includes('x.pdf')).toBe(isListed)
    return isListed
  }
  const unguarded = async (person: string) => {
    const { rows } = await db.query<{ person_id: string }>(
      'select person_id from work.person where login = $1',
      [person],
    )
    const { postsToday } = await import('../../server/queries/posts.ts')
    const [post] = await postsToday(db, rows[0]!.person_id)
    const caller = callerOf({ ...people.public, ...post!, personId: rows[0]!.person_id })
    const found = await asCaller(caller, () =>
      request.query('select from work.evidence where evidence_id = $1', [evidenceId]),
    )
    return found.rowCount === 1
  }

  test.each([
    ['collector', true],
    ['colleague', true], // the township has the patch in hand
    ['elsewhere', false],
    ['nongye', false], // sees the report, and is cleared for what is internal
    ['nongye2', true],
  ] as const)('is seen by %s: %s, at both walls', async (login, isSeen) => {
    expect(await seenBy(clients[login])).toBe(isSeen)
    expect(await unguarded(login)).toBe(isSeen)
  })

  test('stays in its collector’s sight when the patch is taken back, and leaves his colleague’s where it came later', async () => {
    await db.query(
      'update work.assignment set withdrawn_at = now(), withdrawn_by = assigned_by where report_id = $1',
      [given],
    )
    expect(await unguarded('collector')).toBe(true)
    expect(await unguarded('colleague')).toBe(false)
    expect(await seenBy(clients.colleague)).toBe(false)
  })
})
