import type { Express, Request, Response } from 'express'

// A session token: 256 bits, base64url without padding.
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * The browser takes a cookie of this name only by TLS, for this host and every path: neither a sister site nor somebody on
 * the line can plant one.
 */
const SECURE_NAME = '__Host-sid'
/** Where nothing but this machine can listen: the demo speaks plain HTTP on loopback. */
const PLAIN_NAME = 'sid'

const PLAIN_SETTING = 'plain cookie'

/** Lets callers by plain HTTP have a session: only for a server that listens on loopback alone. */
export function allowPlainCookie(app: Express, isAllowed: boolean): void {
  app.set(PLAIN_SETTING, isAllowed)
}

/** Whether the caller came by plain HTTP to a server that listens on loopback alone. */
export const isPlain = (req: Request): boolean => !req.secure && req.app.get(PLAIN_SETTING) === true

export function sessionToken(req: Request): string | null {
  const value = cookieOf(req, isPlain(req) ? PLAIN_NAME : SECURE_NAME)
  return value !== null && TOKEN.test(value) ? value : null
}

export function cookieOf(req: Request, wanted: string): string | null {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=')
    if (name === wanted && value !== undefined) return value
  }
  return null
}

const attributes = (req: Request) => ({
  httpOnly: true,
  sameSite: 'strict' as const,
  path: '/',
  secure: !isPlain(req),
})
const nameFor = (req: Request) => (isPlain(req) ? PLAIN_NAME : SECURE_NAME)

export function setSessionCookie(req: Request, res: Response, token: string, seconds: number): void {
  res.cookie(nameFor(req), token, { ...attributes(req), maxAge: seconds * 1000 })
}

export function clearSessionCookie(req: Request, res: Response): void {
  res.clearCookie(nameFor(req), attributes(req))
}
