import type { NextFunction, Request, Response } from 'express'
import { Problem } from '../../domain/problem.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site made the browser send (CSRF): beside SameSite=Strict, a request that changes something must
 * say that it comes from our own origin, and come in a form that no plain HTML form can send. Programs say so too.
 */
export function sameOriginOnly(req: Request, _res: Response, next: NextFunction): void {
  if (SAFE.has(req.method)) return next()
  if (!isOwn(req))
    throw new Problem(
      'forbidden',
      'The request does not say that it comes from this site: it needs Sec-Fetch-Site: same-origin, or the site’s own Origin.',
    )

  const [type = ''] = (req.get('content-type') ?? '').toLowerCase().split(';')
  switch (type.trim()) {
    case 'application/json':
      return next()
    case 'multipart/form-data':
      if (!req.get('x-requested-by'))
        throw new Problem('forbidden', 'Uploads need the header X-Requested-By.')
      return next()
    default:
      throw new Problem('unsupported-media', 'Send application/json, or multipart/form-data for a file.')
  }
}

/** By the browser's own word; the origin counts only where it says none (plain HTTP, old browsers, programs). */
function isOwn(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  return req.get('origin') === `${req.protocol}://${req.get('host')}`
}
