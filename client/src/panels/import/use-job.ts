import { computed, onUnmounted, ref, shallowRef } from 'vue'
import type { Job } from '../../../../domain/api.ts'
import type { ProblemDetails } from '../../../../domain/problem.ts'
import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/client.ts'
import { followJob } from '../../api/follow-job.ts'
import { detailsText, problemText } from '../../text/problem-text.ts'

/** A job that this page starts and follows to its end. */
export function useJob(onDone: () => void) {
  const job = shallowRef<Job | null>(null)
  const problem = ref('')
  const isSending = ref(false)
  let watching = new AbortController()

  const isRunning = computed(() => isSending.value || (job.value !== null && job.value.endedAt === null))

  /** `send` makes the job: an upload takes a while of its own. */
  async function start(send: () => Promise<{ job: Job }>): Promise<void> {
    problem.value = ''
    job.value = null
    isSending.value = true
    try {
      const answer = await send()
      job.value = answer.job
      isSending.value = false
      watching = new AbortController()
      await followJob(answer.job.jobId, (now) => (job.value = now), watching.signal)
      if (job.value.state === 'failed') problem.value = reasonOf(job.value)
      if (job.value.state === 'done') onDone()
    } catch (error) {
      if (!watching.signal.aborted) problem.value = problemText(error)
    } finally {
      isSending.value = false
    }
  }

  async function cancel(): Promise<void> {
    while (job.value && job.value.endedAt === null) {
      const { jobId } = job.value
      try {
        job.value = (
          await call('POST /jobs/:jobId/cancel', { params: { jobId } }, { ifMatch: job.value })
        ).job
        return
      } catch (error) {
        // It went on meanwhile: whoever calls it off means it in any state.
        const standing = error instanceof ApiError ? error.standing<{ job: Job }>() : null
        if (standing) job.value = standing.job
        else {
          problem.value = problemText(error)
          return
        }
      }
    }
  }

  onUnmounted(() => watching.abort())
  return { job, problem, isRunning, isSending, start, cancel }
}

const reasonOf = (job: Job) =>
  isProblem(job.problem) ? detailsText(job.problem) : typeof job.problem === 'string' ? job.problem : ''

const isProblem = (value: unknown): value is ProblemDetails =>
  typeof value === 'object' && value !== null && 'titleZh' in value && 'detail' in value
