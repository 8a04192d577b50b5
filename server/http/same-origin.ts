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

  if (req.is('application/json') || hasNoBody(req)) return next()
  if (!req.is('multipart/form-data'))
    throw new Problem('unsupported-media', 'Send application/json, or multipart/form-data for a file.')
  if (!req.get('x-requested-by')) throw new Problem('forbidden', 'Uploads need the header X-Requested-By.')
  next()
}

// Without a body a form can only send GET and POST: DELETE needs a script, and with it the origin check above.
const hasNoBody = (req: Request) => req.method === 'DELETE' && req.get('content-type') === undefined
