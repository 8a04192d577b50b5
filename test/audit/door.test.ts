import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDoor, type Door } from '../../server/audit/door.ts'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createLog } from '../../server/http/log.ts'
import { temporaryFolder } from '../intake/files.ts'
import { embeddedDatabase } from '../support/database.ts'
import { givenTrail, KEY } from './trail.ts'

// The embedded engine, of whatever kind the other tests are: only its folder is one server's alone.

const MAIN = path.resolve(import.meta.dirname, '../../tools/audit-verify/main.ts')
const folder = temporaryFolder()
const dataDir = folder.path('data')

let db: Database
let door: Door | null

beforeAll(async () => {
  await mkdir(dataDir)
  await writeFile(path.join(dataDir, 'audit.key'), KEY)
  db = await embeddedDatabase({ dataDir })
  await migrate(db)
  const anchorFile = path.join(dataDir, 'audit-anchors.jsonl')
  await givenTrail(db, anchorFile)
  door = await openDoor({ db, log: createLog({ logLevel: 'silent' }), dataDir, anchorFile })
})
afterAll(async () => {
  await door?.close()
  await db.close()
})

/** As somebody at the machine, beside the server that has the folder. */
const verify = () =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const { DATABASE_URL: _, ...env } = process.env
    execFile(
      process.execPath,
      [MAIN, '--json'],
      { env: { ...env, DATA_DIR: dataDir } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })

describe.skipIf(process.platform === 'win32')('the trail of a running embedded server', () => {
  test('is verified from outside, as it is now', async () => {
    const { code, stdout, stderr } = await verify()
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ intact: true, events: 10, anchors: 2, hmac: 'verified' })
    await db.transaction(async (tx) => {
      await tx.query('set local session_replication_role = replica')
      await tx.query(`update audit.event set reason = 'rewritten' where stream = 'auth' and seq = 1`)
    })
    const again = await verify()
    expect(again.code).toBe(1)
    expect(JSON.parse(again.stdout)).toMatchObject({
      findings: [{ kind: 'changed', stream: 'auth', seq: 1, field: 'reason' }],
    })
  })

  test('cannot be told while the server has the folder and no door', async () => {
    await door?.close()
    const { code, stderr } = await verify()
    expect(code).toBe(2)
    expect(stderr).toContain('in use by another Tuban process')
  })
})
