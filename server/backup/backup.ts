import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import path from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { ADMIN_STREAM, localActor, record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { lockFolder } from '../db/embedded/lock.ts'
import { openDatabase } from '../db/open.ts'
import { keyFile } from '../key-file.ts'
import { databaseContents, exportSnapshot, mayReplicate, type DatabaseContents } from '../queries/backup.ts'
import { backupName, backupsIn, FORMAT, MANIFEST, readManifest, type Manifest } from './manifest.ts'
import { connectionOf, outputOf, runProgram } from './programs.ts'
import { store, storeFile, storeUnchanged, type StoredFile } from './store.ts'
import { filesBelow, pack } from './tar.ts'

/** A backup reads whole tables. */
const NO_LIMIT = 0

export type Installation = Pick<
  Config,
  | 'databaseUrl'
  | 'dataDir'
  | 'cacheDir'
  | 'evidenceDir'
  | 'anchorFile'
  | 'backupDir'
  | 'backupKeyFile'
  | 'auditKeyFile'
  | 'kekFile'
>

export interface BackupOptions {
  /** The whole server too, where the login may (pg_basebackup); else only the portable copy. */
  isPhysical: boolean
  say: (line: string) => void
}

export interface Backup {
  folder: string
  manifest: Manifest
}

export const backupKey = ({ backupKeyFile, dataDir }: Installation): Promise<Buffer> =>
  keyFile('BACKUP_KEY_FILE', backupKeyFile, path.join(dataDir, 'backup.key'))

export const openInstalled = ({ databaseUrl: url, dataDir, cacheDir }: Installation): Promise<Database> =>
  openDatabase({ url, dataDir, cacheDir, statementTimeoutMs: NO_LIMIT })

/**
 * Makes a backup in a folder of its own below `backupDir`: the database first, evidence after it, so that every row finds its
 * file. Keys are not in it. A folder without a manifest was not finished.
 */
export async function makeBackup(installation: Installation, options: BackupOptions): Promise<Backup> {
  const key = await backupKey(installation)
  const { backupDir } = installation
  const before = await backupBefore(backupDir, key)
  const folder = path.join(backupDir, backupName(new Date()))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    return await fillBackup(installation, { folder, key, options, before })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function fillBackup(
  installation: Installation,
  { folder, key, options, before }: Target & { before: Awaited<ReturnType<typeof backupBefore>> },
): Promise<Backup> {
  const database = installation.databaseUrl
    ? await backUpNative(installation, { folder, key, options, url: installation.databaseUrl })
    : await backUpEmbedded(installation, { folder, key, options })
  options.say('证据与锚点 · evidence and anchors …')
  const files = [...database.files, ...(await backUpFiles(installation, { folder, key, before }))]
  const manifest: Manifest = {
    format: FORMAT,
    version: packageJson.version,
    engine: installation.databaseUrl ? 'native' : 'embedded',
    contents: database.contents,
    files,
  }
  // Last: without it, it is no backup.
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
  await store(folder, MANIFEST, one(text), key)
  return { folder, manifest }
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** The newest backup that can be read, whose evidence need not be written again. */
async function backupBefore(backupDir: string, key: Buffer) {
  const newest = (await backupsIn(backupDir)).at(-1)
  if (newest === undefined) return null
  const manifest = await readManifest(newest, key).catch(() => null)
  if (manifest === null) return null
  return { folder: newest, files: new Map(manifest.files.map((file) => [file.name, file])) }
}

interface Target {
  folder: string
  key: Buffer
  options: BackupOptions
}

type DatabaseBackup = { contents: DatabaseContents; files: StoredFile[] }

async function backUpNative(
  installation: Installation,
  { folder, key, options, url }: Target & { url: string },
): Promise<DatabaseBackup> {
  const db = await openInstalled(installation)
  try {
    await noteBackup(db, folder)
    const isPhysical = options.isPhysical && (await mayReplicate(db))
    const portable = await db.transaction(
      async (tx) => {
        // pg_dump reads by this snapshot, which lasts as long as the transaction, idle as it is meanwhile.
        await tx.query('set local idle_in_transaction_session_timeout = 0')
        const snapshot = await exportSnapshot(tx)
        options.say('数据库（可移植副本）· the database (portable copy) …')
        const dump = outputOf('pg_dump', ['-Fc', `--snapshot=${snapshot}`], { env: connectionOf(url) })
        const file = await store(folder, 'database.dump', dump, key)
        return { contents: await databaseContents(tx), files: [file] }
      },
      { readOnly: true, statementTimeoutMs: NO_LIMIT },
    )
    if (isPhysical) portable.files.push(await backUpServer(url, { folder, key, options }))
    return portable
  } finally {
    await db.close()
  }
}

/** By the program of the version that wrote it, since that one reads its log. */
export async function verifyServerCopy(folder: string): Promise<void> {
  const major = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8')).trim()
  await runProgram('pg_verifybackup', ['-q', folder], { major })
}

/** Every database of the server with its log, as pg_verifybackup found it whole. */
async function backUpServer(url: string, { folder, key, options }: Target): Promise<StoredFile> {
  options.say('整个数据库服务器 · the whole database server …')
  const staging = await mkdtemp(path.join(folder, 'base-'))
  try {
    const target = path.join(staging, 'base')
    const { PGDATABASE: _, ...env } = connectionOf(url)
    await runProgram('pg_basebackup', ['-D', target, '-X', 'stream', '-c', 'fast', '--no-password'], { env })
    await verifyServerCopy(target)
    return await store(folder, 'base.tar', pack(target), key)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function backUpEmbedded(
  installation: Installation,
  { folder, key, options }: Target,
): Promise<DatabaseBackup> {
  const { dataDir } = installation
  const db = await openInstalled(installation)
  let contents: DatabaseContents
  try {
    await noteBackup(db, folder)
    contents = await db.transaction((tx) => databaseContents(tx), {
      readOnly: true,
      statementTimeoutMs: NO_LIMIT,
    })
    await db.query('checkpoint')
  } finally {
    await db.close()
  }
  options.say('内嵌数据库 · the embedded database …')
  const unlock = await lockFolder(dataDir)
  try {
    return { contents, files: [await store(folder, 'pgdata.tar', pack(path.join(dataDir, 'pgdata')), key)] }
  } finally {
    await unlock()
  }
}

/** A backup takes everything out of the house, so the trail tells of it. */
const noteBackup = (db: Database, folder: string): Promise<void> =>
  db.transaction((tx) =>
    record(tx, {
      stream: ADMIN_STREAM,
      by: localActor(userInfo().username),
      action: 'backup.make',
      object: `backup:${path.basename(folder)}`,
    }),
  )

/** Below EVIDENCE_DIR, but neither what is just arriving nor what can be made again. */
const LEFT_OUT = /^(incoming|shown)\//

async function backUpFiles(
  { evidenceDir, anchorFile, dataDir }: Installation,
  {
    folder,
    key,
    before,
  }: Pick<Target, 'folder' | 'key'> & { before: Awaited<ReturnType<typeof backupBefore>> },
): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  for (const name of await filesBelow(evidenceDir))
    if (!LEFT_OUT.test(name))
      files.push(
        await storeUnchanged(folder, `evidence/${name}`, path.join(evidenceDir, name), { key, before }),
      )
  const uploads = path.join(dataDir, 'uploads')
  for (const name of await filesBelow(uploads))
    files.push(await storeFile(folder, `uploads/${name}`, path.join(uploads, name), key))
  if (existsSync(anchorFile)) files.push(await storeFile(folder, 'audit-anchors.jsonl', anchorFile, key))
  return files
}
