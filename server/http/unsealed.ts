import type { RequestHandler } from 'express'
import { Problem } from '../../domain/problem.ts'

const LONGEST_MS = 15 * 60_000

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Nothing is changed any more while what is told of it could be changed unnoticed. Reading, and coming and going, go on. */
export function refuseUnsealed(lagMs: () => number): RequestHandler {
  return (req, _res, next) => {
    if (READING.has(req.method) || req.path === '/session' || lagMs() <= LONGEST_MS) return next()
    throw new Problem(
      'audit-unsealed',
      'Events could not be sealed for 15 minutes: reading goes on; the system administrator finds the reason in the log.',
    )
  }
}
