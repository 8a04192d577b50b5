import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localActor, record, recordAll, reportStream, type AuditEvent } from '../../server/audit/record.ts'
import type { Database } from '../../server/db/database.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

const WRITERS = 20

const anEvent = (stream: string, over: Partial<AuditEvent> = {}): AuditEvent => ({
  stream,
  by: localActor('tester'),
  action: 'report.decide',
  object: stream,
  ...over,
})

const write = (stream: string, over?: Partial<AuditEvent>) =>
  db.transaction((tx) => record(tx, anEvent(stream, over)))

async function chainOf(stream: string) {
  const { rows } = await db.query<{ seq: number; hash: string; prev: string | null }>(
    `select seq::int, encode(hash, 'hex') as hash, encode(prev_hash, 'hex') as prev from audit.event
      where stream = $1 order by seq`,
    [stream],
  )
  return rows
}

async function expectGapless(stream: string, length: number) {
  const chain = await chainOf(stream)
  expect(chain.map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, at) => at + 1))
  chain.forEach(({ prev }, at) => expect(prev).toBe(chain[at - 1]?.hash ?? null))
}

describe('recording', () => {
  test(`${WRITERS} writers on one case leave neither gap nor fork`, async () => {
    const stream = reportStream('140404', '1')
    await Promise.all(Array.from({ length: WRITERS * 3 }, () => write(stream)))
    await expectGapless(stream, WRITERS * 3)
  })

  test(`${WRITERS} writers on many cases, each in an order of its own, never wait crosswise`, async () => {
    const streams = Array.from({ length: 12 }, (_, at) => reportStream('140405', String(at)))
    await Promise.all(
      Array.from({ length: WRITERS }, (_, at) => {
        const turned = [...streams.slice(at % 12), ...streams.slice(0, at % 12)]
        return db.transaction((tx) =>
          recordAll(
            tx,
            turned.map((stream) => anEvent(stream)),
          ),
        )
      }),
    )
    for (const stream of streams) await expectGapless(stream, WRITERS)
  })

  test('several events of one stream in one call follow each other', async () => {
    await db.transaction((tx) =>
      recordAll(
        tx,
        [1, 2, 3].map(() => anEvent('admin')),
      ),
    )
    await write('admin')
    await expectGapless('admin', 4)
  })

  test('what is rolled back leaves no event, and no gap after it', async () => {
    const stream = reportStream('140404', '2')
    await write(stream)
    const failing = db.transaction(async (tx) => {
      await record(tx, anEvent(stream))
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    await write(stream)
    await expectGapless(stream, 2)
  })

  test('an event that cannot be stored undoes the action', async () => {
    await db.query('create table public.deed (what text)')
    const action = db.transaction(async (tx) => {
      await tx.query(`insert into public.deed values ('done')`)
      await record(tx, anEvent('auth', { outcome: 'maybe' as 'done' }))
    })
    await expect(action).rejects.toThrow(/outcome/)
    expect((await db.query('select from public.deed')).rowCount).toBe(0)
    expect(await chainOf('auth')).toEqual([])
  })

  test('what no database takes does not keep an event out of it', async () => {
    await write('layer:140404', { reason: 'a\0b\ud800', detail: { file: '\ud800\0.zip' } })
    const { rows } = await db.query(`select reason, detail from audit.event where stream = 'layer:140404'`)
    expect(rows).toEqual([{ reason: 'a\uFFFDb\uFFFD', detail: '{"file":"\uFFFD.zip"}' }])
  })
})

describe('what was recorded stays', () => {
  test.each([
    `update audit.event set reason = 'better'`,
    'update audit.event set seq = seq where false',
    'delete from audit.event',
    'truncate audit.event',
    'update audit.seal set n = n',
    'delete from audit.seal',
    'truncate audit.seal',
  ])('%s is refused', async (statement) => {
    await expect(db.query(statement)).rejects.toMatchObject({ code: '42501' })
  })
})
