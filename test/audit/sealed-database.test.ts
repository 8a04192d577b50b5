import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAnchors } from '../../server/audit/anchors.ts'
import { recordAll } from '../../server/audit/record.ts'
import { ROWS_A_SEAL, sealPending } from '../../server/audit/seal.ts'
import { setAuditProfile, startSealer } from '../../server/audit/sealer.ts'
import type { Database } from '../../server/db/database.ts'
import { createLog } from '../../server/http/log.ts'
import { verifyDatabase } from '../../tools/audit-verify/database.ts'
import { temporaryFolder } from '../intake/files.ts'
import { freshDatabase } from '../support/database.ts'
import { anEvent, bundleOf, CASE, givenTrail, KEY, OTHER_CASE, verify } from './trail.ts'

const folder = temporaryFolder()
const MAIN = new URL('../../tools/audit-verify/main.ts', import.meta.url).pathname

let db: Database
let anchors: string

beforeAll(async () => {
  db = await freshDatabase()
  anchors = folder.path('anchors.jsonl')
  await givenTrail(db, anchors)
})
afterAll(() => db.close())

/** What the verifier says of the database as it is: native ones it reads itself, of the embedded one a bundle. */
const verifyAsItIs = async () =>
  db.kind === 'native'
    ? verifyDatabase(db.pool.options.connectionString!, [KEY], await readAnchors(anchors))
    : verify(await bundleOf(db, anchors))

describe('a row that an administrator of the database got at', () => {
  /** Does it as somebody who may put triggers and foreign keys to sleep, looks, and undoes it. */
  async function tamper(statement: string, undo: string) {
    const run = (sql: string) =>
      db.transaction(async (tx) => {
        await tx.query('set local session_replication_role = replica')
        await tx.query(sql)
      })
    await db.query(
      'create table audit.kept_event as table audit.event; create table audit.kept_seal as table audit.seal',
    )
    await run(statement)
    const { findings } = await verifyAsItIs()
    await run(undo)
    await db.query('drop table audit.kept_event, audit.kept_seal')
    expect((await verifyAsItIs()).intact).toBe(true)
    return findings
  }

  const RESTORE_EVENTS = 'delete from audit.event; insert into audit.event table audit.kept_event'
  const RESTORE_SEALS = 'delete from audit.seal; insert into audit.seal table audit.kept_seal'
  const third = `where stream = '${CASE}' and seq = 3`

  test.each([
    ['at', `at = at + interval '1 microsecond'`],
    ['actor', `actor = 'somebody'`],
    ['actor_org', 'actor_org = null'],
    ['session', `session = ''`],
    ['ip', `ip = '10.0.0.1'`],
    ['action', `action = 'report.withdraw'`],
    ['object', `object = null`],
    ['outcome', `outcome = 'refused'`],
    ['reason', `reason = reason || ' '`],
    ['before_hash', 'before_hash = null'],
    ['after_hash', 'after_hash = before_hash'],
    ['detail', `detail = '{}'`],
    ['request_id', `request_id = ''`],
    ['prev_hash', 'prev_hash = hash'],
    ['sums', `sums = set_byte(sums, 0, 255 - get_byte(sums, 0))`],
    ['hash', 'hash = prev_hash'],
    ['alg', `alg = 'sm3'`],
  ])('%s', async (field, change) => {
    const findings = await tamper(`update audit.event set ${change} ${third}`, RESTORE_EVENTS)
    expect(findings).toMatchObject([{ kind: 'changed', stream: CASE, seq: 3, field }])
  })

  test('an event that was deleted is missing', async () => {
    expect(await tamper(`delete from audit.event ${third}`, RESTORE_EVENTS)).toMatchObject([
      { kind: 'missing', stream: CASE, seq: 3 },
    ])
  })

  test('a case that was deleted is missing', async () => {
    const findings = await tamper(`delete from audit.event where stream = '${OTHER_CASE}'`, RESTORE_EVENTS)
    expect(findings).toMatchObject([{ kind: 'missing', stream: OTHER_CASE, seq: 1, toSeq: 2 }])
  })

  test('an event that was moved to another case is told in both', async () => {
    const findings = await tamper(
      `update audit.event set stream = '${OTHER_CASE}', seq = 9 where stream = '${CASE}' and seq = 6`,
      RESTORE_EVENTS,
    )
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'changed', stream: OTHER_CASE, seq: 9, field: 'stream' }),
    )
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'missing', stream: CASE, seq: 6 }))
  })

  test('a seal that was changed does not hold', async () => {
    const findings = await tamper('update audit.seal set merkle_root = hmac where n = 1', RESTORE_SEALS)
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'seal', seal: 1, field: 'merkle_root' }))
  })
})

