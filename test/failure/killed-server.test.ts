import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { embeddedDatabase, freshDatabase, NATIVE_URL, urlOf } from '../support/database.ts'
import { expectDoneOnce, expectNothingHalfDone, expectTrailIntact } from './invariants.ts'
import { givenBureau, startLoad } from './load.ts'
import { ServerProcess } from './server-process.ts'

/** The embedded engine takes longer to start. */
const ROUNDS = NATIVE_URL ? 10 : 2
/** Long enough for some writes of each kind, short enough to fall in the middle of others. */
const UNDER_LOAD_MS = [300, 1_200] as const

let dataDir: string
let server: ServerProcess
let native: Database | null = null
let env: { DATABASE_URL: string; DATA_DIR: string }

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-killed-'))
  if (NATIVE_URL) {
    native = await freshDatabase()
    await givenBureau(native, dataDir)
    env = { DATABASE_URL: await urlOf(native), DATA_DIR: dataDir }
  } else {
    const db = await embeddedDatabase({ dataDir })
    await migrate(db)
    await givenBureau(db, dataDir)
    await db.close()
    env = { DATABASE_URL: '', DATA_DIR: dataDir }
  }
  server = await ServerProcess.on(env)
})
afterAll(async () => {
  await server.end('SIGKILL')
  await native?.close()
  await rm(dataDir, { recursive: true, force: true })
})

test(`a server that is killed ${ROUNDS} times at work loses nothing that it acknowledged, and does nothing twice`, async () => {
  await server.start()
  const load = await startLoad(server.origin)
  for (let round = 0; round < ROUNDS; round++) {
    const before = load.acknowledged.length
    await expect.poll(() => load.acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(before)
    await sleep(UNDER_LOAD_MS[0] + Math.random() * (UNDER_LOAD_MS[1] - UNDER_LOAD_MS[0]))
    expect(await server.end('SIGKILL')).toEqual([null, 'SIGKILL'])
    await server.start()
  }
  const acts = () => [...new Set(load.acknowledged.map(({ act }) => act))].sort()
  await expect.poll(acts, { timeout: 60_000 }).toEqual(['acknowledge', 'assign', 'create', 'decide'])
  await load.stop()
  expect(load.hung).toBe(0)
  expect(await server.end('SIGTERM')).toEqual([0, null])

  const db = native ?? (await embeddedDatabase({ dataDir }))
  try {
    await expectNothingHalfDone(db)
    await expectDoneOnce(db, load.acknowledged)
  } finally {
    if (!native) await db.close()
  }
  await expectTrailIntact(env)
}, 300_000)
