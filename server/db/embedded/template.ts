import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { engineVersion, slimPostgisArchive } from './archive.ts'
import { EmbeddedEngine } from './engine.ts'

/** A data folder with the extensions made, and the archive it runs with; built once, copied for each new database. */
export interface Template {
  folder: string
  archive: string
}

/**
 * Finds or makes the template in `cacheDir`, keyed by the engine's versions. Making it takes 15–30 s; it is built under
 * another name and renamed, so that two processes or a killed one leave nothing half-made.
 */
export async function ensureTemplate(cacheDir: string, say: (line: string) => void): Promise<Template> {
  const home = path.join(cacheDir, `engine-${engineVersion()}`)
  const template = { folder: path.join(home, 'template'), archive: path.join(home, 'postgis-slim.tar.gz') }
  if (existsSync(template.folder)) return template

  say('首次使用：正在制作内嵌数据库模板 · first use: making the embedded database template (15–30 s)')
  mkdirSync(home, { recursive: true })
  if (!existsSync(template.archive)) {
    const draft = `${template.archive}.${process.pid}`
    writeFileSync(draft, slimPostgisArchive())
    renameSync(draft, template.archive)
  }
  const draft = `${template.folder}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  const engine = new EmbeddedEngine(
    { folder: draft, archive: template.archive, idleInTransactionMs: 30_000, makeTemplate: true },
    300_000,
  )
  await engine.start()
  if (existsSync(template.folder)) rmSync(draft, { recursive: true, force: true })
  else renameSync(draft, template.folder)
  return template
}

/** A new data folder from a template folder; built beside its place and renamed. */
export function copyFolder(from: string, to: string): void {
  const draft = `${to}.${process.pid}.new`
  mkdirSync(path.dirname(to), { recursive: true })
  cpSync(from, draft, { recursive: true })
  renameSync(draft, to)
}
