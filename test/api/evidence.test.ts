import { createHash, randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { PhotonImage } from '@silvia-odwyer/photon-node'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { heic, jpeg, jpegClaiming, pdf, png, webp, zip } from '../../fixtures/builders/evidence.ts'
import type { Database } from '../../server/db/database.ts'
import { pathOf } from '../../server/evidence/store.ts'
import { listed, send } from '../evidence/given.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

let db: Database
let app: TestApp
let analyst: Client
let west: Client
let east: Client
let reportId: string

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'xixiang', { role: 'township', township: WEST, nameZh: '孙立' })
  await givenPerson(db, 'dongzhen', { role: 'township', township: EAST })
  await givenPerson(db, 'nongye', { role: 'agriculture' })
  await givenPerson(db, 'bangongshi', { role: 'office' })
  await givenPerson(db, 'shenji', { role: 'auditor' })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
  west = await app.signIn('xixiang')
  east = await app.signIn('dongzhen')
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  reportId = await givenReport(db)
})

const at = (evidenceId: string) => ({ district: DISTRICT, reportId, evidenceId })
const fileUrl = (evidenceId: string, what: string) =>
  `/api/reports/${DISTRICT}/${reportId}/evidence/${evidenceId}/${what}`
const hash = (alg: string, bytes: Uint8Array) => createHash(alg).update(bytes).digest('hex')
const itemOf = async (evidenceId: string) =>
  (await analyst.call('GET /reports/:district/:reportId/evidence/:evidenceId', { params: at(evidenceId) }))
    .body

async function assignTo(township: string): Promise<void> {
  await analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version: 1 }],
      township,
      task: '拍照',
      dueOn: '2026-12-31',
    },
  })
}

async function eventsOf(stream: string) {
  const { rows } = await db.query<{
    action: string
    outcome: string
    object: string
    detail: Record<string, unknown>
  }>(
    'select action, outcome, object, detail::jsonb as detail from audit.event where stream = $1 order by seq',
    [stream],
  )
  return rows
}

