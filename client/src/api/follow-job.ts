import type { Job } from '../../../domain/api.ts'
import { call } from './client.ts'

const PAUSE_MS = 700

/** Asks after a job until it has ended; `onProgress` sees every answer. Stops quietly when the signal says so. */
export async function followJob(
  jobId: string,
  onProgress: (job: Job) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { job } = await call('GET /jobs/:jobId', { params: { jobId } }, { signal })
    onProgress(job)
    if (job.endedAt !== null) return
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
