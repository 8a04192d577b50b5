import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { GdalAnswer, GdalConversion, GdalInput, GdalLayer, GdalRequest } from './gdal-worker.ts'

const PROGRAM = fileURLToPath(new URL('./gdal-worker.ts', import.meta.url))
const TIMEOUT_MS = 10 * 60_000
const MAX_HEAP_MB = 1_024
/** WebAssembly memory is not part of the heap, so the process is watched from outside, where the system tells. */
const MAX_RESIDENT_BYTES = 3 * 1024 ** 3
const WATCH_EVERY_MS = 500
const PAGE_BYTES = 4_096

/** Why GDAL did not do it: its own words, or how its process ended. */
export class GdalError extends Error {
  override name = 'GdalError'
}

/** A file opened by a GDAL process of its own: a hostile file can at most end that process. `end()` it after use. */
export interface GdalSession {
  layers: GdalLayer[]
  /** Converts the file with ogr2ogr; answers the path of the output. */
  convert(conversion: GdalConversion): Promise<string>
  end(): void
}

/** Opens a file; throws GdalError for what GDAL does not read, and for a process that dies or takes too long. */
export async function openGdal(input: GdalInput): Promise<GdalSession> {
  const child = spawn(process.execPath, [`--max-old-space-size=${MAX_HEAP_MB}`, PROGRAM], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    env: {},
  })
  const ask = asker(child)
  const watch = setInterval(() => void endIfHuge(child), WATCH_EVERY_MS)
  const end = () => {
    clearInterval(watch)
    child.kill('SIGKILL')
  }
  try {
    const opened = await ask({ open: input })
    return {
      layers: opened.layers ?? [],
      convert: async (conversion) => (await ask({ convert: conversion })).output ?? '',
      end,
    }
  } catch (error) {
    end()
    throw error
  }
}

/** One question at a time; the end of the process is an answer too. */
function asker(child: ChildProcess): (request: GdalRequest) => Promise<GdalAnswer> {
  let complaints = ''
  let ended: GdalError | null = null
  let settle: ((answer: GdalAnswer | GdalError) => void) | null = null
  const stop = (reason: string) => {
    ended = new GdalError(reason)
    settle?.(ended)
  }
  child.stderr?.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)))
  child.on('error', (error) => stop(error.message))
  child.on('close', (code, signal) =>
    stop(signal ? `reading was ended by ${signal}` : `GDAL ended with ${code}: ${complaints.slice(0, 300)}`),
  )
  child.on('message', (answer) => settle?.(answer as GdalAnswer))
  return async (request) => {
    const answer = await new Promise<GdalAnswer | GdalError>((resolve) => {
      settle = resolve
      if (ended) resolve(ended)
      else child.send(request)
    })
    if (answer instanceof GdalError) throw answer
    if (answer.reason !== undefined) throw new GdalError(answer.reason)
    return answer
  }
}

async function endIfHuge(child: ChildProcess): Promise<void> {
  // Only Linux has this file; elsewhere the deadline is the only bound.
  const pages = await readFile(`/proc/${child.pid}/statm`, 'utf8').catch(() => null)
  if (pages !== null && Number(pages.split(' ')[1]) * PAGE_BYTES > MAX_RESIDENT_BYTES) child.kill('SIGKILL')
}