/** Everything below the folder of evidence, without directories. */
async function files(): Promise<string[]> {
  if (!existsSync(app.evidence.folder)) return []
  const entries = await readdir(app.evidence.folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

const CAMERA = {
  taken: '2026:05:01 10:20:30',
  zone: '+08:00',
  lon: 113.0105,
  lat: 36.0107,
  errorM: 5,
  model: 'P60',
  orientation: 6,
}

describe('adding evidence', () => {
  test('keeps the bytes as they are, under both hashes, and what the camera tells', async () => {
    const bytes = jpeg({ camera: CAMERA, width: 800, height: 600 })
    const headers = { 'x-device-time': new Date(Date.now() + 90_000).toISOString() }
    const { status, body } = await send(analyst, reportId, bytes, {
      name: '现场 1.jpg',
      headers,
      witness: '张三',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      isKnown: false,
      item: {
        name: '现场 1.jpg',
        type: 'image/jpeg',
        size: bytes.length,
        sha256: hash('sha256', bytes),
        sm3: hash('sm3', bytes),
        width: 800,
        height: 600,
        takenAt: '2026-05-01T02:20:30.000Z',
        takenZoneKnown: true,
        collector: '王晓',
        witness: '张三',
        device: 'P60',
        position: {
          lon: expect.closeTo(113.0105, 6) as number,
          lat: expect.closeTo(36.0107, 6) as number,
          errorM: 5,
        },
        label: 'sensitive',
        voided: null,
        isSound: true,
      },
    })
    // The way here and a busy machine take some of it.
    expect(body.item.clockOffsetS).toBeLessThanOrEqual(90)
    expect(body.item.clockOffsetS).toBeGreaterThan(30)
    const file = pathOf(app.evidence, body.item.sha256)
    expect((await readFile(file)).equals(bytes)).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o440)
    expect(await listed(analyst, reportId)).toEqual({ evidence: [body.item], isWanted: false })
    expect((await itemOf(body.item.evidenceId)).custody).toMatchObject([{ act: 'received', who: '王晓' }])
    const [event] = await eventsOf(`report:${DISTRICT}/${reportId}`)
    expect(event).toMatchObject({
      action: 'evidence.add',
      detail: { sha256: body.item.sha256, sm3: body.item.sm3 },
    })
  })

  test.each([
    ['PNG', png(), 'image/png'],
    ['WebP', webp(), 'image/webp'],
    ['HEIC', heic(), 'image/heic'],
    ['PDF', pdf(), 'application/pdf'],
  ])('takes %s, whatever its name', async (_name, bytes, type) => {
    const { body } = await send(analyst, reportId, bytes, { name: '图.txt' })
    expect(body.item).toMatchObject({ type, name: '图.txt' })
  })

  test.each([
    ['a zip called a photo', zip(), 'a.jpg', 'unsupported-media'],
    ['a zip behind a photo', zip(jpeg()), 'a.jpg', 'unsupported-media'],
    ['an SVG', Buffer.from('<svg onload="x()"/>'), 'a.svg', 'unsupported-media'],
    ['a picture of 50,000 × 50,000', jpegClaiming(50_000, 50_000), 'a.jpg', 'too-large'],
    ['half a photo', jpeg().subarray(0, 300), 'a.jpg', 'file-unreadable'],
    ['nothing', Buffer.alloc(0), 'a.jpg', 'file-unreadable'],
    ['more than 20 MB', Buffer.concat([pdf(), Buffer.alloc(20_000_000)]), 'a.pdf', 'too-large'],
  ])('%s is refused and leaves nothing', async (_name, bytes, name, code) => {
    const before = await files()
    const { problem } = await send(analyst, reportId, bytes, { name })
    expect(problem.code).toBe(code)
    expect(await files()).toEqual(before)
    expect((await listed(analyst, reportId)).evidence).toEqual([])
  })

  test('the same bytes twice are one item, and this is told', async () => {
    const bytes = jpeg({ seed: 'twice' })
    const first = await send(analyst, reportId, bytes, { name: 'a.jpg' })
    const second = await send(analyst, reportId, bytes, { name: 'b.jpg' })
    expect(second.body).toEqual({ item: first.body.item, isKnown: true })
    expect(
      (await itemOf(first.body.item.evidenceId)).custody.map(({ act, detail }) => [act, detail]),
    ).toEqual([
      ['received', 'a.jpg'],
      ['received-again', 'b.jpg'],
    ])
  })

  test('in another report they are another item of the same file', async () => {
    const bytes = jpeg({ seed: 'shared' })
    const { body } = await send(analyst, reportId, bytes)
    const before = await files()
    const other = await send(analyst, await givenReport(db), bytes)
    expect(other.body).toMatchObject({ isKnown: false, item: { sha256: body.item.sha256 } })
    expect(await files()).toEqual(before)
  })

  test('sent again under its UUID it is answered and not added; another file under it is refused', async () => {
    const clientUuid = randomUUID()
    const bytes = jpeg({ seed: 'again' })
    const first = await send(analyst, reportId, bytes, { clientUuid })
    expect((await send(analyst, reportId, bytes, { clientUuid })).body).toEqual(first.body)
    expect((await send(analyst, reportId, jpeg({ seed: 'other' }), { clientUuid })).problem.code).toBe(
      'key-reused',
    )
    expect((await listed(analyst, reportId)).evidence).toHaveLength(1)
  })

  test('sent again under its Idempotency-Key it is answered as before', async () => {
    const headers = { 'idempotency-key': 'photo-1' }
    const bytes = jpeg({ seed: 'key' })
    const clientUuid = randomUUID()
    const first = await send(analyst, reportId, bytes, { clientUuid, headers })
    const second = await send(analyst, reportId, bytes, { clientUuid, headers })
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.body).toEqual(first.body)
    expect((await itemOf(first.body.item.evidenceId)).custody).toHaveLength(1)
  })

  test('at once from two pages it is one item', async () => {
    const bytes = jpeg({ seed: 'at once' })
    const replies = await Promise.all([1, 2].map(() => send(analyst, reportId, bytes)))
    expect(replies.map(({ body }) => body.isKnown).sort()).toEqual([false, true])
    expect((await listed(analyst, reportId)).evidence).toHaveLength(1)
  })

  test('twenty items a report', async () => {
    for (let n = 0; n < 20; n++)
      expect((await send(analyst, reportId, jpeg({ seed: `n${n}` }))).status).toBe(200)
    expect((await send(analyst, reportId, jpeg({ seed: 'n20' }))).problem.code).toBe('evidence-limit')
  })

  test('a name is one line, and no path', async () => {
    const { body } = await send(analyst, reportId, pdf('name'), { name: 'C:\\照片\\a\u202egpj.pdf' })
    expect(body.item.name).toBe('agpj.pdf')
  })
})

