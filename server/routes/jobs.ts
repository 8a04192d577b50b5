import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { jobStream, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { cancelJob, readJob } from '../queries/jobs.ts'

export function jobRoutes(router: Router, db: Database): void {
  handle(router, 'GET /jobs/:jobId', async ({ params, person }) => {
    const job = await readJob(db, person.district, params.jobId)
    if (!job) throw noSuchJob(params.jobId)
    return { job }
  })

  handle(router, 'POST /jobs/:jobId/cancel', async ({ params, person, req }) => {
    const { district } = person
    const job = await db.transaction(async (tx) => {
      const asked = await cancelJob(tx, district, params.jobId)
      if (!asked) throw noSuchJob(params.jobId)
      await record(tx, {
        stream: jobStream(district),
        by: actorOf(req),
        action: 'job.cancel',
        object: `job:${params.jobId}`,
        detail: { kind: asked.kind, state: asked.state },
      })
      return asked
    })
    return { job }
  })
}

const noSuchJob = (jobId: string) => new Problem('not-found', `There is no job ${jobId}.`)
