import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ADMIN_STREAM, localActor, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { errorCode, StartError } from '../db/errors.ts'
import { readKeys } from '../key-file.ts'
import { KEK_FILE_NAME } from '../keys/installed.ts'
import { keySetOf } from '../keys/ring.ts'
import {
  databaseContents,
  firstTable,
  makeRole,
  missingRoles,
  type DatabaseContents,
} from '../queries/backup.ts'
import { backupKey, openInstalled, verifyServerCopy, type Installation } from './backup.ts'
import { fileOf, readManifest, type Manifest } from './manifest.ts'
import { connectionOf, runProgram } from './programs.ts'
import { stored, takeOut } from './store.ts'
import { filesBelow, unpack } from './tar.ts'

const NO_LIMIT = 0
const INSUFFICIENT_PRIVILEGE = '42501'

export interface Restored {
  folder: string
  engine: Manifest['engine']
  /** The moment of the backup's snapshot: what came later is not there. */
  takenAt: string
  seconds: number
  /** In words; empty where all is as it was. */
  differences: string[]
}

/**
 * Rebuilds an installation from a backup where none is: the database must be empty, and no evidence lie in its folder. Every
 * file is read through before anything is written; afterwards the audit trail, the evidence and the rows are compared.
 */
export async function restoreBackup(
  folder: string,
  installation: Installation,
  say: (line: string) => void,
): Promise<Restored> {
  const startedAt = performance.now()
  const key = await backupKey(installation)
  const manifest = await readManifest(folder, key)
  requireSameEngine(manifest, installation)
  requireMasterKey(manifest, installation)
  await requireNothingThere(installation)

  say('核对备份 · reading the backup through …')
  for (const file of manifest.files) for await (const _ of stored(folder, file, key));
  say('恢复证据与锚点 · evidence and anchors …')
  await restoreFiles(folder, manifest, { installation, key })
  say('恢复数据库 · the database …')
  if (installation.databaseUrl)
    await restoreNative(folder, manifest, { installation, key, url: installation.databaseUrl })
  else await restoreEmbedded(folder, manifest, { installation, key })
  say('核对 · comparing …')
  const differences = await differencesFrom(manifest, installation)
  await noteRestore(installation, folder, differences)
  return {
    folder,
    engine: manifest.engine,
    takenAt: manifest.contents.takenAt,
    seconds: (performance.now() - startedAt) / 1000,
    differences,
  }
}

/** Unpacks the copy of the whole server into a new folder, from which PostgreSQL can be started. */
export async function restoreServer(
  folder: string,
  installation: Installation,
  target: string,
): Promise<void> {
  if (existsSync(target))
    throw new StartError(`${target} 已存在 · ${target} is there already: name a folder that is not.`)
  const key = await backupKey(installation)
  const manifest = await readManifest(folder, key)
  await unpack(stored(folder, fileOf(manifest, 'base.tar'), key), target)
  await verifyServerCopy(target)
}

function requireSameEngine({ engine }: Manifest, { databaseUrl }: Installation): void {
  if (engine === 'native' && databaseUrl === undefined)
    throw new StartError(
      '备份来自原生数据库 · the backup is of a native database: set DATABASE_URL to an empty one with PostGIS.',
    )
  if (engine === 'embedded' && databaseUrl !== undefined)
    throw new StartError(
      '备份来自内嵌数据库 · the backup is of the embedded database: unset DATABASE_URL, and set DATA_DIR to a new folder.',
    )
}

/** The keys are in no backup: whoever restores brings them, and hears of it before anything is written. */
function requireMasterKey({ contents }: Manifest, { kekFile, dataDir }: Installation): void {
  if (contents.keyIds.length === 0) return
  const file = kekFile ?? path.join(dataDir, KEK_FILE_NAME)
  const held = existsSync(file) ? readKeys('KEK_FILE', file).map((key) => keySetOf(key).id) : []
  const missing = contents.keyIds.filter((id) => !held.includes(id))
  if (missing.length > 0)
    throw new StartError(
      `缺少主密钥 · the backup was made with the master key ${missing.join(', ')}, and ${file} does not hold it: bring it from where the keys are kept, and name it in KEK_FILE.`,
    )
}

/** Nothing is ever overwritten. */
async function requireNothingThere(installation: Installation): Promise<void> {
  const { databaseUrl, dataDir, evidenceDir } = installation
  if ((await filesBelow(evidenceDir)).length > 0)
    throw new StartError(
      `证据目录非空 · ${evidenceDir} holds files already, and nothing is overwritten: set EVIDENCE_DIR to a new folder.`,
    )
  if (databaseUrl === undefined) {
    if (existsSync(path.join(dataDir, 'pgdata')))
      throw new StartError(
        `数据文件夹非空 · ${dataDir} holds a database already, and nothing is overwritten: set DATA_DIR to a new folder.`,
      )
    return
  }
  const db = await openInstalled(installation)
  try {
    const table = await firstTable(db)
    if (table !== null)
      throw new StartError(
        `数据库非空 · the database holds tables already (${table} …), and nothing is overwritten: create a new one, and name it in DATABASE_URL.`,
      )
  } finally {
    await db.close()
  }
}

interface Target {
  installation: Installation
  key: Buffer
}

