import type { Job } from '../../domain/api.ts'
import type { ProblemDetails } from '../../domain/problem.ts'
import { LABELS, type Label } from '../../domain/label.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

interface JobRow {
  job_id: string
  kind: Job['kind']
  state: Job['state']
  done: number
  total: number | null
  step: string | null
  result: unknown
  problem: unknown
  created_at: string
  ended_at: string | null
  version: number
}

const JOB_COLUMNS = 'job_id, kind, state, done, total, step, result, problem, created_at, ended_at, version'

const jobFrom = (row: JobRow): Job => ({
  jobId: row.job_id,
  kind: row.kind,
  state: row.state,
  done: row.done,
  total: row.total,
  step: row.step,
  result: row.result,
  problem: row.problem,
  createdAt: row.created_at,
  endedAt: row.ended_at,
  version: row.version,
})

export interface NewJob {
  district: string
  kind: Job['kind']
  payload: object
  /** Null: the platform itself. */
  createdBy: string | null
  /** Not before this day of the district's calendar begins. */
  dueOn?: Day
  /** What it does: while a job of that key waits or runs, that one is answered and none is added. */
  key?: string
}

export async function addJob(
  db: Db,
  { district, kind, payload, createdBy, dueOn, key }: NewJob,
): Promise<Job> {
  const values = [district, kind, JSON.stringify(payload), createdBy, key ?? null, dueOn ?? null]
  for (;;) {
    const { rows } = await db.query<JobRow>(
      `insert into work.job (district, kind, payload, created_by, key, run_at)
       values ($1, $2, $3, $4, $5, greatest(now(), $6::date::timestamp at time zone 'Asia/Shanghai'))
       on conflict (key) where state in ('ready', 'running') do nothing
       returning ${JOB_COLUMNS}`,
      values,
    )
    if (rows[0]) return jobFrom(rows[0])
    const { rows: there } = await db.query<JobRow>(
      `select ${JOB_COLUMNS} from work.job where key = $1 and state in ('ready', 'running')`,
      [key],
    )
    // None where it ended in this moment: then there is room for ours.
    if (there[0]) return jobFrom(there[0])
  }
}

export async function readJob(
  db: Db,
  district: string,
  jobId: string,
  labels: readonly Label[] = LABELS,
): Promise<Job | null> {
  const { rows } = await db.query<JobRow>(
    `select ${JOB_COLUMNS} from work.job
      where district = $1 and job_id = $2
        and (kind <> 'import-layer' or coalesce(payload #>> '{form,label}', 'internal') = any ($3))`,
    [district, jobId, labels],
  )
  return rows[0] ? jobFrom(rows[0]) : null
}

/** A waiting job ends at once; a running one is asked to stop, and its worker ends it; one that ended stays as it is. */
export async function cancelJob(db: Db, district: string, jobId: string): Promise<Job> {
  const { rows } = await db.query<JobRow>(
    `update work.job
        set cancel_asked = true, state = case when state = 'ready' then 'cancelled' else state end,
            ended_at = case when state = 'ready' then now() else ended_at end
      where district = $1 and job_id = $2 and state in ('ready', 'running')
      returning ${JOB_COLUMNS}`,
    [district, jobId],
  )
  return rows[0] ? jobFrom(rows[0]) : (await readJob(db, district, jobId))!
}

export interface ClaimedJob {
  jobId: string
  district: string
  kind: Job['kind']
  payload: unknown
  /** Counts this one. */
  attempts: number
  maxAttempts: number
  createdBy: string
  /** What an attempt before this one is known to have done; null where none got so far. */
  checkpoint: unknown
}

/**
 * The job that is due the longest, or whose worker was not heard of in time, now leased to `worker`. Several servers may
 * ask at once: each row goes to one.
 */
