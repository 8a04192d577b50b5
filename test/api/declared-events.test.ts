import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api, type Route } from '../../domain/api.ts'
import type { AuditAction, Audited } from '../../domain/audit.ts'
import type { PersonRole } from '../../domain/person.ts'
import { jpeg } from '../../fixtures/builders/evidence.ts'
import { Provider } from '../../server/sign-in/provider.ts'
import { codeOf, stepAt } from '../../server/sign-in/totp.ts'
import type { Database } from '../../server/db/database.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { send } from '../evidence/given.ts'
import { freshDatabase } from '../support/database.ts'
import { ifMatch, startApp, type Client, type Reply, type TestApp } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, WEST } from './given.ts'
import { eventsLeft } from './undeclared-events.ts'

// Each endpoint that changes something is called once, and leaves exactly the events that the contract declares.

const ROLES = ['analyst', 'office', 'township', 'sysadmin', 'secadmin', 'auditor'] as const
const SECRET = 'Grain2fields!'

let db: Database
let app: TestApp
/** The same where layers need a second person. */
let careful: TestApp
let by: Record<(typeof ROLES)[number], Client>

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await ensureOrganisations(db, DISTRICT)
  // As an import leaves it: only what was whole is put back into service.
  await db.query(`update land.layer_version set sha256 = 'abc'`)
  for (const role of ROLES) await givenPerson(db, role, { role, township: role === 'township' ? WEST : null })
  await db.query(
    `update work.organisation set head_id = (select person_id from work.person where login = 'office') where kind = 'office'`,
  )
  const provider = new Provider({ issuer: 'https://id.example', clientId: 'tuban', clientSecret: 's' })
  app = await startApp(db, { provider, withJobs: true })
  careful = await startApp(db, { twoPerson: { layers: true, exportRows: 0 } })
  const clients = await Promise.all(ROLES.map(async (role) => [role, await app.signIn(role)] as const))
  by = Object.fromEntries(clients) as typeof by
})
afterAll(async () => {
  await careful.close()
  await app.close()
  await db.close()
})

const square = (lon: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [lon, 36.02],
      [lon + 0.001, 36.02],
      [lon + 0.001, 36.021],
      [lon, 36.021],
      [lon, 36.02],
    ],
  ],
})
const fileOf = (properties: object, lon: number) => ({
  name: 'one.geojson',
  content: JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties, geometry: square(lon) }],
  }),
})

async function ended(jobId: string): Promise<void> {
  for (;;) {
    const { job } = (await by.analyst.call('GET /jobs/:jobId', { params: { jobId } })).body
    if (job.endedAt !== null) return
    await sleep(50)
  }
}

let invited = 0
async function invite() {
  const login = `person${invited++}`
  const { body } = await by.sysadmin.call('POST /accounts', {
    body: { login, nameZh: login, nameEn: login, phone: null },
  })
  return { login, personId: body.account.personId, token: body.activation.token }
}

async function orgId(code: string): Promise<string> {
  const { organisations } = (await by.sysadmin.call('GET /organisations')).body
  return organisations.find((one) => one.code === code)!.orgId
}

/** Somebody new with an analyst's post. */
async function posted(role: PersonRole = 'analyst', code = 'NR') {
  const { login, personId, token } = await invite()
  await app.visitor.call('POST /activation', { body: { token, password: SECRET } })
  const body = { orgId: await orgId(code), role, validFrom: '2020-01-01', validTo: null }
  const { accounts } = (
    await by.secadmin.call('POST /accounts/:personId/posts', { params: { personId }, body })
  ).body
  const postId = accounts.find((one) => one.personId === personId)!.posts[0]!.postId
  return { login, personId, postId }
}

const cookieOf = (reply: { headers: Headers }) =>
  app.withCookie(reply.headers.get('set-cookie')!.split(';')[0]!)

/** Somebody with a secret shown, and the code of it. */
async function offered() {
  const { login, personId } = await posted()
  const client = await app.signIn(login, SECRET)
  const { secret } = (await client.call('POST /second-factor', { body: {} })).body
  return { login, personId, client, code: codeOf(secret, stepAt(Date.now())) }
}

/** Somebody with a second factor. */
async function enrolled() {
  const { client, code, ...who } = await offered()
  const { body } = await client.call('POST /second-factor/confirm', { body: { code } })
  return { ...who, recoveryCode: body.recoveryCodes[0]! }
}

