import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StartError } from '../../server/db/errors.ts'
import { CACHE, embeddedDatabase } from '../support/database.ts'

const ENOUGH = 300

let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-killed-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

test('what was acknowledged to a process that is killed is there, and no half of a transaction', async () => {
  const script = path.join(import.meta.dirname, 'killed.ts')
  const child = spawn(process.execPath, [script, dataDir, CACHE], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let acknowledged = 0
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line)
    if (acknowledged !== ENOUGH) continue
    // As long as it lives, nobody else may open the folder.
    const second = embeddedDatabase({ dataDir })
    await expect(second).rejects.toBeInstanceOf(StartError)
    await expect(second).rejects.toThrow(dataDir)
    child.kill('SIGKILL')
  }
  expect(await exited).toEqual([null, 'SIGKILL'])

  const db = await embeddedDatabase({ dataDir })
  const { rows } = await db.query<{ n: number; last: number; by_index: number }>(
    `select count(*)::int as n, max(id) as last,
            (select count(*)::int from written where at && ST_MakeEnvelope(112, 35, 999, 37, 4490)) as by_index
     from written`,
  )
  await db.close()
  const { n, last, by_index } = rows[0]!
  expect(acknowledged).toBeGreaterThanOrEqual(ENOUGH)
  expect(last).toBeGreaterThanOrEqual(acknowledged)
  expect(n).toBe(last)
  expect(n % 10).toBe(0)
  expect(by_index).toBe(n)
})
