import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { chmod, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { jpeg, pdf } from '../../fixtures/builders/evidence.ts'
import type { Database } from '../../server/db/database.ts'
import { checkEvidence, sweepEvidence } from '../../server/evidence/keeper.ts'
import { hashFile, pathOf } from '../../server/evidence/store.ts'
import { recordedFiles } from '../../server/queries/evidence.ts'
import { verifyFolder } from '../../tools/evidence-verify/folder.ts'
import { itemsOfDatabase, itemsOfList } from '../../tools/evidence-verify/items.ts'
import { startApp, type Client, type TestApp } from '../api/client.ts'
import { givenDistrict, givenPerson, givenReport } from '../api/given.ts'
import { temporaryFolder } from '../intake/files.ts'
import { freshDatabase } from '../support/database.ts'
import { listed, send } from './given.ts'

const DAY_MS = 86_400_000
const MAIN = path.resolve(import.meta.dirname, '../../tools/evidence-verify/main.ts')
const temporary = temporaryFolder()

let db: Database
let app: TestApp
let analyst: Client
let reportId: string
let seeds = 0

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  app = await startApp(db)
  analyst = await app.signIn('fenxi')
})
afterAll(async () => {
  await app.close()
  await db.close()
})
beforeEach(async () => {
  reportId = await givenReport(db)
})

const options = () => ({ db, store: app.evidence, log: pino({ level: 'silent' }) })
const added = async () => (await send(analyst, reportId, jpeg({ seed: `k${seeds++}` }))).body.item
const lookedAtDaysAgo = (days: number) =>
  db.query(`update work.evidence set checked_at = now() - $1 * interval '1 day', is_sound = true`, [days])

