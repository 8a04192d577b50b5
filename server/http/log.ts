import type { RequestHandler } from 'express'
import { pino, type Logger } from 'pino'
import type { Config } from '../config.ts'
import { errorCode } from '../db/errors.ts'
import { personOf } from './person.ts'
import { requestId } from './request-id.ts'

/** JSON lines on stderr: stdout belongs to what a command answers. */
export const createLog = ({ logLevel }: Pick<Config, 'logLevel'>): Logger =>
  pino(
    { level: logLevel, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } },
    pino.destination(2),
  )

/** What a log keeps of an error. A list of what may be kept: a database error carries the values of the row. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const { name, message, stack, cause } = error
  return {
    name,
    message,
    ...(errorCode(error) && { code: errorCode(error) }),
    stack,
    ...(cause !== undefined && { cause: describeError(cause) }),
  }
}

/** A request slower than this is worth a warning. */
const SLOW_MS = 2_000

/**
 * One line a request, once it was answered, under the id that the answer bears. Only the path is kept: a query can hold what a person searched for, headers
 * and bodies hold cookies and passwords.
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
    next()
  }
