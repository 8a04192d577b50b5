import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../server/db/database.ts'
import { databaseHealth } from '../server/queries/health.ts'
import { readinessOf, type ReadinessOptions } from '../server/readiness.ts'
import { freshDatabase } from './support/database.ts'

let db: Database

beforeAll(async () => {
  db = await freshDatabase()
  // An engine that has just started takes longer than a probe waits.
  await databaseHealth(db)
})
afterAll(() => db.close())

const look = (over: Partial<ReadinessOptions> = {}) =>
  readinessOf({ db, dataDir: tmpdir(), log: pino({ level: 'silent' }), ...over })()

describe('a server', () => {
  test('with everything in order is ready', async () => {
    expect(await look()).toEqual({ faults: [], degraded: [] })
  })

  test('whose database fails is not', async () => {
    const broken: Database = { ...db, query: () => Promise.reject(new Error('gone')) }
    expect(await look({ db: broken })).toEqual({ faults: ['database'], degraded: [] })
  })

  test('whose database does not answer is told from that, soon', async () => {
    const silent: Database = { ...db, query: () => new Promise(() => undefined) }
    expect((await look({ db: silent })).faults).toEqual(['database'])
  })

  test('whose data folder is gone is not', async () => {
    expect((await look({ dataDir: path.join(tmpdir(), 'no-such-folder-of-tuban') })).faults).toEqual(['disk'])
  })

  test.each([
    [
      'a migration that ran and is not ours',
      `insert into public.schema_migration (name, sha256) values ('0000_x.sql', '')`,
    ],
    ['a migration that did not run', `delete from public.schema_migration where name like '0002%'`],
  ])('with %s is not', async (_what, change) => {
    await expect(
      db.transaction(async (tx) => {
        await tx.query(change)
        expect((await look({ db: { ...db, query: tx.query } })).faults).toEqual(['schema'])
        throw new Error('undo')
      }),
    ).rejects.toThrow('undo')
  })

  test.each([
    [60, []],
    [61, ['outbox']],
  ])('whose deliveries lag %s s serves on: %s', async (seconds, degraded) => {
    const lags = { outbox: () => Promise.resolve(seconds) }
    expect(await look({ lags })).toEqual({ faults: [], degraded })
  })

  test('with an event that waits for its seal for more than a minute serves on, degraded', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tx.query(`insert into audit.place (stream, seq, at) values ('old', 1, now() - interval '61 s')`)
        expect(await look({ db: { ...db, query: tx.query } })).toEqual({ faults: [], degraded: ['sealer'] })
        throw new Error('undo')
      }),
    ).rejects.toThrow('undo')
  })
})

test('however often it is asked, it looks once a second', async () => {
  let looks = 0
  const lags = { outbox: () => Promise.resolve(looks++) }
  const readiness = readinessOf({ db, dataDir: tmpdir(), log: pino({ level: 'silent' }), lags })
  await Promise.all(Array.from({ length: 50 }, readiness))
  expect(looks).toBe(1)
})
