import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Serving } from './serve.ts'

/** So long whoever spreads requests over servers has to notice that this one is stopping. */
const NOTICE_MS = 2_000
/** For connections that are still at work when everything else has ended. */
const CLOSE_MS = 10_000

export interface StopOptions {
  serving: Serving
  log: Logger
  /** Closes the databases. */
  close: () => Promise<void>
}

/**
 * Stops the server and ends the process at the first SIGTERM or SIGINT; the second ends it at once. SIGTERM comes of a
 * supervisor, and others get time to notice; SIGINT comes of a person at the terminal, who waits.
 */
export function stopAtSignal({ serving, log, close }: StopOptions): void {
  let isStopping = false
  const stop = async (signal: NodeJS.Signals) => {
    await serving.stop({ noticeMs: signal === 'SIGTERM' ? NOTICE_MS : 0 })
    await Promise.race([close(), sleep(CLOSE_MS)])
  }
  const heard = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1)
    isStopping = true
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'the server could not stop as it should')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', heard)
  process.on('SIGINT', heard)
}

/** Ends the process at an error that nobody caught: in what state it is then, nobody knows. A supervisor starts it again. */
export function exitOnFault(log: Logger): void {
  const fault = (error: unknown) => {
    log.fatal({ err: error }, 'an error that nobody caught')
    process.exit(1)
  }
  process.on('uncaughtException', fault)
  process.on('unhandledRejection', fault)
}
