import { evaluateReports } from '../evaluate.ts'
import type { EvaluatePayload } from './payloads.ts'
import type { JobWork } from './runner.ts'

/** 套合: judges reports again. Whole chunks stay done when it is cancelled. */
export const evaluateJob: JobWork = async (db, { district, payload }, control) => {
  const { asOf, reportIds } = payload as EvaluatePayload
  const { evaluated, byVerdict } = await evaluateReports(db, {
    district,
    ...(asOf !== null && { asOf }),
    ...(reportIds !== null && { reportIds }),
    fence: control.fence,
    onProgress: (done, total) => control.report(done, total, '套合 · overlay'),
    isCancelled: control.isCancelled,
  })
  return { evaluated, byVerdict }
}
