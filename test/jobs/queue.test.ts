import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { JobControl, JobLost } from '../../server/jobs/job-control.ts'
import {
  addJob,
  claimJob,
  endJob,
  fenceJob,
  readJob,
  releaseJob,
  renewLease,
  retryJob,
} from '../../server/queries/jobs.ts'
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

const LEASE_S = 30
const NO_PROGRESS = { done: 0, total: null, step: null }
const DONE = { state: 'done', result: {} } as const

const add = (key?: string) =>
  addJob(db, { district: DISTRICT, kind: 'evaluate', payload: {}, createdBy, ...(key && { key }) })
const stateOf = async (jobId: string) => (await readJob(db, DISTRICT, jobId))!.state
const expire = () =>
  db.query(`update work.job set lease_until = now() - interval '1 s' where state = 'running'`)

describe('a job with a key', () => {
  test('is added once, however many ask for it at once', async () => {
    const jobs = await Promise.all(Array.from({ length: 8 }, () => add('same')))
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(1)
  })

  test('is there while it waits and runs, and may be added again once it has ended', async () => {
    const first = await add('same')
    await claimJob(db, 'a', LEASE_S)
    expect((await add('same')).jobId).toBe(first.jobId)
    await endJob(db, first.jobId, 'a', DONE)
    expect((await add('same')).jobId).not.toBe(first.jobId)
  })

  test('stands in the way of no other', async () => {
    const jobs = [await add('one'), await add('other'), await add(), await add()]
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(4)
  })
})

describe('a claim', () => {
  test('is one worker’s, whoever else asks', async () => {
    await add()
    const claims = await Promise.all(['a', 'b', 'c'].map((worker) => claimJob(db, worker, LEASE_S)))
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  test('waits for the time of the job', async () => {
    const { jobId } = await add()
    await claimJob(db, 'a', LEASE_S)
    await retryJob(db, jobId, 'a', { inS: 60, error: 'gone' })
    expect(await claimJob(db, 'a', LEASE_S)).toBeNull()
    await db.query(`update work.job set run_at = now()`)
    expect(await claimJob(db, 'a', LEASE_S)).toMatchObject({ jobId, attempts: 2 })
  })

  test('of a worker that stopped does not count', async () => {
    const { jobId } = await add()
    await claimJob(db, 'a', LEASE_S)
    await releaseJob(db, jobId, 'a')
    expect(await claimJob(db, 'b', LEASE_S)).toMatchObject({ attempts: 1 })
  })
})

describe('a worker whose lease ran out', () => {
  let jobId: string
  beforeEach(async () => {
    jobId = (await add()).jobId
    await claimJob(db, 'a', LEASE_S)
    await expire()
  })

  test('ends nothing', async () => {
    expect(await endJob(db, jobId, 'a', DONE)).toBe(false)
    expect(await stateOf(jobId)).toBe('running')
  })

  test('may have it still, where nobody took it up meanwhile', async () => {
    expect(await renewLease(db, jobId, 'a', LEASE_S, NO_PROGRESS)).toBe('held')
    expect(await endJob(db, jobId, 'a', DONE)).toBe(true)
  })

  test('has lost it to whoever did, and leaves nothing', async () => {
    const control = new JobControl(db, jobId, 'a')
    await claimJob(db, 'b', LEASE_S)
    const effect = db.transaction(async (tx) => {
      await tx.query('insert into effect values (1)')
      await control.fence(tx, { done: 1 })
    })
    await expect(effect).rejects.toBeInstanceOf(JobLost)
    control.close()
    expect((await db.query('select from effect')).rowCount).toBe(0)
    expect(await renewLease(db, jobId, 'a', LEASE_S, NO_PROGRESS)).toBe('lost')
    expect(await endJob(db, jobId, 'a', DONE)).toBe(false)
    expect(await endJob(db, jobId, 'b', DONE)).toBe(true)
  })
})

test('what an attempt says is done, the next one knows', async () => {
  const { jobId } = await add()
  expect(await claimJob(db, 'a', LEASE_S)).toMatchObject({ checkpoint: null })
  expect(await db.transaction((tx) => fenceJob(tx, jobId, 'a', LEASE_S, { stored: 3 }))).toBe(true)
  expect(await db.transaction((tx) => fenceJob(tx, jobId, 'a', LEASE_S, null))).toBe(true)
  await expire()
  expect(await claimJob(db, 'b', LEASE_S)).toMatchObject({ checkpoint: { stored: 3 }, attempts: 2 })
})
