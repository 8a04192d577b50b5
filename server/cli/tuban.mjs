#!/usr/bin/env node
// Started by `npx tuban` under whatever Node the machine has (18 or later): plain JavaScript, which runs the program itself
// under the Node that comes with this package.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The first release that runs TypeScript without a word. */
const NEEDS = [24, 0]

const here = path.dirname(fileURLToPath(import.meta.url))

function ownNode() {
  try {
    const home = path.dirname(createRequire(import.meta.url).resolve('node/package.json'))
    const program = path.join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = major > NEEDS[0] || (major === NEEDS[0] && minor >= NEEDS[1])
const program = ownNode() ?? (isNewEnough ? process.execPath : null)
if (program === null) {
  console.error(
    `缺少 Node ${NEEDS[0]} · Tuban needs Node ${NEEDS[0]} or later and found ${process.versions.node}: run “npm ci” in its folder, or install it.`,
  )
  process.exit(1)
}

const child = spawn(program, [path.join(here, 'tuban.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
// A terminal sends Ctrl-C to both; the child ends in its own time, and this waits for it.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => child.kill('SIGTERM'))
process.on('SIGHUP', () => child.kill('SIGHUP'))
child.on('error', (error) => {
  console.error(`Node 无法启动 · ${program} does not start: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1)
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name)
  process.kill(process.pid, signal)
})
