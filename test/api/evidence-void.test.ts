import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { jpeg } from '../../fixtures/builders/evidence.ts'
import type { EvidenceItem } from '../../domain/api.ts'
import type { Database } from '../../server/db/database.ts'
import { hashFile, pathOf } from '../../server/evidence/store.ts'
import { listed, send } from '../evidence/given.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type TestApp } from './client.ts'
import { DISTRICT, EAST, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'

// 作废: nothing is deleted; a second person approves.

let db: Database
let app: TestApp
const people: Record<string, Client> = {}
let reportId: string
let item: EvidenceItem
let seeds = 0

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'fenxi2', { role: 'analyst', nameZh: '赵敏' })
  await givenPerson(db, 'xixiang', { role: 'township', township: WEST, nameZh: '孙立' })
  await givenPerson(db, 'dongzhen', { role: 'township', township: EAST })
  app = await startApp(db)
  for (const login of ['fenxi', 'fenxi2', 'xixiang', 'dongzhen']) people[login] = await app.signIn(login)
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  reportId = await givenReport(db)
  item = (await send(as('fenxi'), reportId, jpeg({ seed: `void${seeds++}` }))).body.item
})

const as = (login: string) => people[login]!
const params = () => ({ district: DISTRICT, reportId, evidenceId: item.evidenceId })
const ask = (login: string, reason = '拍错地块') =>
  as(login).call('POST /reports/:district/:reportId/evidence/:evidenceId/void', {
    params: params(),
    body: { reason },
  })
const answer = (login: string, what: 'approve' | 'refuse', approvalId: string) =>
  as(login).call(`POST /approvals/:approvalId/${what}`, {
    params: { approvalId },
    headers: ifMatch(approvalId, 1),
    body: { note: '已核对' },
  })
const seenBy = async (login: string) => (await listed(as(login), reportId)).evidence[0]!

describe('voiding evidence', () => {
  test('waits for a second person, and keeps file, row and hashes', async () => {
    const { body } = await ask('fenxi')
    expect(body.item).toMatchObject({ voided: null, voidAsked: { by: '王晓', reason: '拍错地块' } })
    expect((await seenBy('fenxi2')).voidAsked).toMatchObject({ by: '王晓' })
    expect((await answer('fenxi', 'approve', body.approvalId)).problem.code).toBe('second-person-needed')
    const { approval, evidence } = (
      await as('fenxi2').call('GET /approvals/:approvalId', { params: { approvalId: body.approvalId } })
    ).body
    expect(approval).toMatchObject({
      kind: 'evidence.void',
      mayDecide: true,
      payload: { sha256: item.sha256 },
    })
    expect(evidence).toMatchObject({
      reportId,
      facts: [{ key: 'status', now: 'valid', then: 'voided' }, {}, {}, {}, {}, {}],
    })
    expect((await answer('fenxi2', 'approve', body.approvalId)).status).toBe(200)

    const voided = { askedBy: '王晓', approvedBy: '赵敏', reason: '拍错地块' }
    expect(await seenBy('fenxi')).toMatchObject({ sha256: item.sha256, voidAsked: null, voided })
    expect(await hashFile(pathOf(app.evidence, item.sha256))).toMatchObject({ sha256: item.sha256 })
    const url = `/api/reports/${DISTRICT}/${reportId}/evidence`
    expect((await as('fenxi').fetch(`${url}/${item.evidenceId}/original`)).status).toBe(200)
    expect(await (await as('fenxi').fetch(`${url}.csv`)).text()).toMatch(/王晓 申请、赵敏 复核：拍错地块/)
    const { custody } = (
      await as('fenxi').call('GET /reports/:district/:reportId/evidence/:evidenceId', { params: params() })
    ).body
    expect(custody.map(({ act, who }) => [act, who])).toEqual([
      ['received', '王晓'],
      ['void-asked', '王晓'],
      ['voided', '赵敏'],
      ['read', '王晓'],
      ['listed', '王晓'],
    ])
    const { rows } = await db.query(
      `select action, actor, reason from audit.event where stream = $1 and action ~ 'approval|void' order by seq`,
      [`report:${DISTRICT}/${reportId}`],
    )
    expect(rows).toEqual([
      { action: 'approval.ask', actor: 'fenxi', reason: '拍错地块' },
      { action: 'approval.approve', actor: 'fenxi2', reason: '已核对' },
      { action: 'evidence.void', actor: 'fenxi2', reason: '拍错地块' },
    ])
  })

  test('happens once: asked twice, done before, or sent again it is refused', async () => {
    const { approvalId } = (await ask('fenxi')).body
    expect((await ask('fenxi2')).status).toBe(409)
    await answer('fenxi2', 'approve', approvalId)
    expect((await ask('fenxi')).problem.code).toBe('evidence-voided')
    const again = await send(as('fenxi'), reportId, jpeg({ seed: `void${seeds - 1}` }))
    expect(again.problem.code).toBe('evidence-voided')
  })

  test('is off when the second person refuses', async () => {
    const { approvalId } = (await ask('fenxi')).body
    expect((await answer('fenxi2', 'refuse', approvalId)).status).toBe(200)
    expect(await seenBy('fenxi')).toMatchObject({ voided: null, voidAsked: null })
  })

  test('is asked for by a township of what is with it, and by nobody who does not see it', async () => {
    await as('fenxi').call('POST /assignments', {
      body: {
        district: DISTRICT,
        reports: [{ reportId, version: 1 }],
        township: WEST,
        task: '拍照',
        dueOn: '2026-12-31',
      },
    })
    expect((await ask('dongzhen')).status).toBe(404)
    const { approvalId } = (await ask('xixiang')).body
    expect((await seenBy('xixiang')).voidAsked).toMatchObject({ by: '孙立' })
    expect((await answer('fenxi', 'approve', approvalId)).status).toBe(200)
    expect((await seenBy('xixiang')).voided).toMatchObject({ askedBy: '孙立', approvedBy: '王晓' })
  })

  test('takes a reason', async () => {
    expect((await ask('fenxi', ' ')).problem).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/reason' }],
    })
  })

  test('makes room: voided items do not count', async () => {
    for (let n = 1; n < 20; n++) await send(as('fenxi'), reportId, jpeg({ seed: `${reportId}-${n}` }))
    const more = () => send(as('fenxi'), reportId, jpeg({ seed: `${reportId}-more` }))
    expect((await more()).problem.code).toBe('evidence-limit')
    await answer('fenxi2', 'approve', (await ask('fenxi')).body.approvalId)
    expect((await more()).status).toBe(200)
  })
})
