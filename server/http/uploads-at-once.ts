import type { Request, RequestHandler } from 'express'
import { Problem } from '../../domain/problem.ts'
import { classOf } from './request-class.ts'

/** Of one account (security design 7): a phone sends a photo after the other, a third form is a mistake or worse. */
const AT_ONCE = 2
const RETRY_AFTER_S = 5

/** Refuses with 429 what one key sends beside so many files of its own that are still under way; without a key nothing is counted. */
export function uploadsAtOnce(keyOf: (req: Request) => string | undefined, atOnce = AT_ONCE): RequestHandler {
  const underWay = new Map<string, number>()
  return (req, res, next) => {
    const key = keyOf(req)
    if (key === undefined || classOf(req).limit !== 'upload') return next()
    const count = underWay.get(key) ?? 0
    if (count >= atOnce)
      throw new Problem(
        'too-many-requests',
        `${atOnce} files of yours are on their way: send the next when one of them is here.`,
        { retryAfterS: RETRY_AFTER_S },
      )
    underWay.set(key, count + 1)
    res.once('close', () => {
      const left = underWay.get(key)! - 1
      if (left > 0) underWay.set(key, left)
      else underWay.delete(key)
    })
    next()
  }
}
