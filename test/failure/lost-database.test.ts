import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { freshDatabase, NATIVE_URL, urlOf } from '../support/database.ts'
import { Cluster, serverPrograms } from './cluster.ts'
import { expectDoneOnce, expectNothingHalfDone, expectTrailIntact } from './invariants.ts'
import { givenBureau, ONLOOKER, signedIn, startLoad, type Load } from './load.ts'
import { ServerProcess } from './server-process.ts'

let dataDir: string
let server: ServerProcess

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-lost-'))
})
afterEach(async () => {
  await server.end('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

async function serverOn(
  url: string,
): Promise<{ load: Load; env: { DATABASE_URL: string; DATA_DIR: string } }> {
  const env = { DATABASE_URL: url, DATA_DIR: dataDir }
  server = await ServerProcess.on(env)
  await server.start()
  return { load: await startLoad(server.origin), env }
}

/** Until so many more writes were answered. */
async function untilBusy(load: Load): Promise<void> {
  const before = load.acknowledged.length
  await expect.poll(() => load.acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(before + 3)
}

const ready = async () => (await fetch(`${server.origin}/readyz`)).status

describe.runIf(NATIVE_URL)('a database that ends every connection', () => {
  let db: Database
  afterAll(() => db.close())

  test('is asked again: nothing is lost, nothing is done twice, nobody waits for ever, and the server stays', async () => {
    db = await freshDatabase()
    await givenBureau(db, dataDir)
    const { load, env } = await serverOn(await urlOf(db))
    const { pid } = server
    for (let round = 0; round < 5; round++) {
      await untilBusy(load)
      await db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
    }
    await untilBusy(load)
    await load.stop()
    expect(load.hung).toBe(0)
    expect(load.refusals.withoutRetryAfter).toBe(0)
    await expect.poll(ready, { timeout: 20_000 }).toBe(200)
    expect([server.isRunning, server.pid]).toEqual([true, pid])
    expect(await server.end('SIGTERM')).toEqual([0, null])

    await expectNothingHalfDone(db)
    await expectDoneOnce(db, load.acknowledged)
    await expectTrailIntact(env)
  }, 200_000)
})

const programs = serverPrograms()
// To be seen in the list of tests, with its reason.
const title = programs
  ? 'a database server that is killed'
  : 'a database server that is killed (skipped: no PostgreSQL with PostGIS in /usr/lib/postgresql)'

describe.skipIf(programs === null)(title, () => {
  let cluster: Cluster
  afterAll(() => cluster.remove())

  test('or stands still leaves callers with 503 and a word when to come again; once it is back, so is everything', async () => {
    cluster = await Cluster.make(programs!)
    const before = await openDatabase({ url: cluster.url })
    await migrate(before)
    await givenBureau(before, dataDir)
    await before.close()
    const { load, env } = await serverOn(cluster.url)
    const { pid } = server
    const cookie = await signedIn(server.origin, ONLOOKER)

    await untilBusy(load)
    const thaw = await cluster.freeze()
    const waiting = await fetch(`${server.origin}/api/session`, {
      headers: { cookie },
      signal: AbortSignal.timeout(60_000),
    })
    expect(waiting.status).toBe(503)
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0)
    thaw()
    await expect.poll(ready, { timeout: 60_000 }).toBe(200)

    await untilBusy(load)
    await cluster.kill()
    await expect.poll(ready, { timeout: 20_000 }).toBe(503)
    expect((await fetch(`${server.origin}/livez`)).status).toBe(200)
    for (const [target, init] of [
      ['/api/session', {}],
      ['/api/notifications/read', { method: 'POST', body: '{}' }],
    ] as const) {
      const headers = {
        cookie,
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        'idempotency-key': 'a',
      }
      const response = await fetch(server.origin + target, { ...init, headers })
      expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503 })
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await sleep(1_000)

    await cluster.start()
    await expect.poll(ready, { timeout: 60_000 }).toBe(200)
    await untilBusy(load)
    await load.stop()
    expect(load.hung).toBe(0)
    expect(load.refusals.count).toBeGreaterThan(0)
    expect(load.refusals.withoutRetryAfter).toBe(0)
    expect([server.isRunning, server.pid]).toEqual([true, pid])
    expect(await server.end('SIGTERM')).toEqual([0, null])

    const after = await openDatabase({ url: cluster.url })
    await expectNothingHalfDone(after)
    await expectDoneOnce(after, load.acknowledged)
    await after.close()
    await expectTrailIntact(env)
  }, 200_000)
})
