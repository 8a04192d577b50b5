import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { GdalAnswer, GdalTask } from './gdal-worker.ts'

const PROGRAM = fileURLToPath(new URL('./gdal-worker.ts', import.meta.url))
const TIMEOUT_MS = 10 * 60_000
const MAX_HEAP_MB = 2_048

/** Runs one task in a GDAL process of its own; a crash or an endless file comes out as `ok: false` with the reason. */
export function runGdal(task: GdalTask): Promise<GdalAnswer> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${MAX_HEAP_MB}`, PROGRAM, JSON.stringify(task)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
      },
    )
    let out = ''
    let complaints = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)))
    child.on('error', (error) => resolve({ ok: false, reason: error.message }))
    child.on('close', (code, signal) => {
      const last = out.trimEnd().split('\n').at(-1) ?? ''
      if (last.startsWith('{"ok":')) resolve(JSON.parse(last) as GdalAnswer)
      else
        resolve({
          ok: false,
          reason: signal
            ? `reading was ended by ${signal}`
            : `GDAL ended with ${code}: ${complaints.slice(0, 300)}`,
        })
    })
  })
}
