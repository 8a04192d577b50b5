import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import { INTAKE_PROBLEMS, IntakeError } from '../../domain/intake-problem.ts'
import { PROBLEMS, Problem, type ProblemDetails } from '../../domain/problem.ts'
import { isConnectionLoss, isInTheWay } from '../db/errors.ts'
import { requestId } from './request-id.ts'

/** Seconds after which a caller may try again, where the problem does not say. */
const RETRY_AFTER_S: Readonly<Record<number, number>> = { 429: 60, 503: 5 }

/** The body of an error response (RFC 9457). */
export function detailsOf({ code, message, errors, current }: Problem): ProblemDetails {
  const { status, title, titleZh } = PROBLEMS[code]
  return {
    type: `/problems/${code}`,
    code,
    title,
    titleZh,
    status,
    detail: message,
    ...(errors && { errors }),
    ...(current !== undefined && { current }),
  }
}

/** The one place that turns what was thrown into an answer; the unexpected is logged whole and shown bare. */
export function problemResponder(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = problemOf(error)
    const { status } = PROBLEMS[problem.code]
    const request = {
      requestId: requestId(req),
      method: req.method,
      path: req.path,
      code: problem.code,
    }
    // One after the other, and all for one reason.
    if (status === 503)
      log.warn({ ...request, fault: String(problem.cause ?? problem.message) }, 'turned away')
    else if (status >= 500) log.error({ err: error, ...request }, 'request failed')
    if (res.headersSent) return next(error)

    const retryAfterS = problem.retryAfterS ?? RETRY_AFTER_S[status]
    if (retryAfterS !== undefined) res.set('Retry-After', String(retryAfterS))
    res
      .status(status)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(detailsOf(problem)))
  }
}

/** Whatever was thrown, as one of our own problems. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof IntakeError)
    return new Problem(INTAKE_PROBLEMS[error.code], error.message, { cause: error })
  if (isInTheWay(error))
    return new Problem('unavailable', 'Others are at work on the same things; try again shortly.', {
      cause: error,
    })
  if (isConnectionLoss(error))
    return new Problem('unavailable', 'The database does not answer; try again shortly.', {
      cause: error,
    })
  return ofHttpError(error) ?? new Problem('internal', 'The failure was logged.', { cause: error })
}

/** Errors of express and its body parser carry a status of their own. */
function ofHttpError(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('status' in error)) return null
  switch (error.status) {
    case 404:
      return new Problem('not-found', 'There is no such file.', { cause: error })
    case 413:
      return new Problem('too-large', 'The body is larger than 2 MB.', { cause: error })
    case 415:
      return new Problem('unsupported-media', error.message, { cause: error })
    case 400:
      return new Problem('invalid-request', `The request cannot be read: ${error.message}`, { cause: error })
    default:
      return null
  }
}
