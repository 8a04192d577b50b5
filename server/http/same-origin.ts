import type { NextFunction, Request, Response } from 'express'
import { Problem } from '../../domain/problem.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site made the browser send (CSRF): beside SameSite=Strict, a request that changes something must
 * come from our own origin where the browser says so, and in a form that no plain HTML form can send.
 */
export function sameOriginOnly(req: Request, _res: Response, next: NextFunction): void {
  if (SAFE.has(req.method)) return next()
  const proof = originOf(req)
  if (proof === 'foreign') throw new Problem('forbidden', 'The request came from another site.')

  const [type = ''] = (req.get('content-type') ?? '').toLowerCase().split(';')
  switch (type.trim()) {
    case 'application/json':
      return next()
    case 'multipart/form-data':
      if (!req.get('x-requested-by'))
        throw new Problem('forbidden', 'Uploads need the header X-Requested-By.')
      return next()
    case '':
      // No body: a plain form always has a type, a script of another site an origin. DELETE needs a script anyway.
      if (proof === 'own' || req.method === 'DELETE') return next()
  }
  throw new Problem('unsupported-media', 'Send application/json, or multipart/form-data for a file.')
}

/** Whose page sent the request, as far as the browser says; other programs say nothing. */
function originOf(req: Request): 'own' | 'foreign' | 'untold' {
  const site = req.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'foreign'
  const origin = req.get('origin')
  if (origin === undefined) return 'untold'
  return URL.parse(origin)?.host === req.get('host') ? 'own' : 'foreign'
}
