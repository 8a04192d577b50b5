import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { record, type Actor, type AuditEvent } from '../audit/record.ts'
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
      // Of an unknown login nothing is kept: people type their passwords there.
      const refused = sessionEvent(actorOf(req), 'session.open', account?.person.login)
      await db.transaction((tx) => record(tx, { ...refused, outcome: 'refused' }))
      throw new Problem('wrong-credentials', 'Login or password is wrong.')
    }
    failures.forget(login)

    const before = sessionToken(req)
    const { person } = account
    const token = await db.transaction(async (tx) => {
      const opened = await openSession(tx, person.personId, absoluteMs)
      if (before) await closeSession(tx, before)
      const by = actorOf(req, { person, token: opened })
      await record(tx, sessionEvent(by, 'session.open', person.login))
      return opened
    })
    setSessionCookie(req, res, token, absoluteMs)
    return { person }
  })

  handle(router, 'GET /session', ({ person }) => Promise.resolve({ person }))

  handle(router, 'DELETE /session', async ({ person, req, res }) => {
    const token = sessionToken(req)
    if (token)
      await db.transaction(async (tx) => {
        await closeSession(tx, token)
        await record(tx, sessionEvent(actorOf(req), 'session.close', person.login))
      })
    clearSessionCookie(req, res)
    // What the browser kept of the pages goes with the session (residual information).
    res.set('Clear-Site-Data', '"cache", "storage"')
    return {}
  })
}

const sessionEvent = (
  by: Actor,
  action: 'session.open' | 'session.close',
  login: string | undefined,
): AuditEvent => ({ stream: 'auth', by, action, object: login === undefined ? null : `login:${login}` })
