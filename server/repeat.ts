import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'

export interface Repeating {
  /** Ends once the round under way is over. */
  stop(): Promise<void>
}

export interface RepeatOptions {
  log: Logger
  /** What the log says where a round fails; the next one comes all the same. */
  failure: string
  /** Before the first round, in ms. */
  firstMs?: number
  /** Between rounds, in ms. */
  pauseMs: number
  pauseAfterFailureMs?: number
  /** Whether there is a last round after the stop was asked for. */
  hasLastRound?: boolean
}

/** Does something again and again, until stopped; its signal tells a long round that it is to end. */
export function repeat(
  round: (stopping: AbortSignal) => Promise<void>,
  { log, failure, firstMs = 0, pauseMs, pauseAfterFailureMs = pauseMs, hasLastRound = false }: RepeatOptions,
): Repeating {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = async (ms: number) => {
    if (ms > 0) await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
  }
  const succeeds = async () => {
    try {
      await round(signal)
      return true
    } catch (error) {
      log.error({ err: error }, failure)
      return false
    }
  }
  const loop = async () => {
    await pause(firstMs)
    while (!signal.aborted) await pause((await succeeds()) ? pauseMs : pauseAfterFailureMs)
    if (hasLastRound) await succeeds()
  }
  const running = loop()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
