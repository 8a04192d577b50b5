import type { Database, Db } from '../db/database.ts'
import { fenceJob, renewLease, type Progress } from '../queries/jobs.ts'

/** The job was cancelled by a person. */
export class JobCancelled extends Error {
  override name = 'JobCancelled'
}
/** The lease ran out and another worker has the job: whatever this one does now would be done twice. */
export class JobLost extends Error {
  override name = 'JobLost'
}
/** The server is stopping: the job goes back to the queue. */
export class JobStopped extends Error {
  override name = 'JobStopped'
}

/**
 * After this without a word from its worker another takes a job. The embedded engine has one worker, whose word waits while a
 * chunk computes, and whose successor takes everything up at its start: there a lease need not run out.
 */
export const leaseOf = ({ kind }: Database): number => (kind === 'embedded' ? 24 * 3_600 : 30)
const RENEW_MS = 10_000
/** Progress reaches the database at most this often. */
const TELL_MS = 250

/** What a job's work sees of its lease: where to tell progress, and whether to go on. */
export class JobControl {
  private readonly db: Database
  private readonly jobId: string
  private readonly worker: string
  private readonly timer: NodeJS.Timeout
  private progress: Progress = { done: 0, total: null, step: null }
  private toldAt = 0
  private ending: Error | null = null

  constructor(db: Database, jobId: string, worker: string) {
    this.db = db
    this.jobId = jobId
    this.worker = worker
    this.timer = setInterval(() => void this.renew().catch(() => undefined), RENEW_MS)
  }

  report = (done: number, total: number | null, step?: string): void => {
    this.progress = { done, total, step: step ?? this.progress.step }
  }

  /** Asked between chunks of work. */
  isCancelled = async (): Promise<boolean> => {
    if (Date.now() - this.toldAt >= TELL_MS) await this.renew()
    return this.ending !== null
  }

  /**
   * Called last in the transaction of an effect: it becomes that of the worker that has the job, or of nobody. What
   * `checkpoint` says is done is not done again by the next attempt.
   */
  fence = async (tx: Db, checkpoint: object | null = null): Promise<void> => {
    if (await fenceJob(tx, this.jobId, this.worker, leaseOf(this.db), checkpoint)) return
    this.ending = lost()
    throw this.ending
  }

  /** A person called it off: what it did is to be undone. Not so where the server stops or the lease was lost. */
  get wasCancelled(): boolean {
    return this.ending instanceof JobCancelled
  }

  /** Throws the reason where the work has to end early. */
  check(): void {
    if (this.ending) throw this.ending
  }

  stop(): void {
    this.ending ??= new JobStopped('The server is stopping.')
  }

  /** Before the job is ended: a worker that was kept from telling may have its lease still. */
  async renew(): Promise<void> {
    this.toldAt = Date.now()
    const answer = await renewLease(this.db, this.jobId, this.worker, leaseOf(this.db), this.progress)
    if (answer === 'cancel-asked') this.ending ??= new JobCancelled('The job was cancelled.')
    if (answer === 'lost') this.ending = lost()
  }

  close(): void {
    clearInterval(this.timer)
  }
}

const lost = () => new JobLost('Another worker has the job.')