/** The list that npm run evidence:export writes, as a file. */
async function list(): Promise<string> {
  const lines: object[] = [{ format: 'tuban-evidence-list/1' }]
  for await (const item of recordedFiles(db)) lines.push(item)
  lines.push({ items: lines.length - 1 })
  return temporary.write('list.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}
const verify = async () => verifyFolder(app.evidence.folder, itemsOfList(await list()))

async function flipBit(sha256: string): Promise<void> {
  const file = pathOf(app.evidence, sha256)
  const bytes = await readFile(file)
  bytes[bytes.length - 3]! ^= 1
  await chmod(file, 0o640)
  await writeFile(file, bytes)
  await chmod(file, 0o440)
}

describe('evidence:verify', () => {
  test('finds what is whole intact, and names each file that is not', async () => {
    const [whole, flipped, cut, gone] = [await added(), await added(), await added(), await added()]
    expect(await verify()).toMatchObject({ intact: true, findings: [] })
    await flipBit(flipped.sha256)
    await chmod(pathOf(app.evidence, cut.sha256), 0o640)
    await truncate(pathOf(app.evidence, cut.sha256), cut.size - 1)
    await chmod(pathOf(app.evidence, cut.sha256), 0o440)
    await rm(pathOf(app.evidence, gone.sha256))
    const { intact, findings } = await verify()
    expect(intact).toBe(false)
    const kinds = findings.map(({ kind, file }) => `${kind} ${path.basename(file)}`).sort()
    expect(kinds).toEqual(
      [
        `changed ${flipped.sha256}`,
        `changed ${cut.sha256}`,
        `size ${cut.sha256}`,
        `missing ${gone.sha256}`,
      ].sort(),
    )
    expect(findings.find(({ kind }) => kind === 'missing')?.what).toContain(
      `${reportId}/${gone.evidenceId} 现场.jpg`,
    )
    expect(JSON.stringify(findings)).not.toContain(whole.sha256)
    // Whoever has the original heals it by sending it again; here the rows go instead.
    await forget(flipped.evidenceId, cut.evidenceId, gone.evidenceId)
    for (const { sha256 } of [flipped, cut]) await rm(pathOf(app.evidence, sha256))
  })

  test('a record whose second hash was changed does not fit its file', async () => {
    const { sha256, sm3, size } = await added()
    const file = temporary.write(
      'forged.jsonl',
      [
        { format: 'tuban-evidence-list/1' },
        {
          district: '1',
          report: '2',
          evidence: '3',
          name: 'x',
          sha256,
          sm3: sm3.replace(/^./, (c) => (c === '0' ? '1' : '0')),
          size,
        },
        { items: 1 },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    )
    const { findings } = await verifyFolder(app.evidence.folder, itemsOfList(file))
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'changed', what: '1/2/3 x' }))
  })

  test('warns of files without a record, and of files that can be written', async () => {
    const { sha256 } = await added()
    await chmod(pathOf(app.evidence, sha256), 0o640)
    mkdirSync(path.join(app.evidence.folder, 'ff/ff'), { recursive: true })
    writeFileSync(path.join(app.evidence.folder, 'ff/ff/stray'), 'x')
    const { intact, findings } = await verify()
    expect(intact).toBe(true)
    expect(findings.map(({ kind }) => kind).sort()).toEqual(['extra', 'writable'])
    await rm(path.join(app.evidence.folder, 'ff/ff/stray'))
    await chmod(pathOf(app.evidence, sha256), 0o440)
  })

  test('where nothing was kept yet there is nothing to find; a folder that is gone is damage', async () => {
    const item = await added()
    const nowhere = temporary.path('nowhere')
    const empty = temporary.write('empty.jsonl', '{"format":"tuban-evidence-list/1"}\n{"items":0}\n')
    expect(await verifyFolder(nowhere, itemsOfList(empty))).toMatchObject({ intact: true, items: 0 })
    const { intact, findings } = await verifyFolder(nowhere, itemsOfList(await list()))
    expect(intact).toBe(false)
    expect(findings.map(({ kind }) => kind)).toContain('missing')
    expect(findings.find(({ what }) => what?.includes(`/${item.evidenceId} `))?.kind).toBe('missing')
  })

  test.each([
    ['is no list', '{"format":"other"}\n', /no list/],
    ['breaks off', '{"format":"tuban-evidence-list/1"}\n', /breaks off/],
    ['says another number', '{"format":"tuban-evidence-list/1"}\n{"items":3}\n', /0 items of 3/],
  ])('does not call a list good that %s', async (_name, content, message) => {
    const file = temporary.write('bad.jsonl', content)
    await expect(verifyFolder(app.evidence.folder, itemsOfList(file))).rejects.toThrow(message)
  })

  test('as a program: exit 0, 1 or 2, and JSON', async () => {
    const item = await added()
    const run = (...args: string[]) =>
      new Promise<{ code: number; stdout: string }>((resolve) => {
        execFile(process.execPath, [MAIN, ...args], (error, stdout) =>
          resolve({ code: error ? Number(error.code) : 0, stdout }),
        )
      })
    const args = ['--from-file', await list(), '--folder', app.evidence.folder]
    expect((await run(...args)).stdout).toContain('完好 · intact')
    await flipBit(item.sha256)
    const damaged = await run(...args, '--json')
    expect(damaged.code).toBe(1)
    expect(JSON.parse(damaged.stdout)).toMatchObject({ intact: false, findings: [{ kind: 'changed' }] })
    expect((await run('--from-file', temporary.path('none'))).code).toBe(2)
    expect((await run('--what')).code).toBe(2)
    await forget(item.evidenceId)
    await rm(pathOf(app.evidence, item.sha256))
  })

  test.skipIf(!process.env['DATABASE_URL'])('reads the records of a native database itself', async () => {
    const item = await added()
    const { rows } = await db.query<{ name: string }>('select current_database() as name')
    const url = new URL(process.env['DATABASE_URL']!)
    url.pathname = rows[0]!.name
    const items = []
    for await (const one of itemsOfDatabase(url.href)) items.push(one)
    expect(items.at(-1)).toMatchObject({ sha256: item.sha256, sm3: item.sm3, size: item.size })
  })
})

