import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { letGo } from '../../server/audit/months.ts'
import { record } from '../../server/audit/record.ts'
import { sealPending } from '../../server/audit/seal.ts'
import { serviceDatabase } from '../../server/db/acting.ts'
import type { Acting, Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'
import { anEvent, CASE, givenTrail, KEY } from './trail.ts'
import { temporaryFolder } from '../intake/files.ts'

// What the roles of the server may do with the trail at the database itself.

const folder = temporaryFolder()

let db: Database

beforeAll(async () => {
  db = await freshDatabase()
  await givenTrail(db, folder.path('anchors.jsonl'))
})
afterAll(() => db.close())

const request = (role: string): Acting => ({
  role: 'tuban_request',
  settings: { person: '1', for: '', org: '1', role, district: '140404', township: '' },
})
const SERVICE: Acting = { role: 'tuban_service', settings: {} }

const run = (acting: Acting, statement: string) => db.transaction((tx) => tx.query(statement), { acting })
const month = async () =>
  (await db.query<{ name: string }>('select tableoid::regclass::text as name from audit.event limit 1'))
    .rows[0]!.name

describe.each<[string, Acting]>([
  ['a request', request('analyst')],
  ['a request of the auditor', request('auditor')],
  ['the server’s own work', SERVICE],
])('%s', (_name, acting) => {
  test('adds an event', async () => {
    await db.transaction((tx) => record(tx, anEvent(CASE)), { acting })
  })

  test.each([
    `update audit.event set reason = 'better'`,
    'delete from audit.event',
    'truncate audit.event',
    'delete from audit.place',
    `update audit.place set at = now()`,
    `update audit.seal set hmac = hash`,
    'delete from audit.seal',
    'delete from audit.stream',
    'delete from audit.checkpoint',
    `insert into audit.checkpoint values ('auth', 1, decode(repeat('00', 32), 'hex'))`,
    'alter table audit.event disable trigger refuse_change',
    'drop table audit.seal',
    'set local session_replication_role = replica',
  ])('may not: %s', async (statement) => {
    await expect(run(acting, statement)).rejects.toThrow(/permission denied|must be owner/)
  })

  test('does not get at a month by itself', async () => {
    const name = await month()
    for (const statement of [
      `select from ${name}`,
      `delete from ${name}`,
      `insert into ${name} select * from ${name}`,
    ])
      await expect(run(acting, statement)).rejects.toThrow('permission denied')
  })
})

describe('the events', () => {
  const seen = async (acting: Acting) => (await run(acting, 'select from audit.event')).rowCount

  test('are read by the auditor, and by no other request', async () => {
    const all = (await db.query('select from audit.event')).rowCount
    expect(await seen(request('auditor'))).toBe(all)
    for (const role of ['analyst', 'office', 'township', 'sysadmin', 'secadmin', ''])
      expect(await seen(request(role)), role).toBe(0)
  })

  test.each(['place', 'seal', 'checkpoint'])('audit.%s too', async (table) => {
    expect((await run(request('sysadmin'), `select from audit.${table}`)).rowCount).toBe(0)
  })

  test.each(['seal', 'add_months', 'let_go'])(
    'are not sealed, and no months come and go, at a request: %s',
    async (act) => {
      const statements: Record<string, string> = {
        seal: 'update audit.place set seal = 1',
        add_months: 'select audit.add_months(now(), now())',
        let_go: `select audit.let_go(date_trunc('month', now()))`,
      }
      await expect(run(request('auditor'), statements[act]!)).rejects.toThrow('permission denied')
    },
  )
})

test('the server’s own work seals, makes months, and lets them go', async () => {
  const service = serviceDatabase(db)
  expect(await sealPending(service, KEY)).toBeGreaterThan(0)
  await run(SERVICE, `select audit.add_months(now() + interval '4 months', now() + interval '4 months')`)
  expect(await letGo(service, 3)).toBe(0)
})
