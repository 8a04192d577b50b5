import { evaluateReports, type EvaluateSummary } from '../evaluate.ts'
import type { EvaluatePayload } from './payloads.ts'
import type { JobWork } from './runner.ts'

/** 套合: judges reports again. Whole chunks stay done when it is cancelled, and are not done again after a crash. */
export const evaluateJob: JobWork = async (db, { district, payload, checkpoint }, control) => {
  const { asOf, reportIds } = payload as EvaluatePayload
  const { evaluated, byVerdict, failedCount, failed } = await evaluateReports(db, {
    district,
    asOf,
    ...(reportIds !== null && { reportIds }),
    since: checkpoint as EvaluateSummary | null,
    fence: control.fence,
    onProgress: (done, total) => control.report(done, total, '套合 · overlay'),
    isCancelled: control.isCancelled,
  })
  return { evaluated, byVerdict, failedCount, failed }
}
