import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { ADMIN_STREAM, localActor, record } from '../audit/record.ts'
import { errorCode, StartError } from '../db/errors.ts'
import { addDrill, makeScratchDatabase, removeScratchDatabase, type NewDrill } from '../queries/backup.ts'
import { backupKey, makeBackup, openInstalled, type BackupOptions, type Installation } from './backup.ts'
import { backupsIn, readManifest } from './manifest.ts'
import { restoreBackup, restoreServer } from './restore.ts'

const INSUFFICIENT_PRIVILEGE = '42501'

export interface Drill extends NewDrill {
  /** What was tried: the portable copy, the copy of the whole server, the embedded database. */
  tried: string[]
}

/**
 * Makes a backup and restores it beside the installation, which it does not touch but for the result. RTO: until all was
 * restored and compared. RPO: the work that would be lost if the machine were gone now, by the newest kept backup.
 */
export async function runDrill(installation: Installation, options: BackupOptions): Promise<Drill> {
  const startedAt = new Date()
  const scratch = await mkdtemp(path.join(tmpdir(), 'tuban-drill-'))
  try {
    const kept = await newestKept(installation)
    const { folder, manifest } = await makeBackup(
      {
        ...installation,
        backupDir: path.join(scratch, 'backups'),
        backupKeyFile: await keyPath(installation),
      },
      options,
    )
    const beganAt = performance.now()
    const differences = await tryRestore(folder, { installation, scratch, say: options.say })
    const tried = manifest.files
      .map(({ name }) => name)
      .filter((name) => /^(database|base|pgdata)\./.test(name))
    if (tried.includes('base.tar'))
      await restoreServer(folder, await withKey(installation), path.join(scratch, 'server'))
    const drill: Drill = {
      startedAt,
      ok: differences.length === 0,
      engine: manifest.engine,
      rtoSeconds: (performance.now() - beganAt) / 1000,
      rpoSeconds: (Date.now() - Date.parse(kept ?? manifest.contents.takenAt)) / 1000,
      bytes: manifest.files.reduce((total, { bytes }) => total + bytes, 0),
      differences,
      tried,
    }
    await keepResult(installation, drill)
    return drill
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The moment of the newest backup that is kept and can be read. */
async function newestKept(installation: Installation): Promise<string | null> {
  const newest = (await backupsIn(installation.backupDir)).at(-1)
  if (newest === undefined) return null
  const manifest = await readManifest(newest, await backupKey(installation))
  return manifest.contents.takenAt
}

const keyPath = async (installation: Installation): Promise<string> => {
  await backupKey(installation)
  return installation.backupKeyFile ?? path.join(installation.dataDir, 'backup.key')
}

const withKey = async (installation: Installation): Promise<Installation> => ({
  ...installation,
  backupKeyFile: await keyPath(installation),
})

interface Place {
  installation: Installation
  scratch: string
  say: (line: string) => void
}

/** Answers the differences. A database of its own on the same server, or a data folder of its own; both are gone afterwards. */
async function tryRestore(folder: string, { installation, scratch, say }: Place): Promise<string[]> {
  const dataDir = path.join(scratch, 'data')
  const target: Installation = {
    ...(await withKey(installation)),
    dataDir,
    evidenceDir: path.join(dataDir, 'evidence'),
    anchorFile: path.join(dataDir, 'audit-anchors.jsonl'),
    auditKeyFile: installation.auditKeyFile ?? whereThere(path.join(installation.dataDir, 'audit.key')),
  }
  await copyKeys(installation.dataDir, dataDir)
  if (installation.databaseUrl === undefined) return (await restoreBackup(folder, target, say)).differences
  const db = await openInstalled(installation)
  try {
    const name = `tuban_drill_${process.pid}_${Date.now()}`
    await makeScratchDatabase(db, name).catch((error: unknown) => {
      if (errorCode(error) !== INSUFFICIENT_PRIVILEGE) throw error
      throw new StartError(
        '无法建演练库 · this login may not create the database that the drill restores into: alter role … createdb.',
        { cause: error },
      )
    })
    try {
      const url = new URL(installation.databaseUrl)
      url.pathname = name
      return (await restoreBackup(folder, { ...target, databaseUrl: url.href }, say)).differences
    } finally {
      await removeScratchDatabase(db, name)
    }
  } finally {
    await db.close()
  }
}

const whereThere = (file: string) => (existsSync(file) ? file : undefined)

/** Keys are not in a backup: whoever restores brings them, as here. */
async function copyKeys(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  if (!existsSync(from)) return
  for (const name of await readdir(from))
    if (name.endsWith('.key')) await copyFile(path.join(from, name), path.join(to, name))
}

async function keepResult(installation: Installation, drill: Drill): Promise<void> {
  const db = await openInstalled(installation)
  try {
    await db.transaction(async (tx) => {
      await addDrill(tx, drill)
      const { ok, rtoSeconds, rpoSeconds, differences } = drill
      await record(tx, {
        stream: ADMIN_STREAM,
        by: localActor(userInfo().username),
        action: 'backup.drill',
        object: null,
        detail: {
          ok,
          rtoSeconds: Math.round(rtoSeconds),
          rpoSeconds: Math.round(rpoSeconds),
          differences: differences.length,
        },
      })
    })
  } finally {
    await db.close()
  }
}
