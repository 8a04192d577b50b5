import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { cancelJob, readJob } from '../queries/jobs.ts'

export function jobRoutes(router: Router, db: Database): void {
  handle(router, 'GET /jobs/:jobId', async ({ params, person }) => {
    const job = await readJob(db, person.district, params.jobId)
    if (!job) throw noSuchJob(params.jobId)
    return { job }
  })

  handle(router, 'POST /jobs/:jobId/cancel', async ({ params, person }) => {
    const job = await cancelJob(db, person.district, params.jobId)
    if (!job) throw noSuchJob(params.jobId)
    return { job }
  })
}

const noSuchJob = (jobId: string) => new Problem('not-found', `There is no job ${jobId}.`)
