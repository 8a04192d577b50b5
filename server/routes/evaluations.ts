import type { Router } from 'express'
import { requireOwnDistrict } from '../access/district.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import type { EvaluatePayload } from '../jobs/payloads.ts'
import { addJob } from '../queries/jobs.ts'

export function evaluationRoutes(router: Router, db: Database, wakeJobs: () => void): void {
  handle(router, 'POST /evaluations', async ({ body, person }) => {
    const { district, asOf, reportIds } = body
    requireOwnDistrict(person, district)
    const payload: EvaluatePayload = { asOf: asOf ?? null, reportIds: reportIds ?? null }
    const job = await addJob(db, { district, kind: 'evaluate', payload, createdBy: person.personId })
    wakeJobs()
    return { job }
  })
}