describe('sealing', () => {
  test('goes on with another hash', async () => {
    await setAuditProfile(db, 'gm')
    await db.transaction((tx) => recordAll(tx, [anEvent(CASE), anEvent('auth')]))
    await setAuditProfile(db, 'standard')
    await db.transaction((tx) => recordAll(tx, [anEvent(CASE)]))
    expect(await sealPending(db, KEY)).toBeGreaterThan(0)
    expect(await verifyAsItIs()).toMatchObject({ intact: true, unsealed: 0, hmac: 'verified' })
  })

  test('keeps up with more than a seal holds, in rounds, until stopped', async () => {
    const many = ROWS_A_SEAL * 2 + 10
    await db.transaction((tx) =>
      recordAll(
        tx,
        Array.from({ length: many }, (_, n) => anEvent(`report:140404/${n % 300}`)),
      ),
    )
    const sealer = startSealer({ db, log: createLog({ logLevel: 'silent' }), key: KEY, anchorFile: anchors })
    await sealer.stop()
    const report = await verifyAsItIs()
    expect(report).toMatchObject({ intact: true, unsealed: 0, anchors: 3 })
    expect(report.seals).toBe(6)
  })

  test('tells of an anchor that somebody wrote over', async () => {
    const scribbled = folder.path('scribbled.jsonl')
    await writeFile(scribbled, 'nothing to see here\n')
    expect((await verify(await bundleOf(db, scribbled))).findings).toMatchObject([
      { kind: 'anchor', seal: 0 },
    ])
  })

  test('by two at once makes one row of seals', async () => {
    for (let round = 0; round < 5; round++) {
      await db.transaction((tx) => recordAll(tx, [anEvent('auth')]))
      await Promise.all(Array.from({ length: 4 }, () => sealPending(db, KEY)))
    }
    while ((await sealPending(db, KEY)) > 0);
    expect(await verifyAsItIs()).toMatchObject({ intact: true, unsealed: 0 })
  })
})

describe('audit:verify', () => {
  const run = (args: readonly string[], stdin?: Buffer) =>
    new Promise<{ code: number; stdout: string }>((resolve) => {
      const child = execFile(process.execPath, [MAIN, ...args], (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), stdout }),
      )
      child.stdin!.end(stdin)
    })

  test('ends with 0 for what is intact, 1 for what is not, 2 where it cannot tell', async () => {
    const bundle = await bundleOf(db, anchors)
    await writeFile(folder.path('bundle'), bundle)
    await writeFile(folder.path('key'), KEY)
    const intact = await run([
      '--json',
      '--from-file',
      folder.path('bundle'),
      '--key-file',
      folder.path('key'),
    ])
    expect(intact.code).toBe(0)
    expect(JSON.parse(intact.stdout)).toMatchObject({ intact: true, hmac: 'verified', findings: [] })

    const forged = Buffer.from(bundle.toString().replace('suspected', 'discarded'))
    const tampered = await run(['--json', '--from-file', '-'], forged)
    expect(tampered.code).toBe(1)
    expect(JSON.parse(tampered.stdout)).toMatchObject({ intact: false })
    expect(JSON.parse(tampered.stdout)).toHaveProperty('findings.1.field', 'detail')

    for (const args of [
      ['--from-file', folder.path('none')],
      ['--frm-file', '-'],
      ['--key-file', folder.path('none')],
    ])
      expect((await run(args)).code).toBe(2)
  })
})
