import { pino } from 'pino'
import { expect } from 'vitest'
import type { Job } from '../../domain/api.ts'
import type { Database } from '../../server/db/database.ts'
import { startJobs } from '../../server/jobs/runner.ts'
import { jobWork } from '../../server/jobs/work.ts'

/** The real runner, until nothing is due any more; answers the jobs that it ended, in their order. */
export async function runJobs(db: Database): Promise<Pick<Job, 'jobId' | 'kind' | 'state' | 'result'>[]> {
  const { rows: before } = await db.query<{ last: string | null }>(
    `select max(job_id) as last from work.job where ended_at is not null`,
  )
  const runner = startJobs({
    db,
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    work: jobWork(
      '/nowhere',
      { layers: false, exportRows: 0 },
      { key: Buffer.alloc(32), anchorFile: '/nowhere' },
    ),
  })
  const due = async () => {
    const { rows } = await db.query<{ n: number }>(
      `select count(*)::int as n from work.job where state = 'running' or state = 'ready' and run_at <= now()`,
    )
    return rows[0]!.n
  }
  await expect.poll(due, { timeout: 110_000, interval: 50 }).toBe(0)
  await runner.stop()
  const { rows } = await db.query<Pick<Job, 'jobId' | 'kind' | 'state' | 'result'>>(
    `select job_id as "jobId", kind, state, coalesce(result, problem) as result from work.job
      where ended_at is not null and job_id > $1 order by job_id`,
    [before[0]?.last ?? 0],
  )
  return rows
}
