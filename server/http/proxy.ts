import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { PLATFORM_ROLES } from '../../domain/person.ts'
import { Problem } from '../../domain/problem.ts'
import { membership } from './networks.ts'
import { personOf } from './person.ts'

const FORWARDED = /^(forwarded|x-forwarded-.+|x-real-ip)$/

/** Believes X-Forwarded-* of the listed proxies alone; what others say of themselves is dropped before anybody reads it. */
export function trustProxies(app: Express, proxies: readonly string[]): void {
  app.set('trust proxy', proxies.length > 0 ? [...proxies] : false)
  const isProxy = membership(proxies)
  app.use((req, _res, next) => {
    if (!isProxy(req.socket.remoteAddress))
      for (const name of Object.keys(req.headers))
        if (FORWARDED.test(name)) Reflect.deleteProperty(req.headers, name)
    next()
  })
}

/** A year, with sub-domains; only where the browser came by TLS, so that the demo on loopback binds nobody. */
export function strictTransport(req: Request, res: Response, next: NextFunction): void {
  if (req.secure) res.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  next()
}

const isPlatformRole = (role: string) => PLATFORM_ROLES.some((one) => one === role)

/** Those who run the platform work from the listed networks only; signing out is always possible. */
export function adminNetworksOnly(networks: readonly string[]): RequestHandler {
  if (networks.length === 0) return (_req, _res, next) => next()
  const isInside = membership(networks)
  return (req, _res, next) => {
    const person = personOf(req)
    const isSigningOut = req.method === 'DELETE' && req.path === '/session'
    if (person && isPlatformRole(person.role) && !isInside(req.ip) && !isSigningOut)
      throw new Problem(
        'forbidden',
        'Administrators work from the networks in ADMIN_CIDR, and this address is in none of them.',
      )
    next()
  }
}
