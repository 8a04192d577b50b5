import type { Router } from 'express'
import { labelsUpTo } from '../../domain/label.ts'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { jobStream, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { holdSeen } from '../http/hold.ts'
import { cancelJob, readJob } from '../queries/jobs.ts'

export function jobRoutes(router: Router, db: Database): void {
  handle(router, 'GET /jobs/:jobId', async ({ params, person }) => {
    const job = await readJob(db, person.district, params.jobId, labelsUpTo(person.clearance))
    if (!job) throw new Problem('not-found', `There is no job ${params.jobId}.`)
    return { job }
  })

  handle(router, 'POST /jobs/:jobId/cancel', async ({ params, person, seen, req, res }) => {
    const { district } = person
    const { jobId } = params
    const job = await db.transaction(async (tx) => {
      const held = { kind: 'job', district, id: jobId, version: seen, res } as const
      await holdSeen(tx, held, async () => ({ job: await readJob(tx, district, jobId) }))
      const asked = await cancelJob(tx, district, jobId)
      await record(tx, {
        stream: jobStream(district),
        by: actorOf(req),
        action: 'job.cancel',
        object: `job:${jobId}`,
        detail: { kind: asked.kind, state: asked.state },
      })
      return asked
    })
    return { job }
  })
}