describe('what leaves the house', () => {
  test.each(['original', 'csv', 'html'])('as %s wants a fresh proof of who takes it', async (what) => {
    const { item } = (await send(analyst, reportId, pdf('proof'))).body
    const url =
      what === 'original'
        ? fileUrl(item.evidenceId, what)
        : `/api/reports/${DISTRICT}/${reportId}/evidence.${what}`
    const take = async () => {
      const response = await analyst.fetch(url)
      return response.ok ? 'taken' : ((await response.json()) as { code: string }).code
    }
    await db.query(`update work.session set proved_at = now() - interval '6 minutes'`)
    expect((await analyst.call('GET /session')).body.isProved).toBe(false)
    expect(await take()).toBe('step-up-required')
    expect((await itemOf(item.evidenceId)).custody.map(({ act }) => act)).toEqual(['received'])
    await db.query('update work.session set proved_at = now()')
    expect((await analyst.call('GET /session')).body.isProved).toBe(true)
    expect(await take()).toBe('taken')
  })
})

describe('who sees it', () => {
  test('a township adds to what is assigned to it; others find nothing', async () => {
    expect((await send(west, reportId, jpeg())).status).toBe(404)
    await assignTo(WEST)
    const { body } = await send(west, reportId, jpeg())
    const { evidenceId } = body.item
    expect((await listed(west, reportId)).evidence).toMatchObject([{ evidenceId, collector: '孙立' }])
    const params = { district: DISTRICT, reportId }
    const ask = async (client: Client) => [
      (await client.call('GET /reports/:district/:reportId/evidence', { params })).status,
      (await client.call('GET /reports/:district/:reportId/evidence/:evidenceId', { params: at(evidenceId) }))
        .status,
      (
        await client.call('POST /reports/:district/:reportId/evidence/:evidenceId/check', {
          params: at(evidenceId),
        })
      ).status,
      ...(await Promise.all(
        ['original', 'thumbnail', 'display'].map(
          async (what) => (await client.fetch(fileUrl(evidenceId, what))).status,
        ),
      )),
      (await client.fetch(`/api/reports/${DISTRICT}/${reportId}/evidence.csv`)).status,
    ]
    expect(await ask(west)).toEqual([200, 200, 200, 200, 200, 200, 200])
    expect(await ask(east)).toEqual([404, 404, 404, 404, 404, 404, 404])
    expect(await ask(await app.signIn('shenji'))).toEqual([403, 403, 403, 403, 403, 403, 403])
    expect(await ask(app.visitor)).toEqual([401, 401, 401, 401, 401, 401, 401])
  })

  test('a township that it was taken back from sees what there was by then, and adds nothing', async () => {
    await assignTo(WEST)
    const before = (await send(west, reportId, jpeg({ seed: 'before' }))).body.item
    await analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
      params: { district: DISTRICT, reportId },
      headers: ifMatch(reportId, 2),
      body: { reason: '改交' },
    })
    const after = (await send(analyst, reportId, jpeg({ seed: 'after' }))).body.item
    expect((await listed(west, reportId)).evidence.map(({ evidenceId }) => evidenceId)).toEqual([
      before.evidenceId,
    ])
    expect((await west.fetch(fileUrl(before.evidenceId, 'original'))).status).toBe(200)
    expect((await west.fetch(fileUrl(after.evidenceId, 'original'))).status).toBe(404)
    await analyst.fetch(fileUrl(before.evidenceId, 'original'))
    const seen = await west.call('GET /reports/:district/:reportId/evidence/:evidenceId', {
      params: at(before.evidenceId),
    })
    expect(seen.body.custody.map(({ act }) => act)).toEqual(['received'])
    expect((await itemOf(before.evidenceId)).custody.map(({ act }) => act)).toEqual([
      'received',
      'read',
      'read',
    ])
    expect((await send(west, reportId, jpeg({ seed: 'late' }))).status).toBe(403)
  })

  test('an item is found under its own report only', async () => {
    const { body } = await send(analyst, reportId, jpeg())
    reportId = await givenReport(db)
    expect((await analyst.fetch(fileUrl(body.item.evidenceId, 'original'))).status).toBe(404)
  })

  test('the leading office reads and does not add', async () => {
    await send(analyst, reportId, jpeg())
    const office = await app.signIn('bangongshi')
    expect((await listed(office, reportId)).evidence).toHaveLength(1)
    expect((await send(office, reportId, png())).status).toBe(403)
  })
})

