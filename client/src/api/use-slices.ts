import { ref } from 'vue'
import { problemText } from '../text/problem-text.ts'

/**
 * Asks the server for some reports after the other until that was all. Nothing is stored, so that calling it off is not asking on,
 * and what comes after that is nobody's.
 */
export function useSlices<A extends { next: string | null }>() {
  const isRunning = ref(false)
  const problem = ref('')
  let asking = new AbortController()

  async function run(
    ask: (after: string, signal: AbortSignal) => Promise<A>,
    take: (answer: A) => void,
  ): Promise<void> {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    problem.value = ''
    isRunning.value = true
    try {
      let after: string | null = '0'
      while (after !== null && !signal.aborted) {
        const answer: A = await ask(after, signal)
        if (!signal.aborted) take(answer)
        after = answer.next
      }
    } catch (error) {
      if (!signal.aborted) problem.value = problemText(error)
    } finally {
      if (asking.signal === signal) isRunning.value = false
    }
  }

  function stop(): void {
    asking.abort()
    isRunning.value = false
  }

  return { isRunning, problem, run, stop }
}
