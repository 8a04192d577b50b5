import { constants, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { engineVersion, slimPostgisArchive } from './archive.ts'
import { EmbeddedEngine } from './engine.ts'
import { waitForFolder } from './lock.ts'

/** A data folder with the extensions made, and the archive it runs with; built once, copied for each new database. */
export interface Template {
  folder: string
  archive: string
}

const NO_LIMIT = 0

/** Finds or makes the template in `cacheDir`, keyed by the engine's versions. */
export async function ensureTemplate(cacheDir: string, say: (line: string) => void): Promise<Template> {
  const home = path.join(cacheDir, `engine-${engineVersion()}`)
  const template = { folder: path.join(home, 'template'), archive: path.join(home, 'postgis-slim.tar.gz') }
  await buildFolder(template.folder, async (draft) => {
    say('首次使用：正在制作内嵌数据库模板 · first use: making the embedded database template (15–30 s) …')
    writeFileSync(template.archive, slimPostgisArchive())
    const engine = new EmbeddedEngine({
      folder: draft,
      archive: template.archive,
      statementTimeoutMs: NO_LIMIT,
      idleInTransactionMs: NO_LIMIT,
      isTemplate: true,
    })
    await engine.start()
    await engine.stop()
  })
  return template
}

/**
 * Makes a folder once for all processes that want it. It is built beside its place and renamed, so that a killed process
 * leaves nothing half-made; the others wait.
 */
export async function buildFolder(folder: string, build: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return
  const home = path.dirname(folder)
  mkdirSync(home, { recursive: true })
  const unlock = await waitForFolder(home)
  try {
    if (existsSync(folder)) return
    const draft = `${folder}.draft`
    rmSync(draft, { recursive: true, force: true })
    await build(draft)
    renameSync(draft, folder)
  } finally {
    await unlock()
  }
}

/** A new data folder from a template folder; shares the blocks where the file system can. */
export function copyFolder(from: string, to: string): void {
  const draft = `${to}.draft`
  rmSync(draft, { recursive: true, force: true })
  cpSync(from, draft, { recursive: true, mode: constants.COPYFILE_FICLONE })
  renameSync(draft, to)
}
