import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Db } from '../db/database.ts'
import { uploadsInUse, type ClaimedJob } from '../queries/jobs.ts'

/** The file of a job, once the job has ended. */
export async function removeUpload(folder: string, { payload }: Pick<ClaimedJob, 'payload'>): Promise<void> {
  const { upload } = payload as { upload?: string }
  if (upload !== undefined) await rm(path.join(folder, path.basename(upload)), { force: true })
}

/** Files that no unfinished job needs: their upload broke off, or the server was killed between two steps. */
export async function sweepUploads(db: Db, folder: string): Promise<void> {
  if (!existsSync(folder)) return
  const used = await uploadsInUse(db)
  for (const name of await readdir(folder))
    if (!used.has(name)) await rm(path.join(folder, name), { force: true })
}
