import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { StartError } from '../db/errors.ts'
import type { DatabaseContents } from '../queries/backup.ts'
import { sealedFile, storedPath, type StoredFile } from './store.ts'

export const FORMAT = 'tuban-backup/1'
export const MANIFEST = 'manifest.json'

/** What a backup holds, and what the database was like when it was taken. */
export interface Manifest {
  format: typeof FORMAT
  version: string
  engine: 'native' | 'embedded'
  contents: DatabaseContents
  files: StoredFile[]
}

/** Backups are named by the moment at which they were begun, in UTC, so that names sort by time. */
export const backupName = (at: Date) => at.toISOString().replace(/[:.]/g, '-')

/** Finished backups of a folder, the newest last: the manifest is written last. */
export async function backupsIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const names = (await readdir(folder)).sort()
  return names.map((name) => path.join(folder, name)).filter((one) => existsSync(storedPath(one, MANIFEST)))
}

export async function readManifest(folder: string, key: Buffer): Promise<Manifest> {
  if (!existsSync(storedPath(folder, MANIFEST)))
    throw new StartError(`不是完整备份 · ${folder} holds no finished backup: name the folder of one.`)
  const parts: Buffer[] = []
  for await (const part of sealedFile(folder, MANIFEST, key)) parts.push(part)
  const manifest = JSON.parse(Buffer.concat(parts).toString()) as Manifest
  if (manifest.format !== FORMAT)
    throw new StartError(`备份格式不符 · ${folder} is of format ${String(manifest.format)}, not ${FORMAT}.`)
  return manifest
}

export function fileOf({ files }: Manifest, name: string): StoredFile {
  const file = files.find((one) => one.name === name)
  if (!file) throw new StartError(`备份中没有 ${name} · the backup holds no ${name}.`)
  return file
}
