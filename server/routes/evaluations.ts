import type { Router } from 'express'
import { requireOwnDistrict } from '../access/district.ts'
import { actorOf } from '../audit/actor.ts'
import { jobStream, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import type { EvaluatePayload } from '../jobs/payloads.ts'
import { addJob } from '../queries/jobs.ts'
import { layersMark } from '../queries/layers.ts'
import { reportIds as idsOf } from '../queries/report-rows.ts'

export function evaluationRoutes(router: Router, db: Database, wakeJobs: () => void): void {
  handle(router, 'POST /evaluations', async ({ body, person, write, req }) => {
    const { district, asOf, filter } = body
    requireOwnDistrict(person, district)
    const answer = await write(db, async (tx) => {
      const found = filter && (await idsOf(tx, person, district, filter)).map(({ reportId }) => reportId)
      const reportIds = body.reportIds ?? found ?? null
      const payload: EvaluatePayload = { asOf: asOf ?? null, reportIds }
      const job = await addJob(tx, {
        district,
        kind: 'evaluate',
        payload,
        createdBy: person.personId,
        // Asked for twice, everything is judged once.
        ...(payload.reportIds === null && {
          key: `evaluate ${district} ${asOf ?? ''} ${await layersMark(tx, district)}`,
        }),
      })
      await record(tx, {
        stream: jobStream(district),
        by: actorOf(req),
        action: 'evaluation.start',
        object: `job:${job.jobId}`,
        detail: { asOf: payload.asOf, reports: reportIds?.length ?? 'all', ...(filter && { filter }) },
      })
      return { job }
    })
    wakeJobs()
    return answer
  })
}
