import { randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeBackup, type Backup, type Installation } from '../../server/backup/backup.ts'
import { runDrill } from '../../server/backup/drill.ts'
import { backupsIn } from '../../server/backup/manifest.ts'
import { contentsDiffer, restoreBackup } from '../../server/backup/restore.ts'
import { sealPending } from '../../server/audit/seal.ts'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { keySetOf } from '../../server/keys/ring.ts'
import { noteKeyId } from '../../server/queries/data-keys.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from '../api/given.ts'
import { temporaryFolder } from '../intake/files.ts'
import { CACHE, emptyDatabase, freshDatabase, NATIVE_URL } from '../support/database.ts'

// Whole backups of a small installation on the database that tests run on, restored where nothing is.

const folder = temporaryFolder()
const quiet = () => undefined
const options = { isPhysical: false, say: quiet }
const open: Database[] = []

const installation = (name: string, databaseUrl?: string): Installation => {
  const dataDir = folder.path(name)
  return {
    databaseUrl,
    dataDir,
    cacheDir: CACHE,
    evidenceDir: path.join(dataDir, 'evidence'),
    anchorFile: path.join(dataDir, 'audit-anchors.jsonl'),
    backupDir: folder.path('backups'),
    backupKeyFile: folder.path('backup.key'),
    auditKeyFile: folder.path('audit.key'),
    kekFile: folder.path('kek.key'),
  }
}

const urlOf = (db: Database) => db.pool.options.connectionString!

/** A place where nothing is yet. */
async function nowhere(name: string): Promise<Installation> {
  if (!NATIVE_URL) return installation(name)
  const db = await emptyDatabase()
  open.push(db)
  return installation(name, urlOf(db))
}

