import { setTimeout as sleep } from 'node:timers/promises'
import { isInTheWay } from './errors.ts'

const RETRIES = 3
const FIRST_PAUSE_MS = 25
/** No retry begins later than this after the first attempt: the caller waits, and is told 503 after 25 s. */
const BUDGET_MS = 10_000

/** Runs a transaction again that others were in the way of; the pauses grow, each of a random length so that two do not meet again. */
export async function retried<T>(transaction: () => Promise<T>): Promise<T> {
  const startedAt = Date.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await transaction()
    } catch (error) {
      const isOver = attempt === RETRIES || Date.now() - startedAt > BUDGET_MS
      if (isOver || !isInTheWay(error)) throw error
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt + FIRST_PAUSE_MS)
    }
  }
}
