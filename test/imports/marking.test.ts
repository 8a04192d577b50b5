import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretWordIn } from '../../domain/marking.ts'
import type { Database } from '../../server/db/database.ts'
import { importLayerFile } from '../../server/imports/import-layer.ts'
import { startApp, type Client, type TestApp } from '../api/client.ts'
import { DISTRICT, givenDistrict, givenPerson } from '../api/given.ts'
import { temporaryFolder } from '../intake/files.ts'
import { freshDatabase } from '../support/database.ts'

// What whoever brings a layer says of its secrecy, and what the layer itself says.

const folder = temporaryFolder()
let db: Database
let app: TestApp
let analyst: Client
let low: Client

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'fenxi2', { role: 'analyst', clearance: 'internal' })
  app = await startApp(db, { withJobs: true })
  analyst = await app.signIn('fenxi')
  low = await app.signIn('fenxi2')
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const content = (properties: object = {}) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: [{ BSM: '1' }, { BSM: '2', ...properties }].map((one) => ({
      type: 'Feature',
      properties: one,
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [113.01, 36.01],
            [113.02, 36.01],
            [113.02, 36.02],
            [113.01, 36.02],
            [113.01, 36.01],
          ],
        ],
      },
    })),
  })

const count = async () =>
  (
    await db.query<{ n: number }>(
      `select count(*)::int as n from land.layer_version where role <> 'townships'`,
    )
  ).rows[0]!.n

describe('a word of state secrecy', () => {
  test.each([
    ['机密', '机密'],
    ['本图属秘密级', '秘密'],
    ['绝密★10年', '绝密'],
    ['机　密★10年', '机密'],
    ['密级：秘 密', '秘密'],
    ['非秘密', null],
    ['本数据不涉及秘密', null],
    ['保密承诺', null],
    ['密林村', null],
    ['内部', null],
    ['', null],
  ])('in “%s” is %s', (text, word) => {
    expect(secretWordIn(text)).toBe(word)
  })
})

describe('a layer that says it is secret', () => {
  const layer = {
    district: DISTRICT,
    role: 'basic-farmland',
    validFrom: '2024-12-31',
    source: '变更调查',
    importedBy: 'test',
  } as const
  test.each([
    ['its file name', '永农（机密）.geojson', {}, {}, /“机密”.*file name/],
    ['its source', '永农.geojson', { source: '秘密级成果' }, {}, /“秘密”.*source/],
    ['a value', '永农.geojson', {}, { BZ: '绝 密' }, /“绝密”.*row 2, field BZ/],
    ['a field', '永农.geojson', {}, { 机密等级: 1 }, /“机密”.*a field/],
  ])(
    'in %s is refused, and told where; nothing of it stays',
    async (_where, fileName, over, properties, said) => {
      const before = await count()
      const file = folder.write(fileName, content(properties))
      await expect(importLayerFile(db, file, { ...layer, fileName, ...over })).rejects.toMatchObject({
        code: 'says-secret',
        message: expect.stringMatching(said) as unknown,
      })
      expect(await count()).toBe(before)
    },
  )

  test('by the name of the layer inside is refused', async () => {
    const file = folder.write('永农.geojson', content().replace('{', '{"name":"机密_永农",'))
    await expect(importLayerFile(db, file, { ...layer, fileName: '永农.geojson' })).rejects.toThrow(
      /“机密”.*the layer/,
    )
  })
})

describe('sending a layer', () => {
  const send = (fields: Record<string, string>, by = analyst) =>
    by.upload(
      'POST /layers',
      { district: DISTRICT, role: 'basic-farmland', validFrom: '2024-12-31', source: '变更调查', ...fields },
      { name: '永农.geojson', content: content() },
    )

  test.each([
    ['without the word that it is none', { notSecret: '' }, 400, '/notSecret'],
    ['with no to it', { notSecret: 'false' }, 400, '/notSecret'],
    ['with a label that there is not', { label: 'secret' }, 400, '/label'],
    ['as sensitive without its release', { label: 'sensitive' }, 400, '/releaseNo'],
    ['as important without its release', { label: 'important', releaseNo: ' ' }, 400, '/releaseNo'],
  ])('%s is refused', async (_how, fields, status, pointer) => {
    const reply = await send(fields)
    expect([reply.status, reply.problem.errors?.[0]?.pointer]).toEqual([status, pointer])
  })

  test('above one’s own clearance is refused', async () => {
    expect((await send({ label: 'sensitive', releaseNo: '7号' }, low)).problem.code).toBe('forbidden')
    expect((await send({ label: 'internal' }, low)).status).toBe(202)
  })

  test('is kept with its label, its release and who confirmed it; its job is for those who may read it', async () => {
    const { body } = await send({ label: 'important', releaseNo: '晋自然资函〔2024〕7号' })
    const jobOf = (by: Client) => by.call('GET /jobs/:jobId', { params: { jobId: body.job.jobId } })
    await expect.poll(async () => (await jobOf(analyst)).body.job.state, { timeout: 60_000 }).toBe('done')
    expect((await jobOf(low)).status).toBe(404)
    const { layers } = (await analyst.call('GET /layers', { query: { district: DISTRICT } })).body
    expect(layers.filter(({ label }) => label === 'important')).toMatchObject([
      { releaseNo: '晋自然资函〔2024〕7号', notSecretBy: '王晓' },
    ])
  })
})