async function deputy() {
  const [{ postId }, { personId }] = [await posted(), await posted()]
  const body = { personId, validFrom: '2020-01-01', validTo: '2099-01-01', reason: '学习' }
  const { accounts } = (await by.secadmin.call('POST /posts/:postId/deputies', { params: { postId }, body }))
    .body
  const post = accounts.flatMap(({ posts }) => posts).find((one) => one.postId === postId)!
  return post.deputies[0]!.deputyId
}

async function named() {
  const params = { district: DISTRICT, reportId: await givenReport(db) }
  const reply = await by.analyst.call('POST /reports/:district/:reportId/parties', {
    params,
    body: { role: 'party', name: '张三' },
  })
  return { reply, params: { ...params, partyId: reply.body.parties[0]!.partyId } }
}

async function decided() {
  const reportId = await givenReport(db)
  const params = { district: DISTRICT, reportId }
  const reply = await by.analyst.call('POST /reports/:district/:reportId/decisions', {
    params,
    headers: { 'if-match': `"${reportId}.1"` },
    body: { decision: 'suspected' },
  })
  return { reply, params, reportId }
}

/** A guard house of two storeys, which needs no layer to be judged, marked as a wrong hit. */
async function overridden() {
  const { report, evaluation } = (
    await by.analyst.call('POST /reports', {
      body: {
        district: DISTRICT,
        reportedOn: '2025-05-01',
        geometry: square(113.035),
        attributes: { use: 'guardHouse', storeys: 2 },
      },
    })
  ).body
  const params = { district: DISTRICT, reportId: report.reportId }
  const { findingId } = evaluation!.results.find(({ ruleId }) => ruleId === 'GH-03')!
  const reply = await by.analyst.call('POST /reports/:district/:reportId/overrides', {
    params,
    headers: ifMatch(report.reportId, report.version),
    body: { findingId, category: 'report-wrong', reason: '实为一层' },
  })
  return { reply, params }
}

async function assigned() {
  const { reportId } = await decided()
  const reply = await by.analyst.call('POST /assignments', {
    body: {
      district: DISTRICT,
      reports: [{ reportId, version: 2 }],
      township: WEST,
      task: '核查',
      dueOn: '2099-01-01',
    },
  })
  return { reply, of: { params: { district: DISTRICT, reportId }, headers: ifMatch(reportId, 3) } }
}

let places = 0
/** Ground that no other report is on. */
const nextLon = () => 113.001 + 0.002 * places++

async function judgedReport(parties: object[] = []) {
  const { body } = await by.analyst.call('POST /reports', {
    body: {
      district: DISTRICT,
      geometry: square(nextLon()),
      reportedOn: '2026-05-01',
      parties: parties as never,
    },
  })
  return body.report
}

async function merged() {
  const [one, other] = [await judgedReport(), await judgedReport()]
  const params = { district: DISTRICT, reportId: one.reportId }
  const reply = await by.analyst.call('POST /reports/:district/:reportId/merge', {
    params,
    headers: ifMatch(one.reportId, 1),
    body: { members: [{ reportId: other.reportId, version: 1 }], way: 'union', reason: '同一宗地' },
  })
  return { reply, params }
}

/** A report that names a party, cut in two. */
async function halved() {
  const { reportId, bounds } = await judgedReport([{ role: 'party', name: '张三' }])
  const params = { district: DISTRICT, reportId }
  const reply = await by.analyst.call('POST /reports/:district/:reportId/split', {
    params,
    headers: ifMatch(reportId, 1),
    body: { by: 'drawn', drawn: square(bounds[0]! - 0.0005), reason: '分属两宗' },
  })
  return { reply, params }
}

/** A report put in the group of another. */
async function putIn() {
  const [besideId, reportId] = [(await judgedReport()).reportId, (await judgedReport()).reportId]
  const params = { district: DISTRICT, reportId }
  const reply = await by.analyst.call('POST /reports/:district/:reportId/group/put-in', {
    params,
    headers: ifMatch(reportId, 1),
    body: { besideId, reason: '同一项目' },
  })
  return { reply, params, of: { params, headers: ifMatch(reportId, 2) } }
}