describe('the bytes', () => {
  test('come as they were received, as a file that no browser runs; the reading is recorded', async () => {
    const bytes = jpeg({ seed: 'original', camera: CAMERA })
    const { item } = (await send(analyst, reportId, bytes, { name: '现场.html' })).body
    const response = await analyst.fetch(fileUrl(item.evidenceId, 'original'))
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
    const { headers } = response
    expect(headers.get('content-type')).toBe('image/jpeg')
    expect(headers.get('content-disposition')).toMatch(/^attachment;.*UTF-8''%E7%8E%B0%E5%9C%BA\.jpg$/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    expect((await itemOf(item.evidenceId)).custody.map(({ act }) => act)).toEqual(['received', 'read'])
    expect((await eventsOf(`report:${DISTRICT}/${reportId}`)).map(({ action }) => action)).toEqual([
      'evidence.add',
      'evidence.read',
    ])
  })

  test.each([
    ['thumbnail', 400, 300],
    ['display', 1600, 1200],
  ])('the %s is upright, smaller, and without metadata', async (what, height, width) => {
    const { item } = (
      await send(analyst, reportId, jpeg({ width: 2000, height: 1500, camera: CAMERA, seed: what }))
    ).body
    const response = await analyst.fetch(fileUrl(item.evidenceId, what))
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    const shown = new Uint8Array(await response.arrayBuffer())
    expect(Buffer.from(shown).includes('Exif')).toBe(false)
    expect(Buffer.from(shown).includes(what)).toBe(false)
    const picture = PhotonImage.new_from_byteslice(shown)
    expect([picture.get_width(), picture.get_height()]).toEqual([width, height])
    // Turned by a quarter, the red corner is at the upper right.
    const [red] = picture.get_raw_pixels().subarray(4 * (width - 10 + 10 * width))
    expect(red).toBeGreaterThan(180)
  })

  test.each([
    ['a PNG', png()],
    ['a WebP', webp()],
  ])('%s is shown too, and never enlarged', async (_name, bytes) => {
    const { item } = (await send(analyst, reportId, bytes)).body
    const response = await analyst.fetch(fileUrl(item.evidenceId, 'display'))
    const picture = PhotonImage.new_from_byteslice(new Uint8Array(await response.arrayBuffer()))
    expect([picture.get_width(), picture.get_height()]).toEqual([40, 30])
  })

  test.each([
    ['a HEIC', heic({ camera: CAMERA })],
    ['a PDF', pdf('shown')],
    ['a JPEG whose picture cannot be decoded', jpegClaiming(100, 100)],
  ])('%s has no picture to show, and can be downloaded', async (_name, bytes) => {
    const { item } = (await send(analyst, reportId, bytes)).body
    expect((await analyst.fetch(fileUrl(item.evidenceId, 'thumbnail'))).status).toBe(404)
    expect((await analyst.fetch(fileUrl(item.evidenceId, 'original'))).status).toBe(200)
  })
})

describe('checking on demand', () => {
  test('hashes the file again; a lost one is told and recorded, and heals when it comes again', async () => {
    const bytes = jpeg({ seed: 'check' })
    const { item } = (await send(analyst, reportId, bytes)).body
    const check = async () =>
      (
        await analyst.call('POST /reports/:district/:reportId/evidence/:evidenceId/check', {
          params: at(item.evidenceId),
        })
      ).body.item.isSound
    expect(await check()).toBe(true)
    await rm(pathOf(app.evidence, item.sha256))
    expect(await check()).toBe(false)
    expect((await analyst.fetch(fileUrl(item.evidenceId, 'original'))).status).toBe(500)
    await send(analyst, reportId, bytes)
    expect(await check()).toBe(true)
    const checks = (await eventsOf(`report:${DISTRICT}/${reportId}`)).filter(
      ({ action }) => action === 'evidence.check',
    )
    expect(checks.map(({ outcome, detail }) => [outcome, detail['fault']])).toEqual([
      ['done', null],
      ['refused', 'missing'],
      ['done', null],
    ])
  })
})

describe('电子数据清单', () => {
  test('lists name, kind, size, hashes, times, clock, collector and witness; its making is recorded', async () => {
    const { item } = (
      await send(analyst, reportId, jpeg({ seed: 'list', camera: CAMERA }), {
        name: '=1+1.jpg',
        witness: '李<四>',
      })
    ).body
    const csv = await (await analyst.fetch(`/api/reports/${DISTRICT}/${reportId}/evidence.csv`)).text()
    const [, line] = csv.split('\r\n')
    expect(line).toContain(
      `1,'=1+1.jpg,image/jpeg,${item.size},${item.sha256},${item.sm3},2026-05-01 10:20:30,`,
    )
    expect(line).toContain('P60,113.010500,36.010700,王晓,李<四>,')
    const response = await analyst.fetch(`/api/reports/${DISTRICT}/${reportId}/evidence.html`)
    expect(response.headers.get('content-security-policy')).toMatch(
      /^sandbox; default-src 'none'; style-src 'sha256-/,
    )
    const html = await response.text()
    expect(html).toContain('李&lt;四&gt;')
    expect(html).not.toContain('李<四>')
    expect((await itemOf(item.evidenceId)).custody.map(({ act }) => act)).toEqual([
      'received',
      'listed',
      'listed',
    ])
    const events = await eventsOf(`report:${DISTRICT}/${reportId}`)
    expect(events.map(({ action, detail }) => [action, detail['format']]).slice(1)).toEqual([
      ['evidence.list', 'csv'],
      ['evidence.list', 'html'],
    ])
  })
})

describe('a full disk', () => {
  test('refuses the file, marks the report once as 待补证, and the next file takes the mark away', async () => {
    const full = await startApp(db, { evidenceReserveShare: 1.1 })
    const there = await full.signIn('fenxi')
    for (const seed of ['one', 'two']) {
      const { problem } = await send(there, reportId, jpeg({ seed }))
      expect(problem).toMatchObject({ code: 'storage-full', status: 507 })
    }
    expect(await readdir(path.join(full.evidence.folder, 'incoming'))).toEqual([])
    await full.close()
    analyst = await app.signIn('fenxi')
    expect(await listed(analyst, reportId)).toEqual({ evidence: [], isWanted: true })
    expect((await eventsOf(`report:${DISTRICT}/${reportId}`)).map(({ action }) => action)).toEqual([
      'evidence.want',
    ])
    await send(analyst, reportId, jpeg({ seed: 'one' }))
    expect(await listed(analyst, reportId)).toMatchObject({ evidence: [{}], isWanted: false })
  })
})

describe('the database', () => {
  test.each([
    ['deletes no evidence', 'delete from work.evidence'],
    ['changes no hash', `update work.evidence set sha256 = decode(repeat('00', 32), 'hex')`],
    ['moves no evidence', 'update work.evidence set report_id = report_id + 1'],
    ['forgets no custody', 'delete from work.evidence_custody'],
    ['changes no custody', `update work.evidence_custody set act = 'read'`],
  ])('%s', async (_name, sql) => {
    await send(analyst, reportId, jpeg())
    await expect(db.query(sql)).rejects.toThrow(/never changed or deleted/)
  })
})
