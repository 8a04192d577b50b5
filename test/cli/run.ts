import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { CACHE } from '../support/database.ts'

const LAUNCHER = fileURLToPath(new URL('../../server/cli/tuban.mjs', import.meta.url))

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs `tuban` as a person does: a program of its own, with its output on pipes. */
export function tuban(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return startTuban(args, env).ended
}

/** The same, for tests that do something meanwhile. */
export function startTuban(args: readonly string[], env: Record<string, string> = {}) {
  const { DATABASE_URL: _, ...inherited } = process.env
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...inherited, CACHE_DIR: CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(
    ([code, stdout, stderr]): Outcome => ({ code, stdout, stderr }),
  )
  return { child, ended }
}
