import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Job } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import type { Database } from '../../server/db/database.ts'
import { startJobs, type JobWork } from '../../server/jobs/runner.ts'
import { addJob, readJob, type ClaimedJob } from '../../server/queries/jobs.ts'
import { DISTRICT, givenDistrict, givenPerson } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
let createdBy: string

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  createdBy = (await givenPerson(db, 'fenxi', { role: 'analyst' })).personId
  await db.query('create table effect (n int)')
})
afterAll(() => db.close())
beforeEach(async () => {
  await db.query('delete from work.job')
  await db.query('delete from effect')
})

/** Runs one job by `evaluate` until it has ended, or is `until`; answers it, and how often its end was told. */
async function run(evaluate: JobWork, until?: (row: Record<string, unknown>) => boolean) {
  const ends: ClaimedJob[] = []
  const { jobId } = await addJob(db, { district: DISTRICT, kind: 'evaluate', payload: {}, createdBy })
  const runner = startJobs({
    db,
    log: pino({ level: 'silent' }),
    work: { evaluate } as unknown as Record<ClaimedJob['kind'], JobWork>,
    onEnd: async (job) => void ends.push(job),
  })
  const look = async () => {
    const { rows } = await db.query('select * from work.job where job_id = $1', [jobId])
    return until ? until(rows[0]!) : rows[0]!['ended_at'] !== null
  }
  await expect.poll(look, { timeout: 60_000, interval: 100 }).toBe(true)
  await runner.stop()
  const job = (await readJob(db, DISTRICT, jobId)) as Job
  return { job, ends: ends.length, jobId }
}

const gone = () => Object.assign(new Error('the server closed the connection'), { code: '57P01' })

describe('work that fails', () => {
  test('because the database went away is put off, tried again, and what was stored is not stored twice', async () => {
    const { job, ends } = await run(async (database, { attempts, checkpoint }, { fence }) => {
      if (checkpoint === null)
        await database.transaction(async (tx) => {
          await tx.query('insert into effect values (1)')
          await fence(tx, { stored: 1 })
        })
      if (attempts === 1) throw gone()
      return { attempts }
    })
    expect(job).toMatchObject({ state: 'done', result: { attempts: 2 } })
    expect(ends).toBe(1)
    expect((await db.query('select from effect')).rowCount).toBe(1)
  })

  test('is put off for some seconds, and says why', async () => {
    const { jobId } = await run(
      () => Promise.reject(gone()),
      (row) => row['last_error'] !== null,
    )
    const { rows } = await db.query<{ in_s: number; state: string; last_error: string }>(
      `select extract(epoch from run_at - created_at)::float8 as in_s, state, last_error from work.job where job_id = $1`,
      [jobId],
    )
    expect(rows[0]).toMatchObject({ state: 'ready' })
    expect(rows[0]!.last_error).toContain('closed the connection')
    expect(rows[0]!.in_s).toBeGreaterThan(1)
  })

  test('by what was asked of it is not tried again', async () => {
    const { job } = await run(() => Promise.reject(new Problem('file-unreadable', 'No polygons.')))
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'file-unreadable' } })
  })
})

test('work that was done while another server took the job up ends nothing, and keeps its file', async () => {
  const { job, ends } = await run(
    async (database, { jobId }, control) => {
      await database.query(
        `update work.job set worker = 'another', lease_until = now() + interval '1 min' where job_id = $1`,
        [jobId],
      )
      await control.renew()
      return {}
    },
    (row) => row['worker'] === 'another',
  )
  expect(job.state).toBe('running')
  expect(ends).toBe(0)
})
