import type { RequestHandler } from 'express'
import type { Db } from '../db/database.ts'
import { sessionOf, whySessionEnded } from '../queries/sessions.ts'
import { sessionToken } from './cookie.ts'
import { setSession, setSessionEnd } from './person.ts'

/** Finds out whose session the cookie is; the account is read each time, so that a change of post acts at once. */
export function authenticate(db: Db): RequestHandler {
  return async (req, _res, next) => {
    const token = sessionToken(req)
    const session = token ? await sessionOf(db, token) : null
    if (session) setSession(req, session)
    else if (token) {
      const why = await whySessionEnded(db, token)
      if (why) setSessionEnd(req, why)
    }
    next()
  }
}