export async function claimJob(db: Db, worker: string, leaseS: number): Promise<ClaimedJob | null> {
  const { rows } = await db.query<{
    job_id: string
    district: string
    kind: Job['kind']
    payload: unknown
    attempts: number
    max_attempts: number
    created_by: string
    checkpoint: unknown
  }>(
    `update work.job j
        set state = 'running', worker = $1, lease_until = now() + $2 * interval '1 s', attempts = attempts + 1
       from (select job_id from work.job
              where state = 'ready' and run_at <= now() or state = 'running' and lease_until < now()
              order by run_at, job_id for update skip locked limit 1) next
      where j.job_id = next.job_id
      returning j.job_id, j.district, j.kind, j.payload, j.attempts, j.max_attempts, j.checkpoint,
                coalesce((select name_zh from work.person where person_id = j.created_by), '') as created_by`,
    [worker, leaseS],
  )
  const row = rows[0]
  return row
    ? {
        jobId: row.job_id,
        district: row.district,
        kind: row.kind,
        payload: row.payload,
        attempts: row.attempts,
        maxAttempts: row.max_attempts,
        createdBy: row.created_by,
        checkpoint: row.checkpoint,
      }
    : null
}

export interface Progress {
  done: number
  total: number | null
  step: string | null
}

/** Of the job $1, while the worker $2 has it and its lease lasts. */
const HELD = `job_id = $1 and worker = $2 and state = 'running' and lease_until > clock_timestamp()`

/**
 * Called last in the transaction of an effect: nobody else can take the job up before that ends, and the checkpoint says
 * from then on that it is done. False where the lease has ended: the effect must not be.
 */
export async function fenceJob(
  tx: Db,
  jobId: string,
  worker: string,
  leaseS: number,
  checkpoint: object | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update work.job set lease_until = clock_timestamp() + $3 * interval '1 s', checkpoint = coalesce($4, checkpoint)
      where ${HELD}`,
    [jobId, worker, leaseS, checkpoint && JSON.stringify(checkpoint)],
  )
  return rowCount === 1
}

/** Says how far the job is and prolongs the lease, also one that ran out unnoticed; `lost` when another worker has the job. */
export async function renewLease(
  db: Db,
  jobId: string,
  worker: string,
  leaseS: number,
  { done, total, step }: Progress,
): Promise<'held' | 'cancel-asked' | 'lost'> {
  const { rows } = await db.query<{ cancel_asked: boolean }>(
    `update work.job set lease_until = now() + $3 * interval '1 s', done = $4, total = $5, step = $6
      where job_id = $1 and worker = $2 and state = 'running'
      returning cancel_asked`,
    [jobId, worker, leaseS, done, total, step],
  )
  if (!rows[0]) return 'lost'
  return rows[0].cancel_asked ? 'cancel-asked' : 'held'
}

export type Ending =
  { state: 'done'; result: unknown } | { state: 'failed'; problem: ProblemDetails } | { state: 'cancelled' }

/** Ends a job that this worker still holds; false when it is another's by now. */
export async function endJob(db: Db, jobId: string, worker: string, ending: Ending): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.job
        set state = $3, result = $4, problem = $5, worker = null, lease_until = null, ended_at = now(), step = null
      where ${HELD}`,
    [
      jobId,
      worker,
      ending.state,
      ending.state === 'done' ? JSON.stringify(ending.result) : null,
      ending.state === 'failed' ? JSON.stringify(ending.problem) : null,
    ],
  )
  return rowCount === 1
}

/** Puts a job off after a failure that was not its own. */
export async function retryJob(
  db: Db,
  jobId: string,
  worker: string,
  { inS, error }: { inS: number; error: string },
): Promise<void> {
  await db.query(
    `update work.job
        set state = 'ready', worker = null, lease_until = null, run_at = now() + $3 * interval '1 s', last_error = $4
      where job_id = $1 and worker = $2 and state = 'running'`,
    [jobId, worker, inS, error],
  )
}

/** Puts a job back for the next server: this one is stopping. */
export async function releaseJob(db: Db, jobId: string, worker: string): Promise<void> {
  await db.query(
    `update work.job set state = 'ready', worker = null, lease_until = null, attempts = attempts - 1
      where job_id = $1 and worker = $2 and state = 'running'`,
    [jobId, worker],
  )
}

/** On the embedded database no other process can be at work: what is still running lost its worker. */
export async function expireLeases(db: Db): Promise<void> {
  await db.query(`update work.job set lease_until = now() - interval '1 s' where state = 'running'`)
}

/** Names of the uploads that some unfinished job still needs. */
export async function uploadsInUse(db: Db): Promise<Set<string>> {
  const { rows } = await db.query<{ upload: string }>(
    `select payload ->> 'upload' as upload from work.job where state in ('ready', 'running') and payload ? 'upload'`,
  )
  return new Set(rows.map((row) => row.upload))
}