async function inside<T>(
  { databaseUrl: url, dataDir }: Installation,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = await openDatabase({ url, dataDir, cacheDir: CACHE })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

let source: Installation
let backup: Backup
const auditKey = randomBytes(32)
const masterKey = randomBytes(32)
const PHOTO = 'ab/cd/abcd'

beforeAll(async () => {
  await writeFile(folder.path('backup.key'), randomBytes(32), { mode: 0o600 })
  await writeFile(folder.path('audit.key'), auditKey, { mode: 0o600 })
  await writeFile(folder.path('kek.key'), masterKey, { mode: 0o600 })
  if (NATIVE_URL) {
    const db = await freshDatabase()
    open.push(db)
    source = installation('source', urlOf(db))
  } else source = installation('source')
  await inside(source, async (db) => {
    await migrate(db)
    await noteKeyId(db, keySetOf(masterKey).id)
    await givenDistrict(db)
    await givenPerson(db, 'ana.backup', { role: 'analyst' })
    for (let count = 0; count < 3; count++) await givenReport(db)
  })
  for (const [name, content] of [
    [PHOTO, 'a photo'],
    ['incoming/half', 'half'],
    ['shown/small', 'can be made again'],
  ] as const) {
    await mkdir(path.dirname(path.join(source.evidenceDir, name)), { recursive: true })
    await writeFile(path.join(source.evidenceDir, name), content)
  }
  backup = await makeBackup(source, options)
  // The event of the first backup is sealed, so that the second has a seal to compare.
  await inside(source, (db) => sealPending(db, auditKey))
  backup = await makeBackup(source, options)
})
afterAll(async () => {
  for (const db of open) await db.close()
})

describe('a backup', () => {
  test('has the rows, the newest seal, and the evidence that was received', () => {
    const { contents, files, engine } = backup.manifest
    expect(engine).toBe(NATIVE_URL ? 'native' : 'embedded')
    expect(contents.rows).toMatchObject({ 'land.report': 3, 'work.person': 1, 'audit.event': 2 })
    expect(contents.seal?.n).toBe(1)
    expect(files.map(({ name }) => name)).toEqual([
      NATIVE_URL ? 'database.dump' : 'pgdata.tar',
      `evidence/${PHOTO}`,
    ])
  })

  test('is for its owner alone, and no name or content is readable in it', async () => {
    const names = (await readdir(backup.folder, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    )
    for (const { parentPath, name } of names) {
      const file = path.join(parentPath, name)
      expect((await stat(file)).mode & 0o077, file).toBe(0)
      const bytes = await readFile(file)
      for (const word of ['a photo', 'ana.backup', 'land.report']) expect(bytes.includes(word)).toBe(false)
    }
  })

  test('shares evidence that did not change with the one before it', async () => {
    const [first, second] = await backupsIn(source.backupDir)
    const inode = async (one: string) => (await stat(path.join(one, 'evidence', `${PHOTO}.enc`))).ino
    expect(await inode(first!)).toBe(await inode(second!))
  })
})

describe('a restore', () => {
  test('brings everything back where nothing was, and tells of no difference', async () => {
    const target = await nowhere('restored')
    const restored = await restoreBackup(backup.folder, target, quiet)
    expect(restored.differences).toEqual([])
    expect(restored.takenAt).toBe(backup.manifest.contents.takenAt)
    expect(await readFile(path.join(target.evidenceDir, PHOTO), 'utf8')).toBe('a photo')
    await inside(target, async (db) => {
      expect(await migrate(db)).toEqual([])
      const { rows } = await db.query(
        `select (select count(*)::int from land.report where district = $1) as reports,
                (select array_agg(action order by seq) from audit.event where action like 'backup.%') as actions`,
        [DISTRICT],
      )
      expect(rows).toEqual([{ reports: 3, actions: ['backup.make', 'backup.make', 'backup.restore'] }])
    })
    await expect(restoreBackup(backup.folder, target, quiet)).rejects.toThrow(/nothing is overwritten/)
  })

  test('never overwrites a database that is not empty', async () => {
    const target = { ...source, evidenceDir: folder.path('elsewhere') }
    await expect(restoreBackup(backup.folder, target, quiet)).rejects.toThrow(/holds .* already/)
  })

  test('tells of an audit trail that was touched before the backup', async () => {
    await inside(source, async (db) => {
      await db.query('alter table audit.event disable trigger refuse_change')
      await db.query(`update audit.event set reason = 'never' where stream = 'admin' and seq = 1`)
      await db.query('alter table audit.event enable trigger refuse_change')
    })
    const touched = await makeBackup({ ...source, backupDir: folder.path('touched') }, options)
    const { differences } = await restoreBackup(touched.folder, await nowhere('of-touched'), quiet)
    expect(differences).toHaveLength(1)
    expect(differences[0]).toMatch(/^audit-verify: .*"seq":1/)
    await inside(source, async (db) => {
      await db.query('alter table audit.event disable trigger refuse_change')
      await db.query(`update audit.event set reason = null where stream = 'admin' and seq = 1`)
      await db.query('alter table audit.event enable trigger refuse_change')
    })
  })
})

describe('a backup that is not whole is refused before anything is written', () => {
  const database = NATIVE_URL ? 'database.dump.enc' : 'pgdata.tar.enc'

  test.each([
    ['a bit of the database flipped', database, 'flip'],
    ['the database cut off', database, 'cut'],
    ['a bit of the evidence flipped', `evidence/${PHOTO}.enc`, 'flip'],
    ['the evidence gone', `evidence/${PHOTO}.enc`, 'remove'],
    ['a bit of the manifest flipped', 'manifest.json.enc', 'flip'],
  ] as const)('%s', async (name, file, how) => {
    const copy = folder.path(`copy ${name}`)
    await cp(backup.folder, copy, { recursive: true })
    const target = path.join(copy, file)
    const bytes = await readFile(target)
    if (how === 'flip') {
      bytes[Math.floor(bytes.length / 2)]! ^= 4
      await writeFile(target, bytes)
    } else if (how === 'cut') await truncate(target, bytes.length - 1_000)
    else await rm(target)

    const nowhereYet = await nowhere(`from ${name}`)
    const refused = restoreBackup(copy, nowhereYet, quiet)
    await expect(refused).rejects.toThrow(new RegExp(file.replace('.enc', '').replaceAll('/', '\\/')))
    await expect(readdir(nowhereYet.evidenceDir)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a file of another backup in the place of this one’s', async () => {
    const [first] = await backupsIn(source.backupDir)
    const copy = folder.path('mixed')
    await cp(backup.folder, copy, { recursive: true })
    await cp(path.join(first!, database), path.join(copy, database))
    await expect(restoreBackup(copy, await nowhere('from mixed'), quiet)).rejects.toThrow(
      /another than the manifest/,
    )
  })

  test('one that was not finished', async () => {
    const copy = folder.path('unfinished')
    await cp(backup.folder, copy, { recursive: true })
    await rm(path.join(copy, 'manifest.json.enc'))
    await expect(restoreBackup(copy, await nowhere('from unfinished'), quiet)).rejects.toThrow(/no finished/)
  })

  test('one whose master key is not here', async () => {
    const target = { ...(await nowhere('no kek')), kekFile: undefined }
    await expect(restoreBackup(backup.folder, target, quiet)).rejects.toThrow(/KEK_FILE/)
  })

  test('one of another key', async () => {
    const other = folder.path('other.key')
    await writeFile(other, randomBytes(32), { mode: 0o600 })
    const target = { ...(await nowhere('other key')), backupKeyFile: other }
    await expect(restoreBackup(backup.folder, target, quiet)).rejects.toThrow(/another key/)
  })
})

describe('a drill', () => {
  test('tries it all, leaves its result, and nothing else', async () => {
    const drill = await runDrill(source, options)
    expect(drill).toMatchObject({ ok: true, differences: [], engine: backup.manifest.engine })
    expect(drill.rpoSeconds).toBeGreaterThan(0)
    expect(await backupsIn(source.backupDir)).toHaveLength(2)
    await inside(source, async (db) => {
      const { rows } = await db.query(
        `select ok, differences, (select count(*)::int from pg_database where datname like 'tuban_drill_' || $1::text || '_%') as left
           from ops.drill`,
        [process.pid],
      )
      expect(rows).toEqual([{ ok: true, differences: [], left: 0 }])
    })
  })
})

describe('what differs', () => {
  const seal = { n: 1, hash: 'aa' }
  test.each([
    ['nothing', { a: 1 }, seal, []],
    ['fewer rows', { a: 0 }, seal, ['a: 1 rows became 0']],
    ['a table gone', {}, seal, ['a: 1 rows became none']],
    ['a table more', { a: 1, b: 2 }, seal, ['b: no rows became 2']],
    ['another seal', { a: 1 }, { n: 2, hash: 'bb' }, ['audit.seal: the newest was 1 and is 2']],
    ['a seal changed', { a: 1 }, { n: 1, hash: 'bb' }, ['audit.seal: the newest was 1 and is 1']],
    ['no seal', { a: 1 }, null, ['audit.seal: the newest was 1 and is none']],
  ])('%s', (_, rows, now, differences) => {
    expect(contentsDiffer({ rows: { a: 1 }, seal }, { rows, seal: now })).toEqual(differences)
  })
})
