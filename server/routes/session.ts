import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import type { Database } from '../db/database.ts'
import { clearSessionCookie, sessionToken, setSessionCookie } from '../http/cookie.ts'
import { handle } from '../http/handle.ts'
import { Throttle } from '../http/throttle.ts'
import { verifyNobody, verifyPassword } from '../passwords.ts'
import { personByLogin } from '../queries/people.ts'
import { closeSession, openSession } from '../queries/sessions.ts'

const MINUTE_MS = 60_000

export interface SessionLimits {
  idleMs: number
  absoluteMs: number
}

export function sessionRoutes(router: Router, db: Database, { absoluteMs }: SessionLimits): void {
  const failures = new Throttle(5, 15 * MINUTE_MS) // by login
  const attempts = new Throttle(20, MINUTE_MS) // by address

  handle(router, 'POST /session', async ({ body, req, res }) => {
    const login = body.login.toLowerCase()
    const address = req.ip ?? ''
    failures.check(login)
    attempts.check(address)
    attempts.count(address)

    const account = await personByLogin(db, login)
    const isRight = account
      ? await verifyPassword(body.password, account.passwordHash)
      : await verifyNobody(body.password)
    if (!account || !isRight) {
      failures.count(login)
      throw new Problem('wrong-credentials', 'Login or password is wrong.')
    }
    failures.forget(login)

    const before = sessionToken(req)
    if (before) await closeSession(db, before)
    const token = await openSession(db, account.person.personId, absoluteMs)
    setSessionCookie(req, res, token, absoluteMs)
    return { person: account.person }
  })

  handle(router, 'GET /session', ({ person }) => Promise.resolve({ person }))

  handle(router, 'DELETE /session', async ({ req, res }) => {
    const token = sessionToken(req)
    if (token) await closeSession(db, token)
    clearSessionCookie(req, res)
    // What the browser kept of the pages goes with the session (residual information).
    res.set('Clear-Site-Data', '"cache", "storage"')
    return {}
  })
}
