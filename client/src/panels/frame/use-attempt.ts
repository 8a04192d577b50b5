import { ref } from 'vue'
import { problemText } from '../../text/problem-text.ts'

/** What a reader asks the server for, once at a time, and in words why it was not done. */
export function useAttempt() {
  const isBusy = ref(false)
  const problem = ref('')

  async function attempt(work: () => Promise<void>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    problem.value = ''
    try {
      await work()
    } catch (error) {
      problem.value = problemText(error)
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, problem, attempt }
}
