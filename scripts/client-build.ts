import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { StartError } from '../server/db/errors.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const BUILT_PAGE = path.join(ROOT, 'dist/client/index.html')
const VITE = path.join(ROOT, 'node_modules/vite/bin/vite.js')
/** What the client is made of. */
const SOURCES = ['client', 'domain', 'vite.config.ts', 'package-lock.json']

/** Whether dist/client is missing or older than what it is made of. */
export async function clientIsStale(): Promise<boolean> {
  if (!existsSync(BUILT_PAGE)) return true
  const builtAt = (await stat(BUILT_PAGE)).mtimeMs
  for (const source of SOURCES) if ((await newest(path.join(ROOT, source))) > builtAt) return true
  return false
}

/** Time of the last change below a path, in ms; 0 where there is nothing. */
async function newest(target: string): Promise<number> {
  if (!existsSync(target)) return 0
  const about = await stat(target)
  if (!about.isDirectory()) return about.mtimeMs
  const names = await readdir(target)
  const times = await Promise.all(names.map((name) => newest(path.join(target, name))))
  return Math.max(about.mtimeMs, ...times)
}

export async function buildClient(): Promise<void> {
  if (!existsSync(VITE))
    throw new StartError(
      '网页未构建，且未安装构建工具 · the client is not built and vite is not installed: run npm ci.',
    )
  const child = spawn(process.execPath, [VITE, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new StartError(`网页构建失败 · the client does not build:\n${output.trim()}`)
}
