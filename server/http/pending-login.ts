import type { Request, Response } from 'express'
import { FieldError } from '../keys/field-cipher.ts'
import { seal, unseal } from '../keys/installed.ts'
import type { PendingLogin } from '../sign-in/provider.ts'
import { cookieOf, isPlain } from './cookie.ts'

const NAME = 'oidc'
const PLACE = { table: 'cookie', column: NAME, row: '' }
const MAX_AGE_MS = 10 * 60_000

/** Lax: the browser comes back from the provider's site, and must bring it along. */
const attributes = (req: Request) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/api/oidc',
  secure: !isPlain(req),
})

/** A sign-in that is under way, sealed: its secrets are in the browser that began it, and it cannot read them. */
export function setPendingLogin(req: Request, res: Response, pending: PendingLogin): void {
  const value = seal(PLACE, JSON.stringify(pending)).toString('base64url')
  res.cookie(NAME, value, { ...attributes(req), maxAge: MAX_AGE_MS })
}

export function pendingLogin(req: Request): PendingLogin | null {
  const value = cookieOf(req, NAME)
  if (value === null) return null
  try {
    return JSON.parse(unseal(PLACE, Buffer.from(value, 'base64url'))) as PendingLogin
  } catch (error) {
    if (error instanceof FieldError) return null
    throw error
  }
}

export const clearPendingLogin = (req: Request, res: Response): void => {
  res.clearCookie(NAME, attributes(req))
}