describe('the daily look', () => {
  test('hashes a part of all files, those first that waited longest; damage stands in the trail', async () => {
    await lookedAtDaysAgo(2)
    const [sound, damaged] = [await added(), await added()]
    await db.query(
      `update work.evidence set checked_at = now() - interval '40 days' where evidence_id = any ($1)`,
      [[sound.evidenceId, damaged.evidenceId]],
    )
    await flipBit(damaged.sha256)
    // One of thirty a day, and at least one.
    expect(await checkEvidence(options())).toEqual({ checked: 1, faults: 0 })
    expect(await checkEvidence(options())).toEqual({ checked: 1, faults: 1 })
    const { rows } = await db.query(
      `select action, actor, outcome, detail::jsonb ->> 'fault' as fault from audit.event where stream = $1 order by seq`,
      [`report:140404/${reportId}`],
    )
    expect(rows.at(-1)).toEqual({
      action: 'evidence.check',
      actor: '系统',
      outcome: 'refused',
      fault: 'changed',
    })
    const daily = await db.query(
      `select outcome, detail::jsonb as detail from audit.event where stream = 'admin' and action = 'evidence.check' order by seq`,
    )
    expect(daily.rows.slice(-2)).toEqual([
      { outcome: 'done', detail: { checked: 1, faults: 0 } },
      { outcome: 'refused', detail: { checked: 1, faults: 1 } },
    ])
    const { evidence } = await listed(analyst, reportId)
    expect(evidence.map(({ isSound }) => isSound)).toEqual([true, false])
  })

  test('what was looked at within a day is left alone', async () => {
    await lookedAtDaysAgo(0)
    expect(await checkEvidence(options())).toEqual({ checked: 0, faults: 0 })
  })
})

describe('a server that is killed between file and row', () => {
  test('leaves a whole file, which is swept after a day, unless it is sent again', async () => {
    const bytes = pdf('killed')
    const source = temporary.write('paper.pdf', bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'killed.ts'), app.evidence.folder, source],
      {
        stdio: 'inherit',
      },
    )
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    const file = pathOf(app.evidence, sha256)
    expect(await hashFile(file)).toMatchObject({ sha256, size: bytes.length })
    expect((await verify()).findings).toContainEqual(
      expect.objectContaining({ kind: 'extra', file: path.relative(app.evidence.folder, file) }),
    )

    expect(await sweepEvidence(options(), Date.now() + DAY_MS - 60_000)).toEqual([])
    expect(await sweepEvidence(options(), Date.now() + DAY_MS + 60_000)).toEqual([sha256])
    expect(existsSync(file)).toBe(false)

    const { body } = await send(analyst, reportId, bytes)
    expect(body.item.sha256).toBe(sha256)
    expect(await sweepEvidence(options(), Date.now() + 2 * DAY_MS)).toEqual([])
    expect(existsSync(file)).toBe(true)
  })

  test('what uploads left on their way is swept after a day', async () => {
    const [old, young] = ['old', 'young'].map((name) => path.join(app.evidence.folder, 'incoming', name))
    for (const file of [old!, young!]) writeFileSync(file, 'half')
    utimesSync(old!, new Date(Date.now() - 25 * 3_600_000), new Date(Date.now() - 25 * 3_600_000))
    expect(await sweepEvidence(options())).toEqual(['old'])
    expect(existsSync(young!)).toBe(true)
    await rm(young!)
  })
})

/** Takes items off the record, as no user can, so that the next test finds none of them. */
async function forget(...evidenceIds: string[]): Promise<void> {
  await db.query('alter table work.evidence disable trigger user')
  await db.query('alter table work.evidence_custody disable trigger user')
  await db.query('delete from work.evidence_custody where evidence_id = any ($1)', [evidenceIds])
  await db.query('delete from work.evidence where evidence_id = any ($1)', [evidenceIds])
  await db.query('alter table work.evidence enable trigger user')
  await db.query('alter table work.evidence_custody enable trigger user')
}
