import type { NextFunction, Request, Response } from 'express'
import { Problem } from '../../domain/problem.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site made the browser send (CSRF): beside SameSite=Strict, a request that changes something must
 * come from our own origin where the browser says so, and in a form that no plain HTML form can send.
 */
export function sameOriginOnly(req: Request, _res: Response, next: NextFunction): void {
  if (SAFE.has(req.method)) return next()
  const site = req.get('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin')
    throw new Problem('forbidden', 'The request came from another site.')
  const origin = req.get('origin')
  if (site === undefined && origin !== undefined && URL.parse(origin)?.host !== req.get('host'))
    throw new Problem('forbidden', 'The request came from another site.')

  const [type = ''] = (req.get('content-type') ?? '').toLowerCase().split(';')
  switch (type.trim()) {
    case 'application/json':
      return next()
    case 'multipart/form-data':
      if (!req.get('x-requested-by'))
        throw new Problem('forbidden', 'Uploads need the header X-Requested-By.')
      return next()
    default:
      // No form can send DELETE: it needs a script, and with it passes the origin check above.
      if (req.method === 'DELETE' && type === '') return next()
      throw new Problem('unsupported-media', 'Send application/json, or multipart/form-data for a file.')
  }
}
