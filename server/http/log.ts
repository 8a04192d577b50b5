import type { RequestHandler } from 'express'
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config.ts'
import { logLine } from './log-line.ts'
import { personOf } from './person.ts'
import { currentRequestId, requestId, withRequestId } from './request-id.ts'

/**
 * JSON lines on stderr: stdout belongs to what a command answers. log-line.ts says what may stand in a line; each line of a
 * request bears its id.
 */
export const createLog = (
  { logLevel }: Pick<Config, 'logLevel'>,
  destination: DestinationStream = pino.destination(2),
): Logger =>
  pino(
    {
      level: logLevel,
      timestamp: () => `,"time":"${new Date().toISOString().replace('Z', '+00:00')}"`,
      mixin: () => ({ requestId: currentRequestId() }),
      formatters: { log: logLine },
      // The formatter has seen to it already.
      serializers: { err: (error: unknown) => error },
    },
    destination,
  )

/** A request slower than this is worth a warning. */
const SLOW_MS = 2_000

/**
 * One line a request, once it was answered, under the id that the answer bears. Of the address only the path is kept: a query
 * can hold what a person searched for, headers and bodies hold cookies and passwords.
 */
export const requestLog =
  (log: Logger): RequestHandler =>
  (req, res, next) => {
    const startedAt = performance.now()
    const { method, path } = req
    res.set('X-Request-Id', requestId(req))
    res.on('close', () => {
      const ms = Math.round(performance.now() - startedAt)
      const line = {
        method,
        path,
        status: res.statusCode,
        ms,
        login: personOf(req)?.login,
        requestId: requestId(req),
        ...(!res.writableFinished && { aborted: true }),
      }
      if (ms >= SLOW_MS) log.warn(line, 'slow request')
      else log.debug(line, 'request')
    })
    withRequestId(req, next)
  }