/** Two reports of the same ground, and what the analyst says of it. */
async function linked(act: 'confirm' | 'break') {
  const [otherId, reportId] = [await givenReport(db, { lon: 113.04 }), await givenReport(db, { lon: 113.04 })]
  await db.query(
    `insert into land.duplicate_link (district, later_id, earlier_id, shared_m2, share_of_later, share_of_earlier)
     values ($1, $2, $3, 1000, 1, 1)`,
    [DISTRICT, reportId, otherId],
  )
  return by.analyst.call(`POST /reports/:district/:reportId/duplicates/:otherId/${act}`, {
    params: { district: DISTRICT, reportId, otherId },
    headers: ifMatch(reportId, 1),
    body: { reason: '现场核对' },
  })
}

async function raised() {
  const params = { district: DISTRICT, reportId: await givenReport(db) }
  const reply = await by.analyst.call('POST /reports/:district/:reportId/findings', {
    params,
    headers: ifMatch(params.reportId, 1),
    body: { ruleId: 'NA-15', checked: ['contracts'], note: '租赁合同一份' },
  })
  return { reply, params: { ...params, raisedId: reply.body.raised[0]!.raisedId } }
}

async function setLayer(act: 'withdraw' | 'publish') {
  const { layers } = (await by.analyst.call('GET /layers', { query: { district: DISTRICT } })).body
  const { layerVersionId, revision } = layers.find((one) => one.layerVersionId === '1000')!
  return by.analyst.call(`POST /layers/:layerVersionId/${act}`, {
    params: { layerVersionId },
    headers: ifMatch(layerVersionId, revision),
  })
}

/** Layer 1000 is to be withdrawn, by one who asks and another who answers; it is put back into service at once. */
async function answered(act: 'approve' | 'refuse' | 'withdraw') {
  const analyst = careful.withCookie(by.analyst.cookie!)
  const { layers } = (await analyst.call('GET /layers', { query: { district: DISTRICT } })).body
  const { layerVersionId, revision } = layers.find((one) => one.layerVersionId === '1000')!
  await analyst.call('POST /layers/:layerVersionId/withdraw', {
    params: { layerVersionId },
    headers: ifMatch(layerVersionId, revision),
    body: { reason: '有误' },
  })
  const { approvals } = (await analyst.call('GET /approvals', { query: { open: 'true' } })).body
  const { approvalId, version } = approvals[0]!
  const second = act === 'withdraw' ? analyst : careful.withCookie(by.office.cookie!)
  const reply = await second.call(`POST /approvals/:approvalId/${act}`, {
    params: { approvalId },
    headers: ifMatch(approvalId, version),
    body: { note: '已核对' },
  })
  if (act === 'approve') await setLayer('publish')
  return reply
}

async function verify() {
  const reply = await by.auditor.call('POST /audit/verify')
  const params = { jobId: reply.body.verification.jobId }
  for (;;) {
    const { body } = await by.auditor.call('GET /audit/verifications/:jobId', { params })
    if (body.verification.endedAt !== null) return reply
    await sleep(50)
  }
}

async function transferred(code: string, reportId?: string) {
  const params = { district: DISTRICT, reportId: reportId ?? (await givenReport(db)) }
  const reply = await by.analyst.call('POST /reports/:district/:reportId/transfers', {
    params,
    body: { orgId: await orgId(code), ask: '核查', dueOn: null },
  })
  const { transferId, version } = reply.body.transfer
  return { reply, params, of: { params: { transferId }, headers: ifMatch(transferId, version) } }
}

/** A report with a review note, as a replay leaves it on one that was decided. */
async function noted(): Promise<string> {
  const reportId = await givenReport(db)
  await db.query(
    `with evaluation as (
       insert into land.evaluation (district, report_id, report_sha256, as_of, engine, step, layers, permits, verdict, rules_version)
       values ($1, $2, 'x', '2025-05-01', 'x', 0, '[]', '[]', 'clear', '1') returning evaluation_id),
     replay as (
       insert into work.replay (district, cause, layer_version_id, changed_by, due_on)
       values ($1, 'layer.publish', 1000, 'x', '2025-05-01') returning replay_id)
     insert into work.replay_report (district, replay_id, report_id, verdict_before, verdict_after, changes, ledger, why, evaluation_before)
     select $1, replay_id, $2, 'clear', 'suspected', '[]', '{}', '[]', evaluation_id from evaluation, replay`,
    [DISTRICT, reportId],
  )
  return reportId
}

const setPower = (validFrom: string) =>
  by.office.call('POST /powers', {
    body: {
      ruleGroup: 'RP',
      township: null,
      agency: 'UE',
      basis: '委托',
      isConfirmed: false,
      validFrom,
      validTo: null,
    },
  })

