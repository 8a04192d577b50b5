import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createApp, type AppOptions } from './app.ts'
import type { Database } from './db/database.ts'
import { errorCode, StartError } from './db/errors.ts'
import { startJobs } from './jobs/runner.ts'
import { jobWork, removeUpload, sweepUploads } from './jobs/work.ts'

// Slow or silent callers: headers within 10 s, a whole request (an upload of 200 MB) within 5 min.
const HEADERS_MS = 10_000
const REQUEST_MS = 300_000
/** Requests under way may end within this, once a stop was asked for. */
const DRAIN_MS = 8_000

export interface ServeOptions extends Omit<AppOptions, 'db' | 'health' | 'wakeJobs'> {
  /** Serves requests, with a short statement timeout. */
  db: Database
  /** Serves jobs, whose statements may take minutes; the same as `db` on the embedded engine. */
  jobsDb: Database
  log: Logger
  host: string
  port: number
}

export interface Serving {
  port: number
  /** Stops taking requests, lets those under way end, puts a running job back. The databases stay open. */
  stop(): Promise<void>
}

/** Listens, and works through the job queue. */
export async function serve({ jobsDb, host, port, ...options }: ServeOptions): Promise<Serving> {
  const { uploadFolder, log } = options
  await sweepUploads(jobsDb, uploadFolder)
  const jobs = startJobs({
    db: jobsDb,
    log,
    work: jobWork(uploadFolder),
    onEnd: (job) => removeUpload(uploadFolder, job),
  })
  const health = { isStopping: false }
  const server = createServer(createApp({ ...options, health, wakeJobs: () => jobs.wake() }))
  server.headersTimeout = HEADERS_MS
  server.requestTimeout = REQUEST_MS
  try {
    await listening(server, host, port)
  } catch (error) {
    await jobs.stop()
    throw error
  }
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      health.isStopping = true
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })])
      server.closeAllConnections()
      await jobs.stop()
    },
  }
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw errorCode(error) === 'EADDRINUSE' ? portTaken(port) : error
  }
}

export const portTaken = (port: number) =>
  new StartError(
    `端口 ${port} 已被占用 · port ${port} is taken: stop what listens there, or choose another, e.g. PORT=${port + 1} npm start`,
  )
