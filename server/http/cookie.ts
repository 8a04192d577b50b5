import type { Request, Response } from 'express'

const NAME = 'sid'
// A session token: 256 bits, base64url without padding.
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export function sessionToken(req: Request): string | null {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=')
    if (name === NAME && value !== undefined && TOKEN.test(value)) return value
  }
  return null
}

/** `Secure` only where the browser came by TLS (through a trusted proxy); the demo on loopback speaks plain HTTP. */
export function setSessionCookie(req: Request, res: Response, token: string, maxAgeMs: number): void {
  res.cookie(NAME, token, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: req.secure,
    maxAge: maxAgeMs,
  })
}

export function clearSessionCookie(req: Request, res: Response): void {
  res.clearCookie(NAME, { httpOnly: true, sameSite: 'strict', path: '/', secure: req.secure })
}