const evaluate = () => by.analyst.call('POST /evaluations', { body: { district: DISTRICT, reportIds: [] } })

/** What each endpoint is called with; answers the last reply, which must be a success. */
const DEEDS: Partial<Record<Route, () => Promise<Reply<unknown>>>> = {
  'GET /audit/events': () => by.auditor.call('GET /audit/events'),
  'GET /audit/state': () => by.auditor.call('GET /audit/state'),
  'POST /audit/verify': verify,
  'POST /session': async () => {
    const { login } = await posted()
    return app.visitor.call('POST /session', { body: { login, password: SECRET } })
  },
  'POST /session/post': async () => {
    const { login } = await posted()
    const client = await app.signIn(login, SECRET)
    const { postId, deputyId } = (await client.call('GET /session')).body.posts[0]!
    return client.call('POST /session/post', { body: { postId, deputyId } })
  },
  'POST /session/code': async () => {
    const { login, recoveryCode: code } = await enrolled()
    const client = cookieOf(await app.visitor.call('POST /session', { body: { login, password: SECRET } }))
    return client.call('POST /session/code', { body: { code } })
  },
  'POST /session/step-up': async () => {
    const { login } = await posted()
    const client = await app.signIn(login, SECRET)
    await client.call('POST /session/step-up', { body: { password: 'wrong' } })
    return client.call('POST /session/step-up', { body: { password: SECRET } })
  },
  'POST /second-factor': async () => {
    const { login } = await posted()
    return (await app.signIn(login, SECRET)).call('POST /second-factor', { body: {} })
  },
  'POST /second-factor/confirm': async () => {
    const { client, code } = await offered()
    return client.call('POST /second-factor/confirm', { body: { code } })
  },
  'POST /accounts/:personId/identity': async () => {
    const { personId } = await posted()
    const bind = (subject: string | null) =>
      by.secadmin.call('POST /accounts/:personId/identity', { params: { personId }, body: { subject } })
    await bind('u-1')
    return bind(null)
  },
  'POST /accounts/:personId/second-factor/reset': async () => {
    const { personId } = await enrolled()
    return by.secadmin.call('POST /accounts/:personId/second-factor/reset', { params: { personId } })
  },
  'DELETE /session': async () => {
    const { login } = await posted()
    return (await app.signIn(login, SECRET)).call('DELETE /session')
  },
  'POST /password': async () => {
    const { login, recoveryCode: code } = await enrolled()
    const change = (password: string) =>
      app.visitor.call('POST /password', { body: { login, password, newPassword: 'Meadow3hills!', code } })
    await change('wrong')
    return change(SECRET)
  },
  'POST /activation': async () =>
    app.visitor.call('POST /activation', { body: { token: (await invite()).token, password: SECRET } }),
  'POST /organisations/:orgId': async () => {
    const id = await orgId('NR')
    return by.sysadmin.call('POST /organisations/:orgId', {
      params: { orgId: id },
      headers: { 'if-match': `"${id}.1"` },
      body: { nameZh: '自然资源局', nameEn: 'Natural resources', liaisonId: null, headId: null },
    })
  },
  'POST /accounts': () =>
    by.sysadmin.call('POST /accounts', {
      body: { login: 'xinren', nameZh: '新人', nameEn: 'New', phone: null },
    }),
  'POST /accounts/:personId/activation': async () => {
    const { personId } = await invite()
    return by.sysadmin.call('POST /accounts/:personId/activation', { params: { personId } })
  },
  'POST /accounts/:personId/status': async () => {
    const { personId } = await posted()
    const set = (isDisabled: boolean) =>
      by.sysadmin.call('POST /accounts/:personId/status', { params: { personId }, body: { isDisabled } })
    await set(true)
    return set(false)
  },
  'POST /accounts/:personId/unlock': async () => {
    const { personId } = await posted()
    return by.secadmin.call('POST /accounts/:personId/unlock', { params: { personId } })
  },
  'POST /accounts/:personId/posts': async () => {
    const { personId } = await invite()
    return by.secadmin.call('POST /accounts/:personId/posts', {
      params: { personId },
      body: { orgId: await orgId('NR'), role: 'analyst', validFrom: '2020-01-01', validTo: null },
    })
  },
  'POST /accounts/:personId/phone': async () => {
    const { personId } = await invite()
    return by.sysadmin.call('POST /accounts/:personId/phone', {
      params: { personId },
      body: { phone: '0355-8012345' },
    })
  },
  'POST /accounts/:personId/unmask': async () => {
    const { personId } = await invite()
    return by.sysadmin.call('POST /accounts/:personId/unmask', {
      params: { personId },
      body: { reason: '通知值班' },
    })
  },
  'POST /posts/:postId/revoke': async () => {
    const { postId } = await posted()
    return by.secadmin.call('POST /posts/:postId/revoke', { params: { postId } })
  },
  'POST /posts/:postId/deputies': async () => {
    const [{ postId }, { personId }] = [await posted(), await posted()]
    return by.secadmin.call('POST /posts/:postId/deputies', {
      params: { postId },
      body: { personId, validFrom: '2020-01-01', validTo: '2099-01-01', reason: '学习' },
    })
  },
  'POST /deputies/:deputyId/end': async () =>
    by.secadmin.call('POST /deputies/:deputyId/end', { params: { deputyId: await deputy() } }),
  'POST /layers': async () => {
    const form = { district: DISTRICT, role: 'basic-farmland', validFrom: '2024-01-01', source: '测试' }
    const reply = await by.analyst.upload('POST /layers', form, fileOf({ BSM: 'F1' }, 113.02))
    await ended(reply.body.job.jobId)
    return reply
  },
  'POST /reports/:district/:reportId/findings': async () => (await raised()).reply,
  'POST /reports/:district/:reportId/findings/:raisedId/withdraw': async () => {
    const { params } = await raised()
    return by.analyst.call('POST /reports/:district/:reportId/findings/:raisedId/withdraw', {
      params,
      headers: ifMatch(params.reportId, 2),
      body: { reason: '合同系伪造' },
    })
  },
  'POST /layers/:layerVersionId/withdraw': async () => {
    const reply = await setLayer('withdraw')
    await setLayer('publish')
    return reply
  },
  'POST /layers/:layerVersionId/publish': async () => {
    await setLayer('withdraw')
    return setLayer('publish')
  },
  'POST /exports': () =>
    careful.withCookie(by.analyst.cookie!).call('POST /exports', {
      body: { district: DISTRICT, format: 'csv', purpose: '核对', recipient: '本科室' },
    }),
  'POST /approvals/:approvalId/approve': () => answered('approve'),
  'POST /approvals/:approvalId/refuse': () => answered('refuse'),
  'POST /approvals/:approvalId/withdraw': () => answered('withdraw'),
  'POST /jobs/:jobId/cancel': async () => {
    const { jobId } = (await evaluate()).body.job
    const cancel = () => by.analyst.call('POST /jobs/:jobId/cancel', { params: { jobId } })
    // It may begin or end while it is being called off.
    let reply = await cancel()
    while (reply.status === 412) reply = await cancel()
    return reply
  },
  'POST /evaluations': evaluate,
  'POST /thresholds': () =>
    by.office.call('POST /thresholds', {
      body: {
        key: 'guardHouse.maxAreaM2',
        value: 30,
        from: '2026-01-01',
        source: '晋农发〔2026〕3号',
        confirmed: true,
        reason: '省里新规定',
      },
    }),
  'POST /reports/:district/:reportId/reviews/close': async () => {
    const reportId = await noted()
    return by.analyst.call('POST /reports/:district/:reportId/reviews/close', {
      params: { district: DISTRICT, reportId },
      body: { reason: '维持' },
    })
  },
  'POST /reports': () =>
    by.analyst.call('POST /reports', {
      body: {
        district: DISTRICT,
        reportedOn: '2025-05-01',
        geometry: square(113.03),
        parties: [{ role: 'party', name: '张三' }],
      },
    }),
  'POST /reports/import': async () => {
    const reply = await by.analyst.upload(
      'POST /reports/import',
      { district: DISTRICT, reportedOn: '2025-05-01' },
      fileOf({ report_no: 'I-1', 当事人: '张三' }, 113.04),
    )
    await ended(reply.body.job.jobId)
    return reply
  },
  'POST /reports/:district/:reportId/evidence': async () => send(by.analyst, await givenReport(db), jpeg()),
  'POST /reports/:district/:reportId/evidence/:evidenceId/void': async () => {
    const reportId = await givenReport(db)
    const { evidenceId } = (await send(by.analyst, reportId, jpeg())).body.item
    return by.analyst.call('POST /reports/:district/:reportId/evidence/:evidenceId/void', {
      params: { district: DISTRICT, reportId, evidenceId },
      body: { reason: '拍错地块' },
    })
  },
  'POST /reports/:district/:reportId/evidence/:evidenceId/check': async () => {
    const reportId = await givenReport(db)
    const { evidenceId } = (await send(by.analyst, reportId, jpeg())).body.item
    return by.analyst.call('POST /reports/:district/:reportId/evidence/:evidenceId/check', {
      params: { district: DISTRICT, reportId, evidenceId },
    })
  },
  'POST /reports/:district/:reportId/parties': async () => (await named()).reply,
  'POST /reports/:district/:reportId/parties/:partyId/unmask': async () =>
    by.analyst.call('POST /reports/:district/:reportId/parties/:partyId/unmask', {
      params: (await named()).params,
      body: { reason: '送达文书' },
    }),
  'POST /reports/:district/:reportId/parties/:partyId/remove': async () =>
    by.analyst.call('POST /reports/:district/:reportId/parties/:partyId/remove', {
      params: (await named()).params,
      body: { reason: '登记有误' },
    }),
  'POST /parties/search': () =>
    by.analyst.call('POST /parties/search', { body: { district: DISTRICT, phone: '13800138000' } }),
  'POST /reports/:district/:reportId/checks': async () => {
    // Far from the others, since checks settle with whom a report stands together.
    const reportId = await givenReport(db, { lon: 113.09, lat: 36.09 })
    return by.analyst.call('POST /reports/:district/:reportId/checks', {
      params: { district: DISTRICT, reportId },
      headers: ifMatch(reportId, 1),
      body: { found: { storeys: 2 }, basis: 'field', checkedOn: '2025-06-01' },
    })
  },
  'POST /reports/:district/:reportId/decisions': async () => (await decided()).reply,
  'POST /reports/:district/:reportId/decisions/undo': async () => {
    const { params, reportId } = await decided()
    return by.analyst.call('POST /reports/:district/:reportId/decisions/undo', {
      params,
      headers: { 'if-match': `"${reportId}.2"` },
    })
  },
  'POST /reports/:district/:reportId/overrides': async () => (await overridden()).reply,
  'POST /reports/:district/:reportId/overrides/:overrideId/withdraw': async () => {
    const { reply, params } = await overridden()
    const { report, overrides } = reply.body
    return by.analyst.call('POST /reports/:district/:reportId/overrides/:overrideId/withdraw', {
      params: { ...params, overrideId: overrides[0]!.overrideId },
      headers: ifMatch(report.reportId, report.version),
      body: { reason: '确为两层' },
    })
  },
  'POST /reports/:district/:reportId/transfers': async () => {
    const { params } = await transferred('AG')
    return (await transferred('SV', params.reportId)).reply
  },
  'POST /farmland-years/:year': () =>
    by.office.call('POST /farmland-years/:year', {
      params: { year: '2026' },
      body: { township: null, newM2: 100_000, hasSeriousEffect: false, source: '年度变更调查' },
    }),
  'POST /powers': () => setPower('2026-01-01'),
  'POST /powers/:powerId/end': async () => {
    const [power] = (await setPower('2026-02-01')).body.powers
    const { powerId, version } = power!
    return by.office.call('POST /powers/:powerId/end', {
      params: { powerId },
      headers: ifMatch(powerId, version),
    })
  },
  'POST /transfers/:transferId/release': async () =>
    by.office.call('POST /transfers/:transferId/release', (await transferred('SV')).of),
  'POST /transfers/:transferId/receive': async () =>
    by.township.call('POST /transfers/:transferId/receive', (await transferred(`TW-${WEST}`)).of),
  'POST /transfers/:transferId/answer': async () =>
    by.township.call('POST /transfers/:transferId/answer', {
      ...(await transferred(`TW-${WEST}`)).of,
      body: { answer: '已拆除' },
    }),
  'POST /transfers/:transferId/refuse': async () =>
    by.township.call('POST /transfers/:transferId/refuse', {
      ...(await transferred(`TW-${WEST}`)).of,
      body: { reason: '不属本单位' },
    }),
  'POST /transfers/:transferId/withdraw': async () =>
    by.analyst.call('POST /transfers/:transferId/withdraw', {
      ...(await transferred('AG')).of,
      body: { reason: '误送' },
    }),
  'POST /assignments': async () => (await assigned()).reply,
  'POST /reports/:district/:reportId/assignment/acknowledge': async () =>
    by.township.call('POST /reports/:district/:reportId/assignment/acknowledge', (await assigned()).of),
  'POST /reports/:district/:reportId/assignment/deadline': async () =>
    by.analyst.call('POST /reports/:district/:reportId/assignment/deadline', {
      ...(await assigned()).of,
      body: { dueOn: '2027-12-31', reason: '复耕须待春季' },
    }),
  'POST /reports/:district/:reportId/merge': async () => merged().then(({ reply }) => reply),
  'POST /reports/:district/:reportId/merge/undo': async () => {
    const { params } = await merged()
    return by.analyst.call('POST /reports/:district/:reportId/merge/undo', {
      params,
      headers: ifMatch(params.reportId, 2),
      body: { reason: '核实为两宗' },
    })
  },
  'POST /reports/:district/:reportId/split': async () => halved().then(({ reply }) => reply),
  'POST /reports/:district/:reportId/split/undo': async () => {
    const { params } = await halved()
    return by.analyst.call('POST /reports/:district/:reportId/split/undo', {
      params,
      headers: ifMatch(params.reportId, 2),
      body: { reason: '不需拆分' },
    })
  },
  'POST /reports/:district/:reportId/group/put-in': async () => putIn().then(({ reply }) => reply),
  'POST /reports/:district/:reportId/group/take-out': async () => {
    const { params, of } = await putIn()
    await by.analyst.call('POST /reports/:district/:reportId/group/undo', { ...of, body: { reason: '有误' } })
    // Not by hand: two that were found.
    const besideId = await givenReport(db, { lon: 113.045 })
    await db.query(
      `with g as (insert into land.patch_group (district) values ($1) returning group_id)
       insert into land.group_member (district, group_id, report_id) select $1, group_id, unnest($2::bigint[]) from g`,
      [DISTRICT, [params.reportId, besideId]],
    )
    return by.analyst.call('POST /reports/:district/:reportId/group/take-out', {
      params,
      headers: ifMatch(params.reportId, 3),
      body: { reason: '不是同一当事人' },
    })
  },
  'POST /reports/:district/:reportId/group/undo': async () => {
    const { of } = await putIn()
    return by.analyst.call('POST /reports/:district/:reportId/group/undo', {
      ...of,
      body: { reason: '有误' },
    })
  },
  'POST /reports/:district/:reportId/duplicates/:otherId/confirm': async () => linked('confirm'),
  'POST /reports/:district/:reportId/duplicates/:otherId/break': async () => linked('break'),
  'POST /reports/:district/:reportId/assignment/withdraw': async () =>
    by.analyst.call('POST /reports/:district/:reportId/assignment/withdraw', {
      ...(await assigned()).of,
      body: { reason: '交办有误' },
    }),
}