async function restoreFiles(
  folder: string,
  { files }: Manifest,
  { installation, key }: Target,
): Promise<void> {
  const { evidenceDir, dataDir, anchorFile } = installation
  await mkdir(evidenceDir, { recursive: true, mode: 0o700 })
  for (const file of files) {
    const [place, ...rest] = file.name.split('/')
    if (place === 'evidence') await takeOut(folder, file, { key, target: path.join(evidenceDir, ...rest) })
    if (place === 'uploads')
      await takeOut(folder, file, { key, target: path.join(dataDir, 'uploads', ...rest) })
    // Newer anchors that are here still tell of what the backup lacks: they stay, and are compared.
    if (place === 'audit-anchors.jsonl' && !existsSync(anchorFile))
      await takeOut(folder, file, { key, target: anchorFile })
  }
}

async function restoreNative(
  folder: string,
  manifest: Manifest,
  { installation, key, url }: Target & { url: string },
): Promise<void> {
  const staging = await mkdtemp(path.join(tmpdir(), 'tuban-restore-'))
  const db = await openInstalled(installation)
  try {
    await ensureRoles(db, manifest.contents.roles)
    const dump = path.join(staging, 'database.dump')
    await takeOut(folder, fileOf(manifest, 'database.dump'), { key, target: dump })
    const { stdout } = await runProgram('pg_restore', ['--list', dump])
    const list = path.join(staging, 'list')
    await writeFile(list, stdout.split('\n').filter(isOurs).join('\n'))
    await runProgram(
      'pg_restore',
      ['--exit-on-error', '--single-transaction', '--no-owner', `--use-list=${list}`, `--dbname=`, dump],
      { env: connectionOf(url) },
    )
    await db.maintain()
  } finally {
    await db.close()
    await rm(staging, { recursive: true, force: true })
  }
}

/** The extension is there before, made by whoever may. */
const isOurs = (line: string) => !/ (EXTENSION|COMMENT) - (EXTENSION )?postgis/.test(line)

async function ensureRoles(db: Database, roles: readonly string[]): Promise<void> {
  for (const role of await missingRoles(db, roles))
    try {
      await makeRole(db, role)
    } catch (error) {
      if (errorCode(error) !== INSUFFICIENT_PRIVILEGE) throw error
      throw new StartError(
        `缺少数据库角色 · the server has no role ${role}, and this login may not make it: let its administrator run deploy/roles.sql.`,
        { cause: error },
      )
    }
}

async function restoreEmbedded(
  folder: string,
  manifest: Manifest,
  { installation, key }: Target,
): Promise<void> {
  const { dataDir } = installation
  await mkdir(dataDir, { recursive: true })
  const draft = path.join(dataDir, 'pgdata.restoring')
  await rm(draft, { recursive: true, force: true })
  await unpack(stored(folder, fileOf(manifest, 'pgdata.tar'), key), draft)
  await rename(draft, path.join(dataDir, 'pgdata'))
}

/** What is not as the manifest says, or not as it was written. */
async function differencesFrom(manifest: Manifest, installation: Installation): Promise<string[]> {
  const db = await openInstalled(installation)
  let now: DatabaseContents
  try {
    now = await db.transaction((tx) => databaseContents(tx), { readOnly: true, statementTimeoutMs: NO_LIMIT })
  } finally {
    await db.close()
  }
  return [
    ...contentsDiffer(manifest.contents, now),
    ...(await verified('audit-verify', installation)),
    ...(await verified('evidence-verify', installation)),
  ]
}

export function contentsDiffer(
  before: Pick<DatabaseContents, 'rows' | 'seal'>,
  now: Pick<DatabaseContents, 'rows' | 'seal'>,
): string[] {
  const tables = [...new Set([...Object.keys(before.rows), ...Object.keys(now.rows)])].sort()
  const differences = tables
    .filter((table) => before.rows[table] !== now.rows[table])
    .map((table) => `${table}: ${before.rows[table] ?? 'no'} rows became ${now.rows[table] ?? 'none'}`)
  if (before.seal?.n !== now.seal?.n || before.seal?.hash !== now.seal?.hash)
    differences.push(`audit.seal: the newest was ${before.seal?.n ?? 'none'} and is ${now.seal?.n ?? 'none'}`)
  return differences
}

const TOOLS = fileURLToPath(new URL('../../tools', import.meta.url))

/** What an independent verifier finds in the restored installation, as one line; nothing where all is intact. */
async function verified(tool: string, installation: Installation): Promise<string[]> {
  const program = path.join(TOOLS, tool, 'main.ts')
  if (!existsSync(program)) return []
  const { databaseUrl, dataDir, evidenceDir, anchorFile, cacheDir, auditKeyFile, kekFile } = installation
  const { code, stdout } = await runProgram(process.execPath, [program, '--json'], {
    env: {
      DATABASE_URL: databaseUrl ?? '',
      DATABASE_URL_FILE: '',
      DATA_DIR: dataDir,
      EVIDENCE_DIR: evidenceDir,
      ANCHOR_FILE: anchorFile,
      CACHE_DIR: cacheDir,
      AUDIT_KEY_FILE: auditKeyFile ?? '',
      KEK_FILE: kekFile ?? '',
    },
    accept: [0, 1],
  })
  if (code === 0) return []
  const { findings } = JSON.parse(stdout) as { findings?: unknown[] }
  return [`${tool}: ${JSON.stringify(findings ?? stdout).slice(0, 2_000)}`]
}

const noteRestore = async (
  installation: Installation,
  folder: string,
  differences: readonly string[],
): Promise<void> => {
  const db = await openInstalled(installation)
  try {
    await db.transaction((tx) =>
      record(tx, {
        stream: ADMIN_STREAM,
        by: localActor(userInfo().username),
        action: 'backup.restore',
        object: `backup:${path.basename(folder)}`,
        detail: { differences: differences.length },
      }),
    )
  } finally {
    await db.close()
  }
}
