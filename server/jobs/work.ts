import type { TwoPerson } from '../approvals/two-person.ts'
import type { ClaimedJob } from '../queries/jobs.ts'
import { evaluateJob } from './evaluate.ts'
import { importLayerJob } from './import-layer.ts'
import { importReportsJob } from './import-reports.ts'
import { replayJob } from './replay.ts'
import type { JobWork } from './runner.ts'
import { verifyAuditJob, type AuditPlace } from './verify-audit.ts'

/** What each kind of job does. */
export const jobWork = (
  uploadFolder: string,
  twoPerson: TwoPerson,
  audit: AuditPlace,
): Readonly<Record<ClaimedJob['kind'], JobWork>> => ({
  'import-layer': importLayerJob(uploadFolder, twoPerson),
  'import-reports': importReportsJob(uploadFolder),
  evaluate: evaluateJob,
  'verify-audit': verifyAuditJob(audit),
  replay: replayJob,
})