/** What a call does not bring about that goes well. */
const UNUSUAL: readonly AuditAction[] = ['report.take-back', 'evidence.want', 'approval.expire']
/** What was approved here is the withdrawal of a layer; anything else that needs two people is not. */
const NOT_APPROVED_HERE: readonly AuditAction[] = [
  'layer.publish',
  'report.deadline',
  'evidence.void',
  'export.release',
  'threshold.change',
]
const isUnusual = (route: Route, action: AuditAction) =>
  UNUSUAL.includes(action) ||
  (route.startsWith('POST /approvals/') && NOT_APPROVED_HERE.includes(action)) ||
  // Where no second person is asked.
  (route.startsWith('POST /layers') && action === 'approval.ask')

const declaring = (Object.entries(api) as [Route, { audit: Audited }][]).filter(
  ([, { audit }]) => audit !== 'none:read',
)

describe('the events that the contract declares', () => {
  test.each(declaring)('are left by %s', async (route, { audit }) => {
    const deed = DEEDS[route]
    if (!deed) return expect.fail('Nothing here calls it: say in DEEDS how.')
    const from = [app.calls.length, careful.calls.length] as const
    const { status, problem } = await deed()
    expect(status, JSON.stringify(problem)).toBeLessThan(300)
    const calls = [...app.calls.slice(from[0]), ...careful.calls.slice(from[1])]
    const mine = calls.filter((call) => call.route === route)
    const left = new Set((await eventsLeft(db, mine)).map(({ action }) => action))
    const expected = (audit as readonly AuditAction[]).filter((one) => !isUnusual(route, one))
    expect([...left].sort()).toEqual(expected.toSorted())
  })
})
