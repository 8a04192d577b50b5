import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { embeddedDatabase, freshDatabase, NATIVE_URL, urlOf } from '../support/database.ts'
import { givenBureau, ONLOOKER, signedIn, startLoad } from './load.ts'
import { ServerProcess } from './server-process.ts'

let dataDir: string
let native: Database | null = null
let server: ServerProcess

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-stop-'))
  if (NATIVE_URL) {
    native = await freshDatabase()
    await givenBureau(native, dataDir)
  } else {
    const db = await embeddedDatabase({ dataDir })
    await migrate(db)
    await givenBureau(db, dataDir)
    await db.close()
  }
})
beforeEach(async () => {
  server = await ServerProcess.on({ DATABASE_URL: native ? await urlOf(native) : '', DATA_DIR: dataDir })
  await server.start()
})
afterEach(() => server.end('SIGKILL'))
afterAll(async () => {
  await native?.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** A request on a connection that would be kept; answers status and what becomes of the connection. */
function ask(target: string, cookie: string): Promise<{ status: number; connection: string | undefined }> {
  const agent = new http.Agent({ keepAlive: true })
  return new Promise((resolve, reject) => {
    http
      .get(server.origin + target, { agent, headers: { cookie } }, (response) => {
        response.resume()
        response.on('end', () => {
          agent.destroy()
          resolve({ status: response.statusCode!, connection: response.headers.connection })
        })
      })
      .on('error', reject)
  })
}

test('at SIGTERM it says that it is not ready, serves on while others notice, and ends in order', async () => {
  const cookie = await signedIn(server.origin, ONLOOKER)
  const load = await startLoad(server.origin)
  await expect.poll(() => load.acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(2)
  expect(await ask('/readyz', cookie)).toEqual({ status: 200, connection: 'keep-alive' })

  const ended = server.end('SIGTERM')
  await expect.poll(async () => (await ask('/readyz', cookie)).status).toBe(503)
  expect(await ask('/api/session', cookie)).toEqual({ status: 200, connection: 'close' })
  const stopped = load.stop()
  expect(await ended).toEqual([0, null])
  // What was begun and not answered is answered by the next one.
  await server.start()
  await stopped
  expect(load.hung).toBe(0)
})

test('a second SIGTERM ends it at once', async () => {
  const ended = server.end('SIGTERM')
  const noticed = async () => (await fetch(`${server.origin}/readyz`)).status
  await expect.poll(noticed).toBe(503)
  server.signal('SIGTERM')
  expect(await ended).toEqual([1, null])
})
