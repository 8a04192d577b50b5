import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { applyTestSettings } from './acceptance/test-settings.ts'
import { createApp } from './app.ts'
import { startExpiry } from './approvals/expiry.ts'
import { startDays } from './replay/daily.ts'
import { openDoor } from './audit/door.ts'
import { auditKey } from './audit/key.ts'
import { setAuditProfile, startSealer } from './audit/sealer.ts'
import type { Databases } from './boot.ts'
import type { Config } from './config.ts'
import { serviceDatabase } from './db/acting.ts'
import { startPurging } from './personal/purge.ts'
import { errorCode, StartError } from './db/errors.ts'
import { startEvidenceKeeper } from './evidence/keeper.ts'
import { Admission } from './http/admission.ts'
import { watchLoopLag } from './http/loop-lag.ts'
import { startKernelKeeper } from './kernel/keeper.ts'
import { installedKernel } from './kernel/kernel.ts'
import { clamdScan } from './http/scan.ts'
import { startJobs } from './jobs/runner.ts'
import { startRelay } from './outbox/relay.ts'
import { removeUpload, sweepUploads } from './jobs/uploads.ts'
import { jobWork } from './jobs/work.ts'
import { outboxState } from './queries/outbox.ts'
import { readinessOf } from './readiness.ts'
import { Provider } from './sign-in/provider.ts'
import type { DemoAccount } from './routes/meta.ts'

const { version } = packageJson

const CLIENT_FOLDER = fileURLToPath(new URL('../dist/client', import.meta.url))

// Slow or silent callers: headers within 10 s, a whole request (an upload of 200 MB) within 5 min.
const HEADERS_MS = 10_000
const REQUEST_MS = 300_000
/** An idle connection is closed after this; a browser opens another. */
const KEEP_ALIVE_MS = 5_000
const MAX_SOCKETS = 1_000
/** With a smaller share of the disk free, evidence is refused. */
const EVIDENCE_RESERVE_SHARE = 0.01
/** Sign-ins from one address. */
const ATTEMPTS_PER_MINUTE = 20
/** Requests under way may end within this, once a stop was asked for. */
const DRAIN_MS = 8_000

export interface ServeOptions extends Databases {
  log: Logger
  demoAccounts: readonly DemoAccount[]
}

export interface Serving {
  port: number
  address: string
  /**
   * Says that it is stopping, stops taking requests, lets those under way end, puts a running job back. The databases
   * stay open.
   */
  stop(options?: { noticeMs: number }): Promise<void>
}

/** Listens, and works through the job queue. */
export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
  const { db, tilesDb, jobsDb, adminDb, log, demoAccounts } = options
  const { host, port } = config
  const uploadFolder = path.join(config.dataDir, 'uploads')
  await sweepUploads(jobsDb, uploadFolder)
  await setAuditProfile(db, config.auditProfile)
  await applyTestSettings(db, config.testSettings)
  const { idleSeconds, lockoutSeconds } = config.testSettings
  const key = await auditKey(config)
  const hasDemo = isLoopback(host) && demoAccounts.length > 0
  const twoPerson = { layers: config.twoPersonLayers ?? !hasDemo, exportRows: config.exportSecondPersonRows }
  const jobs = startJobs({
    db: jobsDb,
    log,
    work: jobWork(uploadFolder, twoPerson, { key, anchorFile: config.anchorFile }),
    onEnd: (job) => removeUpload(uploadFolder, job),
  })
  const evidence = {
    folder: config.evidenceDir,
    reserveShare: EVIDENCE_RESERVE_SHARE,
    scan: config.clamdSocket === undefined ? undefined : clamdScan(config.clamdSocket, log),
  }
  const { anchorFile, auditRetentionYears: retentionYears } = config
  const sealer = startSealer({
    db: serviceDatabase(adminDb),
    slowDb: serviceDatabase(jobsDb),
    log,
    key,
    anchorFile,
    retentionYears,
  })
  const health = {
    isStopping: false,
    readiness: readinessOf({
      db: adminDb,
      dataDir: config.dataDir,
      log,
      lags: { outbox: async () => (await outboxState(adminDb)).lagS },
    }),
  }
  const loopLag = watchLoopLag()
  const app = createApp({
    db,
    tilesDb,
    adminDb,
    tileBytes: config.tileMemoryMb * 2 ** 20,
    log,
    // Passwords are shown to nobody but the person at this machine.
    about: { version, authMode: config.authMode, demoAccounts: hasDemo ? demoAccounts : [] },
    session: {
      times:
        idleSeconds === undefined
          ? config.sessionTimes
          : { ...config.sessionTimes, idleMs: idleSeconds * 1000, fieldIdleMs: idleSeconds * 1000 },
      factorPosts: config.factorPosts,
      // In production a proxy stands before it, whatever it listens on.
      isLoopback: isLoopback(host) && !config.isProduction,
      authMode: config.authMode,
      provider: config.provider && new Provider(config.provider),
      firstLockMs: lockoutSeconds === undefined ? undefined : lockoutSeconds * 1000,
      passwordProfile: config.passwordProfile,
      attemptsPerMinute: ATTEMPTS_PER_MINUTE,
    },
    twoPerson,
    uploadFolder,
    evidence,
    clientFolder: CLIENT_FOLDER,
    health,
    rates: config.rates,
    admission: new Admission({ lagMs: loopLag.lagMs }),
    audit: { anchorFile, lagMs: sealer.lagMs },
    wakeJobs: () => jobs.wake(),
    network: config,
  })
  const server = createServer(app)
  server.headersTimeout = HEADERS_MS
  server.requestTimeout = REQUEST_MS
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.maxConnections = MAX_SOCKETS
  try {
    await listening(server, host, port)
  } catch (error) {
    await jobs.stop()
    await sealer.stop()
    throw error
  }
  const keeper = startEvidenceKeeper({ db: jobsDb, store: evidence, log })
  const kernel = installedKernel()
  const kernelKeeper = kernel && startKernelKeeper({ db: serviceDatabase(jobsDb), kernel, log })
  const purging = startPurging({ db: serviceDatabase(jobsDb), log })
  const relay = startRelay({ db: jobsDb, log })
  const expiry = startExpiry(serviceDatabase(jobsDb), log)
  const days = startDays(serviceDatabase(jobsDb), log)
  const door =
    db.kind === 'embedded' ? await openDoor({ db, log, dataDir: config.dataDir, anchorFile }) : null
  const { port: listeningPort } = server.address() as AddressInfo
  return {
    port: listeningPort,
    address: `http://${isLoopback(host) ? 'localhost' : host}:${listeningPort}`,
    async stop({ noticeMs } = { noticeMs: 0 }) {
      health.isStopping = true
      const jobsEnded = jobs.stop()
      await sleep(noticeMs)
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })])
      server.closeAllConnections()
      await door?.close()
      await jobsEnded
      await keeper.stop()
      await kernelKeeper?.stop()
      await purging.stop()
      await relay.stop()
      await expiry.stop()
      await days.stop()
      await sealer.stop()
      loopLag.stop()
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

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')
