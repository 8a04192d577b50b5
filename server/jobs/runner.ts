import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Problem } from '../../domain/problem.ts'
import type { Database } from '../db/database.ts'
import { isConnectionLoss, isInTheWay } from '../db/errors.ts'
import { detailsOf, problemOf } from '../http/problem.ts'
import {
  claimJob,
  endJob,
  expireLeases,
  releaseJob,
  retryJob,
  type ClaimedJob,
  type Ending,
} from '../queries/jobs.ts'
import { JobCancelled, JobControl, JobLost, JobStopped, leaseOf } from './job-control.ts'

const POLL_MS = 1_000
const PAUSE_AFTER_FAILURE_MS = 5_000
/** Work that does not come to a point where it can stop within this is left behind; the fence keeps out what it still does. */
const STOP_MS = 8_000

/** Does one kind of job; what it answers becomes the job's result. */
export type JobWork = (db: Database, job: ClaimedJob, control: JobControl) => Promise<unknown>

export interface JobRunner {
  /** A job was added: look at once. */
  wake(): void
  /** Puts a running job back and ends; resolves when nothing runs any more. */
  stop(): Promise<void>
}

export interface RunnerOptions {
  db: Database
  log: Logger
  work: Readonly<Record<ClaimedJob['kind'], JobWork>>
  /** Runs once a job has ended for good, however it ended. */
  onEnd?: (job: ClaimedJob) => Promise<void>
}

/** Works through work.job, one job at a time, until stopped. Jobs of a worker that died are taken up again. */
export function startJobs(options: RunnerOptions): JobRunner {
  const { db, log } = options
  const worker = `${process.pid}/${randomUUID()}`
  const stopping = new AbortController()
  let waking = new AbortController()
  let current: { job: ClaimedJob; control: JobControl } | null = null

  const pause = async (ms: number) => {
    waking = new AbortController()
    await sleep(ms, undefined, { signal: AbortSignal.any([waking.signal, stopping.signal]) }).catch(
      () => undefined,
    )
  }

  const loop = async () => {
    let isFirst = db.kind === 'embedded'
    while (!stopping.signal.aborted) {
      try {
        if (isFirst) await expireLeases(db)
        isFirst = false
        const job = await claimJob(db, worker, leaseOf(db))
        if (job === null) await pause(POLL_MS)
        else {
          const control = new JobControl(db, job.jobId, worker)
          current = { job, control }
          if (stopping.signal.aborted) control.stop()
          await runJob(options, job, worker, control)
        }
      } catch (error) {
        log.error({ err: error }, 'jobs: the database does not answer')
        await pause(PAUSE_AFTER_FAILURE_MS)
      } finally {
        current?.control.close()
        current = null
      }
    }
  }
  const running = loop()

  return {
    wake: () => waking.abort(),
    async stop() {
      stopping.abort()
      current?.control.stop()
      await Promise.race([running, sleep(STOP_MS, undefined, { ref: false })])
      if (current) await releaseJob(db, current.job.jobId, worker)
    },
  }
}

async function runJob(
  options: RunnerOptions,
  job: ClaimedJob,
  worker: string,
  control: JobControl,
): Promise<void> {
  const { db, log, onEnd } = options
  const { jobId, kind, attempts } = job
  const startedAt = Date.now()
  log.info({ jobId, kind, attempts }, 'job started')
  const ending = await endingOf(options, job, control)
  if (ending === 'lost') {
    log.warn({ jobId }, 'job lost to another worker')
    return
  }
  if (ending === 'stopped') {
    await releaseJob(db, jobId, worker)
    log.info({ jobId }, 'job put back')
    return
  }
  if ('retryInS' in ending) {
    await retryJob(db, jobId, worker, { inS: ending.retryInS, error: ending.error })
    log.warn({ jobId, retryInS: ending.retryInS, fault: ending.error }, 'job put off')
    return
  }
  if (!(await endJob(db, jobId, worker, ending))) {
    log.warn({ jobId }, 'job lost to another worker')
    return
  }
  log.info({ jobId, kind, state: ending.state, ms: Date.now() - startedAt }, 'job ended')
  await onEnd?.(job)
}

interface Retry {
  retryInS: number
  error: string
}

/** 2, 4, 8 … s, each more or less by half, so that jobs that failed together do not come again together. */
const retryAfterS = (attempts: number) => 2 ** attempts * (0.5 + Math.random())

async function endingOf(
  { db, log, work }: RunnerOptions,
  job: ClaimedJob,
  control: JobControl,
): Promise<Ending | Retry | 'lost' | 'stopped'> {
  const { attempts, maxAttempts } = job
  if (attempts > maxAttempts)
    return failed(
      new Problem('internal', `The job was given up: its server ended ${maxAttempts} times at it.`),
    )
  try {
    const result = await work[job.kind](db, job, control)
    await control.renew()
    control.check()
    return { state: 'done', result }
  } catch (error) {
    // Work that notices a cancellation may end by an error of its own; the reason is the control's.
    const reason = reasonOf(control, error)
    if (reason instanceof JobCancelled) return { state: 'cancelled' }
    if (reason instanceof JobLost) return 'lost'
    if (reason instanceof JobStopped) return 'stopped'
    // Not the job's fault.
    if ((isConnectionLoss(reason) || isInTheWay(reason)) && attempts < maxAttempts)
      return { retryInS: retryAfterS(attempts), error: String(reason) }
    if (!(reason instanceof Problem)) log.error({ err: reason, jobId: job.jobId }, 'job failed')
    return failed(problemOf(reason))
  }
}

function reasonOf(control: JobControl, error: unknown): unknown {
  try {
    control.check()
    return error
  } catch (reason) {
    return reason
  }
}

const failed = (problem: Problem): Ending => ({ state: 'failed', problem: detailsOf(problem) })
