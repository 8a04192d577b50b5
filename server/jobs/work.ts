import type { ClaimedJob } from '../queries/jobs.ts'
import { evaluateJob } from './evaluate.ts'
import { importLayerJob } from './import-layer.ts'
import { importReportsJob } from './import-reports.ts'
import type { JobWork } from './runner.ts'

/** What each kind of job does. */
export const jobWork = (uploadFolder: string): Readonly<Record<ClaimedJob['kind'], JobWork>> => ({
  'import-layer': importLayerJob(uploadFolder),
  'import-reports': importReportsJob(uploadFolder),
  evaluate: evaluateJob,
})
