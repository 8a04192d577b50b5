import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Certificate } from '../../domain/api.ts'

const MAIN = fileURLToPath(new URL('../../tools/audit-verify/main.ts', import.meta.url))
/** Of its exit codes: intact, and tampered with. */
const TOLD: readonly unknown[] = [0, 1]
/** Where it reads the key, which stands in no argument and no environment. */
const KEY_FD = 3

/** What the verifier answers (tools/audit-verify/report.ts), as far as certificates show it. */
export type VerifierReport = Pick<
  Certificate,
  | 'intact'
  | 'events'
  | 'streams'
  | 'seals'
  | 'anchors'
  | 'unsealed'
  | 'checkpoints'
  | 'before'
  | 'hmac'
  | 'findings'
>

export interface Verifier {
  /** A piece of a bundle; resolves when more may come. */
  write(text: string): Promise<void>
  /** What it says once the bundle is there. */
  end(): Promise<VerifierReport>
  kill(): void
}

/** Starts the program that shares no code with this one, to read a bundle. */
export function startVerifier(key: Buffer): Verifier {
  const child = spawn(process.execPath, [MAIN, '--json', '--from-file', '-', '--key-fd', String(KEY_FD)], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const { stdin } = child
  const ended = once(child, 'close')
  const answer = text(child.stdout)
  const complaint = text(child.stderr)
  // A pipe that breaks is told by the exit code.
  stdin.on('error', () => undefined)
  const keyPipe = child.stdio[KEY_FD] as Writable
  keyPipe.on('error', () => undefined)
  keyPipe.end(key)
  return {
    async write(piece) {
      if (!stdin.write(piece)) await Promise.race([once(stdin, 'drain'), ended])
    },
    async end() {
      stdin.end()
      const [code] = (await ended) as [number | null]
      if (!TOLD.includes(code)) throw new Error(`The verifier ended with ${code}: ${await complaint}`)
      return JSON.parse(await answer) as VerifierReport
    },
    kill: () => void child.kill(),
  }
}
